"""Quotes that stand for a topic; places that concerns name, and what they ask for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernMention,
    ConcernTopic,
    Event,
    Language,
    MentionKind,
    Theme,
    ThemeConcern,
    Topic,
    TopicQuote,
)
from coffeecop.models.concern.conditions import in_event_stream, is_free_of_details
from coffeecop.models.suggestions import stands_for_topic
from coffeecop.staff.concern_list.conditions import FlagFilter, is_flagged
from coffeecop.staff.concern_list.filters import language_of_text

Subject = Topic | Theme
# What is quoted for: a subject, or a topic in one language.
Group = TypeVar("Group")
# Candidates for each, so that the same concern is not quoted twice.
CHOICES = 3


def quotes(event: Event, subjects: Sequence[Subject]) -> dict[Subject, Concern]:
    """Return a concern to quote for each topic and theme, preferably a different one for each."""
    topics = {each.id: each for each in subjects if isinstance(each, Topic)}
    themes = {each.id: each for each in subjects if isinstance(each, Theme)}
    by_theme = (
        select(ThemeConcern.concern_id)
        .join(Concern, Concern.id == ThemeConcern.concern_id)
        .where(ThemeConcern.theme_id.in_(themes))
    )
    ranked: dict[Subject, list[Concern]] = defaultdict(list)
    for is_theme, group_id, concern in _first(
        _ranked(_of_topics(event, topics), event, TopicQuote.topic_id, TopicQuote.rank),
        _ranked(by_theme, event, ThemeConcern.theme_id, ThemeConcern.rank, is_theme=True),
    ):
        ranked[themes[group_id] if is_theme else topics[group_id]].append(concern)
    return _preferably_different(subjects, ranked)


def quotes_by_language(
    event: Event, topics: Sequence[Topic]
) -> dict[tuple[Topic, Language], Concern]:
    """Return a concern to quote for each topic in each language, where there is one."""
    by_id = {each.id: each for each in topics}
    ranked: dict[tuple[Topic, Language], list[Concern]] = defaultdict(list)
    candidates = _of_topics(event, by_id)
    language = language_of_text()
    for _, topic_id, concern in _first(
        _ranked(candidates, event, TopicQuote.topic_id, TopicQuote.rank, language)
    ):
        ranked[by_id[topic_id], concern.text_language or concern.language].append(concern)
    return _preferably_different(list(product(topics, Language)), ranked)


def _preferably_different(
    groups: Sequence[Group], ranked: Mapping[Group, list[Concern]]
) -> dict[Group, Concern]:
    """Return the best concern of each group that is not chosen for another, else the best."""
    chosen: dict[Group, Concern] = {}
    for group in groups:
        if best := ranked.get(group):
            new = (concern for concern in best if concern not in chosen.values())
            chosen[group] = next(new, best[0])
    return chosen


def _of_topics(event: Event, topic_ids: Collection[int]) -> Select[Any]:
    """Select the concerns that stand for a topic at an event."""
    return (
        select(TopicQuote.concern_id)
        # Its topics may have changed since.
        .join(
            ConcernTopic,
            (ConcernTopic.concern_id == TopicQuote.concern_id)
            & (ConcernTopic.topic_id == TopicQuote.topic_id),
        )
        .join(Concern, Concern.id == TopicQuote.concern_id)
        .where(
            TopicQuote.event_id == event.id, TopicQuote.topic_id.in_(topic_ids), stands_for_topic()
        )
    )


def _ranked(
    candidates: Select[Any],
    event: Event,
    group: InstrumentedAttribute[int],
    rank: InstrumentedAttribute[int],
    *divided_by: ColumnElement[Any],
    is_theme: bool = False,
) -> Select[Any]:
    """Return the query of quotable concerns, with their places in each group."""
    order = (rank, Concern.id)
    place = func.row_number().over(partition_by=(group, *divided_by), order_by=order)
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


MOST_OF_EACH = 3


class Mention(NamedTuple):
    """A place or a thing asked for, and how many concerns of a topic mention it."""

    key: str
    label: str
    concerns: int

    @property
    def streets(self) -> list[str]:
        """Return the keys of the streets of a corner."""
        return self.key.split(" and ")


Mentions = dict[int, dict[MentionKind, list[Mention]]]


def mentions_by_topic(event: Event, topics: Sequence[Topic]) -> Mentions:
    """Return by topic id what is mentioned most at an event."""
    concerns = func.count()
    found: Mentions = defaultdict(lambda: defaultdict(list))
    for topic_id, kind, key, label, number in db.session.execute(
        select(
            ConcernTopic.topic_id,
            ConcernMention.kind,
            ConcernMention.key,
            func.max(ConcernMention.label),
            concerns,
        )
        .join(Concern, Concern.id == ConcernMention.concern_id)
        .join(ConcernTopic, ConcernTopic.concern_id == Concern.id)
        .where(
            Concern.event_id == event.id,
            in_event_stream(),
            ConcernTopic.topic_id.in_([topic.id for topic in topics]),
        )
        .group_by(ConcernTopic.topic_id, ConcernMention.kind, ConcernMention.key)
        .order_by(concerns.desc(), ConcernMention.key)
    ):
        found[topic_id][kind].append(Mention(key, label, number))
    return {
        topic_id: {kind: _largest(each) for kind, each in by_kind.items()}
        for topic_id, by_kind in found.items()
    }


def mention_labels(agency_id: int, keys: Mapping[MentionKind, str]) -> dict[MentionKind, str]:
    """Return how people of this agency's events write these; a key that nobody used is its own."""
    labels = dict(keys)
    if keys:
        rows = db.session.execute(
            select(ConcernMention.kind, ConcernMention.label)
            .join(ConcernMention.concern)
            .join(Concern.event)
            .where(
                Event.agency_id == agency_id,
                tuple_(ConcernMention.kind, ConcernMention.key).in_(keys.items()),
            )
            .order_by(ConcernMention.concern_id)
        )
        labels |= {kind: label for kind, label in rows}
    return labels


def _largest(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the largest, without a corner whose streets tell more or streets that tell no more."""
    concerns = {each.key: each.concerns for each in mentions}
    corners = [each for each in mentions if len(each.streets) > 1]
    told = [
        corner
        for corner in corners
        if any(concerns.get(street, 0) <= corner.concerns for street in corner.streets)
    ]
    untold = {corner.key for corner in corners if corner not in told}
    for corner in told:
        untold |= {each for each in corner.streets if concerns.get(each) == corner.concerns}
    return [each for each in mentions if each.key not in untold][:MOST_OF_EACH]
