"""CSV export of an event's concerns."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, ConcernTopic, Event, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.suggestions import Confidence
from coffeecop.staff.concern_list.conditions import confidence
from coffeecop.web.csv_files import csv_file, csv_response

REVIEW_STATES = {None: "not looked at", True: "looked at, right", False: "looked at, a mistake"}
YES_OR_NO = {None: "", True: "yes", False: "no"}


class ExportedConcern(NamedTuple):
    concern: Concern
    confidence: Confidence

    @property
    def topic_rows(self) -> list[ConcernTopic]:
        return sorted(self.concern.topic_rows, key=lambda row: row.topic.position)

    @property
    def raised_at(self) -> datetime:
        return self.concern.created_at.astimezone(ZoneInfo(self.concern.event.time_zone))


def _flags(concern: Concern) -> str:
    return "; ".join(
        f"{flag.kind} ({flag.level}): {REVIEW_STATES[flag.is_right]}" for flag in concern.flag_rows
    )


COLUMNS: dict[str, Callable[[ExportedConcern], str]] = {
    "id": lambda row: str(row.concern.id),
    "event": lambda row: row.concern.event.title_en,
    "raised_at": lambda row: row.raised_at.isoformat(sep=" ", timespec="seconds"),
    "phase": lambda row: row.concern.phase,
    "kind": lambda row: row.concern.kind,
    "talk": lambda row: YES_OR_NO[row.concern.wants_talk],
    "answer": lambda row: YES_OR_NO[row.concern.wants_answer],
    "topics": lambda row: "; ".join(each.topic.name_en for each in row.topic_rows),
    "topics_assigned_by": lambda row: "; ".join(each.assigned_by for each in row.topic_rows),
    "topics_confidence": lambda row: row.confidence.label,
    "flags": lambda row: _flags(row.concern),
    "private_details": lambda row: YES_OR_NO[row.concern.has_personal_details],
    "place": lambda row: row.concern.place or "",
    "for_neighbor": lambda row: YES_OR_NO[row.concern.for_neighbor],
    "source": lambda row: row.concern.source,
    "people": lambda row: str(row.concern.people),
    "language": lambda row: row.concern.language,
    "text_language": lambda row: row.concern.text_language or "",
    "state": lambda row: row.concern.state,
    # For a word from the department, also by writing again.
    "asked": lambda row: YES_OR_NO[row.concern.asked_at is not None],
    "text": lambda row: row.concern.body,
}


def export(event: Event, *, by: StaffMember) -> list[ExportedConcern]:
    """Return what is in the file, and record that somebody has it."""
    concerns = exported_concerns(event)
    detail = {"concerns": len(concerns)}
    record(AuditAction.CONCERNS_EXPORTED, by=by, subject=event, detail=detail)
    return concerns


def export_response(event: Event, exported: Iterable[ExportedConcern]) -> Response:
    return csv_response(concerns_csv(exported), f"{event.slug}-concerns.csv")


def exported_concerns(event: Event) -> list[ExportedConcern]:
    """Return all concerns of an event in order of arrival, without contact details."""
    found = db.session.execute(
        select(Concern, confidence())
        .where(Concern.event_id == event.id, in_event_stream())
        .order_by(Concern.created_at, Concern.id)
        .options(
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
            selectinload(Concern.flag_rows),
        )
    )
    return [ExportedConcern(concern, Confidence(who_says)) for concern, who_says in found]


def concerns_csv(exported: Iterable[ExportedConcern]) -> str:
    """Return the CSV file. Its languages are plain, because each text stands beside its own."""
    return csv_file(COLUMNS, ([cell(row) for cell in COLUMNS.values()] for row in exported))
