"""How certain the topics of concerns are, as conditions in SQL."""

from sqlalchemy import ColumnElement, and_, case, exists

from coffeecop.engine.confidence import OFFER, VERY_LIKELY
from coffeecop.models import AssignedBy, Concern, ConcernTopic, TopicSuggestion
from coffeecop.models.concern_conditions import has_topic
from coffeecop.models.suggestions import Confidence


def confidence() -> ColumnElement[str]:
    """Return an SQL expression with the concern's Confidence value."""
    by_staff, by_resident, by_engine = (
        has_topic(ConcernTopic.assigned_by == who)
        for who in (AssignedBy.STAFF, AssignedBy.RESIDENT, AssignedBy.ENGINE)
    )
    return case(
        (Concern.topics_checked_at.is_not(None) | by_staff, Confidence.CHECKED.value),
        (by_resident, Confidence.RESIDENT.value),
        (and_(by_engine, had_suggestion(VERY_LIKELY)), Confidence.VERY_LIKELY.value),
        (by_engine, Confidence.LIKELY.value),
        (had_suggestion(OFFER), Confidence.UNSURE.value),
        (Concern.suggested_at.is_not(None), Confidence.NOTHING.value),
        else_=Confidence.UNREAD.value,
    )


def had_suggestion(least: float, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match concerns for which the engine found a topic at least so probable."""
    found = exists().where(TopicSuggestion.concern_id == Concern.id, *conditions)
    return found.where(TopicSuggestion.probability >= least).correlate(Concern)
