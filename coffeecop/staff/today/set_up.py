"""What a new department still has to do. Each step is read from facts, never from clicks."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, RowMapping, exists, func, select

from coffeecop.models import ChecklistStep, Event, EventStatus, Installation, StaffMember
from coffeecop.models.staff import has_complaints_staff
from coffeecop.parts import backup_program
from coffeecop.parts.links import Tool
from coffeecop.staff.tools import tool_for


@dataclass(frozen=True)
class SetUp:
    """Which steps are done, in their order."""

    steps: dict[str, bool]
    # A department may do without mail.
    optional: frozenset[str]
    # The draft that only has to be published, if there is one.
    draft_id: int | None
    # With which the poster is printed, if the department has it.
    printer: Tool | None

    @property
    def is_done(self) -> bool:
        return all(done or step in self.optional for step, done in self.steps.items())

    @property
    def next_step(self) -> str | None:
        return next((step for step, done in self.steps.items() if not done), None)

    @property
    def number_done(self) -> int:
        return sum(self.steps.values())


def set_up_columns(member: StaffMember) -> dict[str, ColumnElement[Any]]:
    of_agency = Event.agency_id == member.agency_id
    colleagues = StaffMember.agency_id == member.agency_id, StaffMember.is_demo.is_(False)
    return {
        "complaints": has_complaints_staff(member.agency_id),
        "draft_id": scalar(func.max(Event.id), of_agency, Event.status == EventStatus.DRAFT),
        "published": exists().where(of_agency, Event.status != EventStatus.DRAFT),
        "poster": exists().where(of_agency, Event.poster_printed_at.is_not(None)),
        "staff": scalar(func.count(StaffMember.id), *colleagues),
        "mail_tested_at": scalar(Installation.mail_tested_at),
        "backed_up_at": scalar(Installation.backed_up_at),
        "restored_at": scalar(Installation.restored_at),
    }


def read_set_up(member: StaffMember, found: RowMapping) -> SetUp:
    agency = member.agency
    printer = tool_for(ChecklistStep.POSTER, agency)
    steps = {
        "names": bool(agency.name_es),
        "contact": bool(agency.phone and agency.complaint_url),
        "complaints": bool(found["complaints"]),
        **_second_factor(member),
        "event": bool(found["published"]),
        **({"poster": bool(found["poster"])} if printer else {}),
        "colleagues": found["staff"] > 1,
    }
    # Only administrators can ask for what is done on the server.
    if member.is_admin:
        steps["mail"] = found["mail_tested_at"] is not None
        if backup_program(agency):
            steps["backup"] = None not in (found["backed_up_at"], found["restored_at"])
    optional = frozenset() if current_app.config["SMTP_URL"] else frozenset({"mail"})
    return SetUp(steps, optional, found["draft_id"], printer)


def _second_factor(member: StaffMember) -> dict[str, bool]:
    if not member.needs_second_factor:
        return {}
    return {"second_factor": member.has_second_factor or member.is_linked_to_provider}


def scalar(column: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(column).where(*conditions).scalar_subquery()
