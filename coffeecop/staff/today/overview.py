"""Counts beside the concerns, all of one statement: the plan, the set-up, what else waits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app, url_for
from sqlalchemy import ColumnElement, RowMapping, exists, func, literal, select

from coffeecop.db import db
from coffeecop.models import (
    ChecklistStep,
    Concern,
    Event,
    EventLine,
    EventStatus,
    Installation,
    Language,
    Matter,
    Role,
    Rsvp,
    RsvpNeed,
    RsvpStatus,
    StaffMember,
)
from coffeecop.models.concern.conditions import in_event_stream, is_entered, not_sorted
from coffeecop.models.event.attendance import LANGUAGE_NEEDS, LanguageNeed, needs_of
from coffeecop.models.staff import has_complaints_staff
from coffeecop.parts import backup_program, mail_tester, today_lines
from coffeecop.parts.links import TextLine, Tool
from coffeecop.staff.today.matters import matters_in_one_language, number_in_one_language
from coffeecop.staff.tools import tool_for


@dataclass(frozen=True)
class SetUp:
    """Which steps are done, in their order: read from the rows, never from clicks."""

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
        if mail_tester(agency):
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


# Rows, with the one that tells how many more there are.
MOST_LANGUAGE_ROWS = 3


class Expected(NamedTuple):
    """How many may come to an event, and the languages that they asked for."""

    people: int
    parties: int
    language_needs: list[LanguageNeed]

    @property
    def shown_needs(self) -> list[LanguageNeed]:
        # Those that nobody speaks come first.
        has_room = len(self.language_needs) <= MOST_LANGUAGE_ROWS
        return self.language_needs[: MOST_LANGUAGE_ROWS if has_room else MOST_LANGUAGE_ROWS - 1]


class Overview(NamedTuple):
    """None for what was not asked about."""

    plan: Expected | None
    set_up: SetUp | None
    # Captured by staff or typed in from cards, at the events with the newest concerns.
    captured: int
    # What residents read in one language alone, by that language; for organizers.
    in_one_language: Mapping[Language, Sequence[Matter]]
    # For whoever looks after the server.
    backups: Installation | None
    backup_line: str
    # This person has neither said in a line what they heard nor put it off.
    asks_for_line: bool
    # Of parts.
    lines: list[TextLine]


def overview_of(
    *,
    upcoming: Event | None,
    setting_up: StaffMember | None,
    member: StaffMember,
    active_ids: Collection[int],
    heard_at: Event | None,
) -> Overview:
    # At least one, whoever asks.
    columns: dict[str, Any] = {"agency_id": literal(member.agency_id)}
    if member.has_any(Role.ORGANIZER):
        columns["in_one_language"] = number_in_one_language(member.agency_id)
    if heard_at:
        own = EventLine.event_id == heard_at.id, EventLine.staff_id == member.id
        columns["has_line"] = exists().where(*own)
    if upcoming:
        columns |= _plan(upcoming)
    if setting_up:
        columns |= set_up_columns(setting_up)
    looks_after = member.is_admin and not member.is_demo
    backups = backup_program(member.agency) if looks_after else None
    if active_ids:
        of_active = Concern.event_id.in_(active_ids), in_event_stream()
        columns["captured"] = scalar(func.count(Concern.id), *of_active, is_entered(), not_sorted())
    lines = today_lines(member)
    columns |= {f"line_{each}": line.number(member) for each, line in enumerate(lines)}
    others = {f"other_{each}": line.other for each, line in enumerate(lines) if line.other}
    columns |= {name: column(member) for name, column in others.items()}
    labelled = [column.label(name) for name, column in columns.items()]
    rows = [Installation] if backups else []
    found = db.session.execute(select(*labelled, *rows)).mappings().one()
    # Most often nobody asked for a language, and the roster need not be read.
    needs = needs_of(upcoming).languages if upcoming and found["asking"] else []
    return Overview(
        Expected(found["people"], found["parties"], needs) if upcoming else None,
        read_set_up(setting_up, found) if setting_up else None,
        found.get("captured", 0),
        matters_in_one_language(member.agency_id) if found.get("in_one_language") else {},
        found.get("Installation"),
        backups.line(found["Installation"]) if backups else "",
        asks_for_line=heard_at is not None and not found["has_line"],
        lines=[
            TextLine(line.icon, line.text(number, *other), url_for(line.endpoint, **line.arguments))
            for each, line in enumerate(lines)
            if (number := found[f"line_{each}"])
            for other in [[found[f"other_{each}"]] if line.other else []]
        ],
    )


def _plan(event: Event) -> dict[str, ColumnElement[Any]]:
    coming = Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
    asks = RsvpNeed.rsvp_id == Rsvp.id, RsvpNeed.need.in_(LANGUAGE_NEEDS)
    return {
        "people": scalar(func.coalesce(func.sum(Rsvp.party_size), 0), *coming),
        "parties": scalar(func.count(Rsvp.id), *coming),
        "asking": scalar(func.count(RsvpNeed.rsvp_id), *coming, *asks),
    }
