"""What the page of the records shows: the schedule, the holds, what is due and what was asked."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from coffeecop.db import db
from coffeecop.models import (
    Agency,
    Concern,
    Event,
    Matter,
    OutboxMessage,
    Role,
    StaffMember,
    SurveyAnswer,
)
from coffeecop.models.concern.conditions import is_for_complaint_staff, readable_by
from coffeecop.parts.records.due import Due, may_read, not_asked_yet, summary
from coffeecop.parts.records.models.destructions import Destruction
from coffeecop.parts.records.models.holds import HeldRecord, Hold
from coffeecop.parts.records.models.schedule import (
    OF_CONCERNS,
    RecordKind,
    Ref,
    RetentionRule,
    Series,
    rules_of,
)
from coffeecop.staff.concern_list.search import NEWEST_FIRST, matches_kindred

# To tick at a time, of a search.
MOST_FOUND = 200
MOST_EVENTS = 200
MOST_LISTED = 100


class ScheduleLine(NamedTuple):
    """A series, its line of the schedule, and what is due of it that nobody has asked for."""

    series: Series
    rule: RetentionRule
    # The department has chosen it: until then nothing goes.
    is_chosen: bool
    due: Due | None


def schedule_of(member: StaffMember) -> list[ScheduleLine]:
    agency = member.agency
    return [
        ScheduleLine(
            series, rule, is_chosen := rule.version is not None, _due(agency, rule, is_chosen)
        )
        for series, rule in rules_of(agency).items()
        if may_read(series, member)
    ]


def _due(agency: Agency, rule: RetentionRule, is_chosen: bool) -> Due | None:
    if not (is_chosen and rule.needs_approval):
        return None
    return summary(agency, not_asked_yet(agency, rule))


def holds_with_numbers(member: StaffMember) -> Sequence[Any]:
    """Return each hold with the number of its records: those in force first, the newest first."""
    number = select(func.count()).where(HeldRecord.hold_id == Hold.id)
    if not member.has_any(Role.COMPLAINTS):
        is_complaint = exists().where(Concern.id == HeldRecord.concern_id, is_for_complaint_staff())
        number = number.where(~is_complaint.correlate(HeldRecord))
    found = select(Hold, number.correlate(Hold).scalar_subquery()).where(
        Hold.agency_id == member.agency_id
    )
    order = Hold.lifted_at.is_not(None), Hold.id.desc()
    people = joinedload(Hold.created_by), joinedload(Hold.lifted_by)
    return db.session.execute(found.order_by(*order).options(*people)).all()


def destructions_of(member: StaffMember) -> list[Destruction]:
    """Return the newest first."""
    found = db.session.scalars(
        select(Destruction)
        .where(Destruction.agency_id == member.agency_id)
        .order_by(Destruction.id.desc())
        .limit(MOST_LISTED)
    )
    return [each for each in found if may_read(each.series, member)]


def events_to_hold(agency_id: int) -> list[tuple[int, Event]]:
    own = select(Event).where(Event.agency_id == agency_id).options(joinedload(Event.venue))
    newest = own.order_by(Event.starts_at.desc(), Event.id.desc()).limit(MOST_EVENTS)
    return [(event.id, event) for event in db.session.scalars(newest)]


def found_concerns(
    member: StaffMember, *, words: str, ids: Sequence[int], event_id: int | None
) -> list[Concern]:
    """Return what has these words, or these concerns, also those that count nowhere any more."""
    if not (words or ids):
        return []
    wanted = _readable(member)
    if words:
        wanted = wanted.where(matches_kindred(words))
    if ids:
        wanted = wanted.where(Concern.id.in_(ids))
    if event_id:
        wanted = wanted.where(Concern.event_id == event_id)
    return list(db.session.scalars(wanted.order_by(*NEWEST_FIRST).limit(MOST_FOUND)))


class Held(NamedTuple):
    concerns: Sequence[Concern]
    events: Sequence[Event]
    # What else a request has found.
    others: Sequence[Ref]


def held_by(hold: Hold, member: StaffMember) -> Held:
    own = select(HeldRecord.kind, HeldRecord.number).where(HeldRecord.hold_id == hold.id)
    in_order = own.order_by(HeldRecord.kind, HeldRecord.number)
    refs = [(row.kind, row.number) for row in db.session.execute(in_order)]
    numbers = {kind: [number for each, number in refs if each == kind] for kind in RecordKind}
    concerns = db.session.scalars(
        _readable(member)
        .where(Concern.id.in_(numbers[RecordKind.CONCERN]))
        .order_by(*NEWEST_FIRST)
        .limit(MOST_FOUND)
    ).all()
    events = db.session.scalars(
        select(Event).where(Event.id.in_(numbers[RecordKind.EVENT])).order_by(Event.id)
    ).all()
    others = [ref for ref in refs if ref[0] not in (RecordKind.CONCERN, RecordKind.EVENT)]
    return Held(concerns, events, others)


def rows_due(agency: Agency, rule: RetentionRule) -> Sequence[Any]:
    """Return the oldest of what is due, each with its moment."""
    chosen = not_asked_yet(agency, rule).subquery()
    oldest = select(chosen).order_by(chosen.c.moment, chosen.c.number).limit(MOST_LISTED)
    return db.session.execute(oldest).all()


def concerns_of(series: Series, numbers: Sequence[int], member: StaffMember) -> dict[int, Concern]:
    """Return the concerns of these numbers, to look inside; none of another series."""
    if series not in OF_CONCERNS:
        return {}
    found = db.session.scalars(_readable(member).where(Concern.id.in_(numbers)))
    return {concern.id: concern for concern in found}


# What is seen of a record beside its number and its day.
LOOKS: Mapping[Series, tuple[Any, Any]] = {
    Series.SURVEY: (SurveyAnswer.id, SurveyAnswer.line),
    Series.MATTER: (Matter.id, Matter.name),
    Series.MAIL: (OutboxMessage.id, OutboxMessage.subject),
}


def texts_of(series: Series, numbers: Sequence[int]) -> dict[int, str]:
    """Return a line of each record that has one, to look inside."""
    if series not in LOOKS:
        return {}
    number, text = LOOKS[series]
    found = db.session.execute(select(number, text).where(number.in_(numbers)))
    return {row[0]: row[1] or "" for row in found}


def _readable(member: StaffMember) -> Select[Any]:
    return (
        select(Concern)
        .join(Concern.event)
        .where(readable_by(member))
        .options(contains_eager(Concern.event))
    )
