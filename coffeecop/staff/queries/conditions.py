"""SQL conditions of filters, shared by the counts and the lists they link to."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, case, exists, func, or_

from coffeecop.engine.confidence import ASSIGN, OFFER, VERY_LIKELY
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernFlag,
    ConcernTopic,
    Event,
    Outcome,
    ThemeConcern,
    TopicSuggestion,
)
from coffeecop.models.concern import asks_for_answer, in_event_stream, waits_for_answer
from coffeecop.models.suggestion import Confidence
from coffeecop.staff.queries.filters import ConcernFilter, FlagFilter, Sorting

HAS_TOPIC = exists().where(ConcernTopic.concern_id == Concern.id).correlate(Concern)


def matching(chosen: ConcernFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of a filter; the query must have joined the event."""
    if chosen.outcome is Outcome.ABOUT_OFFICER:
        yield Concern.withdrawn_at.is_(None)
    else:
        yield in_event_stream()
    if chosen.event_ids:
        yield Event.id.in_(chosen.event_ids)
    for column, value in (
        (Event.venue_id, chosen.venue_id),
        (Concern.outcome, chosen.outcome),
        (Concern.phase, chosen.phase),
        (Concern.kind, chosen.kind),
        (Concern.status, chosen.status),
    ):
        if value:
            yield column == value
    yield from _by_topic(chosen)
    yield from _by_pending_work(chosen)


def _by_topic(chosen: ConcernFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.without_topic:
        yield ~HAS_TOPIC
    if chosen.topic_id:
        yield has_topic(chosen.topic_id)
    if chosen.theme_id:
        yield exists().where(
            ThemeConcern.concern_id == Concern.id, ThemeConcern.theme_id == chosen.theme_id
        )
    if chosen.taken_id:
        yield and_(
            Concern.topics_checked_at.is_not(None),
            had_suggestion(chosen.taken_id),
            ~has_topic(chosen.taken_id),
        )
    if chosen.added_id:
        yield has_topic(chosen.added_id, AssignedBy.STAFF)


def _by_pending_work(chosen: ConcernFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.waiting:
        yield waits_for_answer()
    if chosen.asked:
        yield asks_for_answer()
    if chosen.flagged:
        yield is_flagged(chosen.flagged)
    if chosen.confidence:
        yield confidence() == chosen.confidence
    if chosen.sorting is Sorting.OPEN:
        yield confidence().not_in([Confidence.CHECKED, Confidence.RESIDENT])


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return an aggregate that counts the concerns in a group that meet a condition."""
    return func.sum(case((condition, 1), else_=0))


def has_topic(topic_id: int, assigned_by: AssignedBy | None = None) -> ColumnElement[bool]:
    found = exists().where(ConcernTopic.concern_id == Concern.id, ConcernTopic.topic_id == topic_id)
    return found.where(ConcernTopic.assigned_by == assigned_by) if assigned_by else found


def had_suggestion(topic_id: int) -> ColumnElement[bool]:
    return exists().where(
        TopicSuggestion.concern_id == Concern.id,
        TopicSuggestion.topic_id == topic_id,
        TopicSuggestion.probability >= ASSIGN,
    )


def is_flagged(wanted: FlagFilter) -> ColumnElement[bool]:
    if wanted is FlagFilter.OPEN:
        counts = ConcernFlag.seen_at.is_(None)
    else:
        counts = ConcernFlag.is_right.is_not(False)
    return exists().where(ConcernFlag.concern_id == Concern.id, counts).correlate(Concern)


def confidence() -> ColumnElement[str]:
    """Return an SQL expression with the concern's Confidence value."""
    is_checked = or_(Concern.topics_checked_at.is_not(None), _assigned_by(AssignedBy.STAFF))
    by_engine = _assigned_by(AssignedBy.ENGINE)
    return case(
        (is_checked, Confidence.CHECKED.value),
        (_assigned_by(AssignedBy.RESIDENT), Confidence.RESIDENT.value),
        (and_(by_engine, _suggested_from(VERY_LIKELY)), Confidence.SURE.value),
        (by_engine, Confidence.FAIR.value),
        (_suggested_from(OFFER), Confidence.UNSURE.value),
        (Concern.suggested_at.is_not(None), Confidence.NOTHING.value),
        else_=Confidence.UNREAD.value,
    )


def _assigned_by(assigned_by: AssignedBy) -> ColumnElement[bool]:
    found = exists().where(
        ConcernTopic.concern_id == Concern.id, ConcernTopic.assigned_by == assigned_by
    )
    return found.correlate(Concern)


def _suggested_from(probability: float) -> ColumnElement[bool]:
    found = exists().where(
        TopicSuggestion.concern_id == Concern.id, TopicSuggestion.probability >= probability
    )
    return found.correlate(Concern)
