"""Compare the state that each concern has with its thread."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from coffeecop.db import db
from coffeecop.models import Concern, Matter, MatterConcern, MatterStep, Message
from coffeecop.models.concern.conditions import counts_for_event, waits
from coffeecop.models.concern.parts import OUT_STATES, WAITING_STATES, ConcernState

Last = aliased(Message)
LastStep = aliased(MatterStep)


def state_faults() -> Iterator[str]:
    """Yield a sentence for each concern whose state is not what happened to it."""
    newest = select(func.max(Message.id)).where(Message.concern_id == Concern.id)
    with_last = select(Concern.id).outerjoin(Last, Last.id == newest.scalar_subquery())
    with_last = with_last.where(Concern.is_there())
    for condition, sentence in _conditions():
        for concern_id in db.session.scalars(with_last.where(condition).order_by(Concern.id)):
            yield f"Concern {concern_id} {sentence}"


def matter_faults() -> Iterator[str]:
    """Yield a sentence for each matter whose state is not that of its last step."""
    last = select(func.max(LastStep.id)).where(LastStep.matter_id == Matter.id)
    wrong = (
        select(Matter.id)
        .outerjoin(MatterStep, MatterStep.id == last.correlate(Matter).scalar_subquery())
        .where(Matter.state.is_distinct_from(MatterStep.state))
    )
    for matter_id in db.session.scalars(wrong.order_by(Matter.id)):
        yield f"Matter {matter_id} is not in the state of its last step."


def _conditions() -> Iterator[tuple[ColumnElement[bool], str]]:
    by_staff, by_resident = (
        Last.staff_id.is_not(None),
        Last.id.is_not(None) & Last.staff_id.is_(None),
    )
    in_matter = exists().where(MatterConcern.concern_id == Concern.id, MatterConcern.belongs)
    yield (
        in_matter.correlate(Concern) & ~counts_for_event(),
        "belongs to a matter, but it is a complaint, held, hidden or withdrawn.",
    )
    yield (
        (Concern.state == ConcernState.ANSWERED) & or_(Last.id.is_(None), by_resident),
        "is answered, but the last word in its thread is not from staff.",
    )
    yield (
        waits() & by_staff & (Last.created_at > Concern.asked_at),
        "waits for a word, but staff had the last one in its thread.",
    )
    settled_since = Concern.state.not_in(WAITING_STATES) & (Concern.state_at >= Last.created_at)
    yield (
        by_resident
        & Concern.waiting_since.is_(None)
        & Concern.state.not_in((ConcernState.ANSWERED, *OUT_STATES))
        & ~func.coalesce(settled_since, False),
        "has a new message of its resident, but nobody waits for a word about it.",
    )
