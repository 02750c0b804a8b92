"""The state of concerns as the public record counts it, beside the last one that it holds."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from coffeecop.db import db, stored_by_value
from coffeecop.models.concern import Concern
from coffeecop.models.concern_conditions import asks_for_answer, waits_for_answer
from coffeecop.models.concern_enums import ConcernStatus
from coffeecop.models.event import Event
from coffeecop.models.message import Message
from coffeecop.models.public_record import PublicRecordEntry, PublicRecordOpening, RecordState

# The resident was told something, or was talked to.
TOLD = (ConcernStatus.ANSWERED, ConcernStatus.DECLINED, ConcernStatus.TALKED_ABOUT)

# The concern itself. `Concern` is the one that is answered for it: the same, or what it was merged
# into.
OWN = Concern.__table__.alias("own")


def record_state() -> ColumnElement[RecordState]:
    """Return the state of `OWN`.

    Only a concern that became a complaint later is in the record; it waits until somebody handles
    it, so that no day tells when it became one.
    """
    has_answer = exists().where(Message.concern_id == Concern.id, Message.staff_id.is_not(None))
    is_told = Concern.status.in_(TOLD) | has_answer.correlate(Concern)
    is_untouched = (Concern.status == ConcernStatus.NEW) & ~has_answer.correlate(Concern)
    waits = or_(
        Concern.is_held.is_(True),
        Concern.reopened_at.is_not(None),
        Concern.withdrawn_at.is_not(None),
    )
    states = (
        (OWN.c.withdrawn_at.is_not(None), RecordState.TAKEN_BACK),
        (Concern.hidden_at.is_not(None), RecordState.HIDDEN),
        (waits | waits_for_answer(), RecordState.WAITING),
        (and_(Concern.is_complaint.is_(True), is_untouched), RecordState.WAITING),
        (Concern.is_complaint.is_(True), RecordState.PASSED_ON),
        (Concern.status == ConcernStatus.REFERRED, RecordState.PASSED_ON),
        (is_told, RecordState.ANSWERED),
        # Closed without an answer: nobody has told the resident anything.
        (asks_for_answer(), RecordState.WAITING),
    )
    return case(
        *((condition, _literal(state)) for condition, state in states),
        else_=_literal(RecordState.NOTED),
    )


def is_in_stream() -> ColumnElement[bool]:
    """Match all but complaints: their number would follow from the record and the staff's lists."""
    return OWN.c.is_complaint.is_(False)


def last_state() -> ColumnElement[RecordState | None]:
    """Return the last state of `OWN` in the record; NULL if it is not in there."""
    return (
        _of_own(PublicRecordEntry.state_after)
        .order_by(PublicRecordEntry.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )


def states_of(concern_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return where these concerns, and those merged into them, are and were last recorded."""
    return db.session.execute(_states_wanted(), {"concern_ids": concern_ids}).all()


def events_of(concern_ids: Sequence[int]) -> Sequence[int]:
    """Return the events of these concerns, and of those merged into them."""
    return db.session.scalars(_events_wanted(), {"concern_ids": concern_ids}).all()


# Built once, as they run whenever a concern changes: building takes longer than running.
@cache
def _states_wanted() -> Select[Any]:
    first = _of_own(func.min(PublicRecordEntry.sequence)).scalar_subquery()
    return (
        _with_main(OWN.c.id, OWN.c.event_id, OWN.c.body, OWN.c.kind, Event.time_zone)
        .add_columns(
            record_state().label("state"),
            last_state().label("recorded"),
            first.label("received"),
        )
        .join(Event, Event.id == OWN.c.event_id)
        .where(_is_or_is_merged_into(), or_(is_in_stream(), last_state().is_not(None)))
        .order_by(OWN.c.id)
    )


@cache
def _events_wanted() -> Select[Any]:
    return select(OWN.c.event_id).where(_is_or_is_merged_into()).distinct()


def unrecorded(most: int) -> list[int]:
    """Return concerns whose state in the record is not the one that they have."""
    recorded = last_state()
    differ = or_(
        recorded.is_(None) & is_in_stream(),
        and_(recorded != record_state(), recorded != _literal(RecordState.DESTROYED)),
    )
    return list(
        db.session.scalars(_with_main(OWN.c.id).where(differ).order_by(OWN.c.id).limit(most))
    )


def _is_or_is_merged_into() -> ColumnElement[bool]:
    ids: BindParameter[int] = bindparam("concern_ids", expanding=True)
    return or_(OWN.c.id.in_(ids), OWN.c.merged_into_id.in_(ids))


def _with_main(*columns: Any) -> Select[Any]:
    main_id = func.coalesce(OWN.c.merged_into_id, OWN.c.id)
    return select(*columns).select_from(OWN).join(Concern, Concern.id == main_id)


def _of_own(column: Any) -> Select[Any]:
    return (
        select(column)
        .join(PublicRecordOpening, PublicRecordOpening.entry_id == PublicRecordEntry.id)
        .where(PublicRecordOpening.concern_id == OWN.c.id)
        .correlate(OWN)
    )


def _literal(state: RecordState) -> ColumnElement[RecordState]:
    return literal(state, stored_by_value(RecordState))
