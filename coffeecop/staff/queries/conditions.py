"""SQL conditions of filters, shared by the counts and the lists they link to."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, case, exists, func

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
from coffeecop.models.concern_conditions import (
    asks_for_answer,
    has_topic,
    in_event_stream,
    waits_for_answer,
)
from coffeecop.models.suggestion import Confidence
from coffeecop.staff.queries.filters import ConcernFilter, FlagFilter


def had_suggestion(least: float, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match concerns for which the engine found a topic at least so probable."""
    found = exists().where(TopicSuggestion.concern_id == Concern.id, *conditions)
    return found.where(TopicSuggestion.probability >= least).correlate(Concern)


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
        yield ~has_topic()
    if chosen.topic_id:
        yield has_topic(ConcernTopic.topic_id == chosen.topic_id)
    if chosen.theme_id:
        yield exists().where(
            ThemeConcern.concern_id == Concern.id, ThemeConcern.theme_id == chosen.theme_id
        )
    if chosen.taken_id:
        yield and_(
            Concern.topics_checked_at.is_not(None),
            had_suggestion(ASSIGN, TopicSuggestion.topic_id == chosen.taken_id),
            ~has_topic(ConcernTopic.topic_id == chosen.taken_id),
        )
    if chosen.added_id:
        yield has_topic(
            ConcernTopic.topic_id == chosen.added_id, ConcernTopic.assigned_by == AssignedBy.STAFF
        )


def _by_pending_work(chosen: ConcernFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.waiting:
        yield waits_for_answer()
    if chosen.asked:
        yield asks_for_answer()
    if chosen.flagged:
        yield is_flagged(chosen.flagged)
    if chosen.confidence:
        yield confidence() == chosen.confidence
    if chosen.unsorted:
        yield confidence().not_in([Confidence.CHECKED, Confidence.RESIDENT])


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return an aggregate that counts the concerns in a group that meet a condition."""
    return func.sum(case((condition, 1), else_=0))


def is_flagged(wanted: FlagFilter) -> ColumnElement[bool]:
    if wanted is FlagFilter.OPEN:
        counts = ConcernFlag.seen_at.is_(None)
    else:
        counts = ConcernFlag.is_right.is_not(False)
    return exists().where(ConcernFlag.concern_id == Concern.id, counts).correlate(Concern)


def confidence() -> ColumnElement[str]:
    """Return an SQL expression with the concern's Confidence value."""
    by_staff, by_resident, by_engine = (
        has_topic(ConcernTopic.assigned_by == who)
        for who in (AssignedBy.STAFF, AssignedBy.RESIDENT, AssignedBy.ENGINE)
    )
    return case(
        (Concern.topics_checked_at.is_not(None) | by_staff, Confidence.CHECKED.value),
        (by_resident, Confidence.RESIDENT.value),
        (and_(by_engine, had_suggestion(VERY_LIKELY)), Confidence.SURE.value),
        (by_engine, Confidence.FAIR.value),
        (had_suggestion(OFFER), Confidence.UNSURE.value),
        (Concern.suggested_at.is_not(None), Confidence.NOTHING.value),
        else_=Confidence.UNREAD.value,
    )
