"""In which state the public record has concerns, and in which they are."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from coffeecop.db import db, stored_by_value
from coffeecop.models import Agency, Concern, Event
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.concern.parts import WAITING_STATES, ConcernState
from coffeecop.parts.public_record.models import (
    NAME,
    PublicRecordEntry,
    PublicRecordHead,
    PublicRecordOpening,
    RecordState,
)

RECORDED_AS = {
    ConcernState.ANSWERED: RecordState.ANSWERED,
    ConcernState.TALKED_ABOUT: RecordState.TALKED_ABOUT,
    ConcernState.DECLINED: RecordState.DECLINED,
    ConcernState.PASSED_ON: RecordState.PASSED_ON,
}


def record_state() -> ColumnElement[RecordState]:
    """Return the state of a concern.

    Of complaints only what became one later, or may be one, is in the record; it waits until
    somebody handles it, so that no day tells when it became one.
    """
    is_untouched = Concern.state.in_(WAITING_STATES)
    asked_and_waits = is_untouched & Concern.asked_at.is_not(None)
    states = (
        (Concern.state == ConcernState.WITHDRAWN, RecordState.TAKEN_BACK),
        (Concern.state == ConcernState.HIDDEN, RecordState.HIDDEN),
        (asked_and_waits | Concern.is_held.is_(True), RecordState.WAITING),
        (is_for_complaint_staff() & is_untouched, RecordState.WAITING),
        (is_for_complaint_staff(), RecordState.PASSED_ON),
        *((Concern.state == state, recorded) for state, recorded in RECORDED_AS.items()),
        (
            (Concern.state == ConcernState.CLOSED) & Concern.asked_at.is_not(None),
            RecordState.CLOSED,
        ),
    )
    return case(
        *((condition, _literal(state)) for condition, state in states),
        else_=_literal(RecordState.NOTED),
    )


def is_in_stream() -> ColumnElement[bool]:
    """Match all but complaints: their number would follow from the record and the staff's lists."""
    return Concern.is_complaint.is_(False)


def last_state() -> ColumnElement[RecordState | None]:
    """Return the last state of a concern in the record; NULL if it is not in there."""
    return (
        _of_own(PublicRecordEntry.state_after)
        .order_by(PublicRecordEntry.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )


def states_of(concern_ids: Sequence[int]) -> Sequence[Row[Any]]:
    return db.session.execute(_states_wanted(), {"concern_ids": concern_ids}).all()


def events_of(concern_ids: Sequence[int]) -> list[int]:
    rows = db.session.execute(_events_wanted(), {"concern_ids": concern_ids})
    return [row.id for row in rows if row.had_it or NAME not in row.parts_off]


def recorded_agencies() -> list[int]:
    """Return the departments that have the record on, or ever had.

    It is written on while it is off: else what came in meanwhile, or was destroyed, would be lost.
    """
    rows = db.session.execute(select(Agency.id, Agency.parts_off, _had_it()))
    return [row.id for row in rows if row.had_it or NAME not in row.parts_off]


# Built once, as they run whenever a concern changes: building takes longer than running.
@cache
def _states_wanted() -> Select[Any]:
    first = _of_own(func.min(PublicRecordEntry.sequence)).scalar_subquery()
    return (
        select(Concern.id, Concern.event_id, Concern.body, Concern.kind, Event.time_zone)
        .add_columns(
            record_state().label("state"), last_state().label("recorded"), first.label("received")
        )
        .join(Event, Event.id == Concern.event_id)
        .where(_is_one_of(), or_(is_in_stream(), last_state().is_not(None)))
        .order_by(Concern.id)
    )


@cache
def _events_wanted() -> Select[Any]:
    own = select(Concern.event_id).where(_is_one_of())
    found = select(Event.id, Agency.parts_off, _had_it()).where(Event.id.in_(own))
    return cast("Select[Any]", found.join(Agency, Agency.id == Event.agency_id))


def _had_it() -> ColumnElement[bool]:
    other = aliased(Event)
    heads = select(PublicRecordHead.event_id).join(other, other.id == PublicRecordHead.event_id)
    return heads.where(other.agency_id == Agency.id).exists().label("had_it")


def unrecorded(most: int, *, after: int = 0) -> list[int]:
    """Return concerns after this one whose state in the record is not the one that they have."""
    recorded = last_state()
    differ = or_(
        recorded.is_(None) & is_in_stream(),
        and_(recorded != record_state(), recorded != _literal(RecordState.DESTROYED)),
    )
    of_these = Event.agency_id.in_(recorded_agencies()), Concern.id > after, Concern.is_there()
    own = select(Concern.id).join(Event, Event.id == Concern.event_id).where(*of_these, differ)
    return list(db.session.scalars(own.order_by(Concern.id).limit(most)))


def _is_one_of() -> ColumnElement[bool]:
    ids: BindParameter[int] = bindparam("concern_ids", expanding=True)
    return Concern.id.in_(ids)


def _of_own(column: Any) -> Select[Any]:
    return (
        select(column)
        .join(PublicRecordOpening, PublicRecordOpening.entry_id == PublicRecordEntry.id)
        .where(PublicRecordOpening.concern_id == Concern.id)
        .correlate(Concern)
    )


def _literal(state: RecordState) -> ColumnElement[RecordState]:
    return literal(state, stored_by_value(RecordState))
