"""Find concerns to quote for each topic of an event, in the background."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, case, delete, func, insert, select

from coffeecop.analysis.training_data import texts_of
from coffeecop.db import db
from coffeecop.engine.quotes import surest_then_closest
from coffeecop.models import Concern, ConcernTopic, TopicQuote, TopicSuggestion
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.suggestions import stands_for_topic

# The newest: enough to choose from, and few enough to compare.
MOST_CONCERNS = 2000
# Several, because a concern that is flagged or unsure today may not be tomorrow.
QUOTES_PER_TOPIC = 10


def quotes_of(event_id: int) -> dict[int, list[int]]:
    """Return for each topic of an event the concerns that stand for it, the best first.

    Concerns that may be quoted once a person has confirmed them follow.
    """
    concerns: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(
        select(
            ConcernTopic.topic_id,
            ConcernTopic.concern_id,
            stands_for_topic().label("stands"),
            case(
                (Concern.topics_checked_at.is_not(None), 1.0),
                else_=func.coalesce(TopicSuggestion.probability, 0.0),
            ).label("sureness"),
        )
        .join(Concern, Concern.id == ConcernTopic.concern_id)
        .outerjoin(
            TopicSuggestion,
            (TopicSuggestion.concern_id == ConcernTopic.concern_id)
            & (TopicSuggestion.topic_id == ConcernTopic.topic_id),
        )
        .where(Concern.event_id == event_id, in_event_stream())
        .order_by(Concern.id.desc())
    ):
        if len(concerns[row.topic_id]) < MOST_CONCERNS:
            concerns[row.topic_id].append(row)
    return {topic_id: _quotes(rows) for topic_id, rows in concerns.items()}


def _quotes(rows: Sequence[Row[Any]]) -> list[int]:
    texts = texts_of([row.concern_id for row in rows])
    sureness = [row.sureness for row in rows]
    standing = [place for place, row in enumerate(rows) if row.stands]
    others = [place for place, row in enumerate(rows) if not row.stands]
    chosen = surest_then_closest(texts, sureness, standing)
    chosen += sorted(others, key=lambda place: -sureness[place])
    return [rows[place].concern_id for place in chosen[:QUOTES_PER_TOPIC]]


def write_quotes(event_id: int, quotes: Mapping[int, Sequence[int]]) -> None:
    db.session.execute(delete(TopicQuote).where(TopicQuote.event_id == event_id))
    quoted = {concern_id for ids in quotes.values() for concern_id in ids}
    present = set(db.session.scalars(select(Concern.id).where(Concern.id.in_(quoted))))
    rows = [
        {"event_id": event_id, "topic_id": topic_id, "concern_id": concern_id, "rank": rank}
        for topic_id, ids in quotes.items()
        for rank, concern_id in enumerate(ids)
        if concern_id in present
    ]
    if rows:
        db.session.execute(insert(TopicQuote), rows)
