"""Representative quotes of topics and themes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Theme, ThemeConcern, Topic, TopicQuote
from coffeecop.models.concern_conditions import in_event_stream, is_free_of_details
from coffeecop.models.suggestion import stands_for_topic
from coffeecop.staff.queries.filters import FlagFilter, is_flagged

Subject = Topic | Theme
# Candidates for each, so that the same concern is not quoted twice.
CHOICES = 3


def quotes(event: Event, subjects: Sequence[Subject]) -> dict[Subject, Concern]:
    """Return a concern to quote for each topic and theme, preferably a different one for each."""
    topics = {each.id: each for each in subjects if isinstance(each, Topic)}
    themes = {each.id: each for each in subjects if isinstance(each, Theme)}
    by_topic = (
        select(TopicQuote.concern_id)
        # Its topics may have changed since.
        .join(
            ConcernTopic,
            (ConcernTopic.concern_id == TopicQuote.concern_id)
            & (ConcernTopic.topic_id == TopicQuote.topic_id),
        )
        .join(Concern, Concern.id == TopicQuote.concern_id)
        .where(
            TopicQuote.event_id == event.id,
            TopicQuote.topic_id.in_(topics),
            stands_for_topic(),
        )
    )
    by_theme = (
        select(ThemeConcern.concern_id)
        .join(Concern, Concern.id == ThemeConcern.concern_id)
        .where(ThemeConcern.theme_id.in_(themes))
    )
    ranked: dict[Subject, list[Concern]] = defaultdict(list)
    for is_theme, group_id, concern in _first(
        _ranked(by_topic, event, TopicQuote.topic_id, TopicQuote.rank, is_theme=False),
        _ranked(by_theme, event, ThemeConcern.theme_id, ThemeConcern.rank, is_theme=True),
    ):
        ranked[themes[group_id] if is_theme else topics[group_id]].append(concern)
    chosen: dict[Subject, Concern] = {}
    for subject in subjects:
        if best := ranked[subject]:
            new = (concern for concern in best if concern not in chosen.values())
            chosen[subject] = next(new, best[0])
    return chosen


def _ranked(
    candidates: Select[Any],
    event: Event,
    group: InstrumentedAttribute[int],
    rank: InstrumentedAttribute[int],
    *,
    is_theme: bool,
) -> Select[Any]:
    """Return the query of quotable concerns, with their places in each group."""
    place = func.row_number().over(partition_by=group, order_by=(rank, Concern.id))
    return candidates.add_columns(
        literal(is_theme).label("is_theme"), group.label("group_id"), place.label("place")
    ).where(
        # Summaries are printed and left lying around, so flagged concerns and those with personal
        # details are excluded.
        Concern.event_id == event.id,
        in_event_stream(),
        ~is_flagged(FlagFilter.YES),
        is_free_of_details(),
    )


def _first(*ranked: Select[Any]) -> list[tuple[bool, int, Concern]]:
    """Return each group's concerns with the lowest ranks, in order."""
    each = union_all(*ranked).subquery()
    found = db.session.execute(
        select(each.c.is_theme, each.c.group_id, Concern)
        .join(Concern, Concern.id == each.c.concern_id)
        .where(each.c.place <= CHOICES)
        .order_by(each.c.is_theme, each.c.group_id, each.c.place)
    )
    return [(is_theme, group_id, concern) for is_theme, group_id, concern in found]
