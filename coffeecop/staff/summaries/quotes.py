"""Quotes that stand for a topic; places that concerns name, and what they ask for."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernMention,
    ConcernTopic,
    Event,
    MentionKind,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import in_event_stream, may_be_printed
from coffeecop.models.suggestions import stands_for_topic
from coffeecop.staff.concern_list.conditions import FlagFilter, is_flagged


class Mention(NamedTuple):
    """A place that several concerns name, or a thing that they ask for."""

    kind: MentionKind
    key: str
    label: str

    @property
    def streets(self) -> list[str]:
        """Return the keys of the streets of a corner."""
        return self.key.split(" and ")


Subject = Topic | Mention
# Candidates for each, so that the same concern is not quoted twice.
CHOICES = 3


def quotes(event: Event, subjects: Sequence[Subject]) -> dict[Subject, Concern]:
    """Return a concern to quote for each subject, preferably a different one for each."""
    by_key = {name_of(each): each for each in subjects}
    topic_ids = [each.id for each in subjects if isinstance(each, Topic)]
    mentions = [each[:2] for each in subjects if isinstance(each, Mention)]
    of_mentions = (
        select(ConcernMention.concern_id)
        .join(Concern, Concern.id == ConcernMention.concern_id)
        .where(tuple_(ConcernMention.kind, ConcernMention.key).in_(mentions))
    )
    ranked: dict[Subject, list[Concern]] = defaultdict(list)
    for kind, key, concern in _first(
        _ranked(_of_topics(topic_ids), event, "topic", ConcernTopic.topic_id, *_surest_first()),
        _ranked(of_mentions, event, ConcernMention.kind, ConcernMention.key),
    ):
        ranked[by_key[kind, key]].append(concern)
    return _preferably_different(subjects, ranked)


def name_of(subject: Subject) -> tuple[str, str]:
    """Return the kind of a subject, "topic", "place" or "ask", and its id or key."""
    if isinstance(subject, Mention):
        return subject.kind.value, subject.key
    return "topic", str(subject.id)


def newest_quotes(event: Event, most: int) -> Sequence[Concern]:
    """Return the newest concerns that can be quoted, whatever they are about."""
    newest = select(Concern).where(*_is_quotable(event)).order_by(Concern.id.desc())
    return db.session.scalars(newest.limit(most)).all()


def _preferably_different(
    subjects: Sequence[Subject], ranked: Mapping[Subject, list[Concern]]
) -> dict[Subject, Concern]:
    """Return the best concern of each subject that is not chosen for another, else the best."""
    chosen: dict[Subject, Concern] = {}
    for subject in subjects:
        if best := ranked.get(subject):
            new = (concern for concern in best if concern not in chosen.values())
            chosen[subject] = next(new, best[0])
    return chosen


def _of_topics(topic_ids: Collection[int]) -> Select[Any]:
    """Select the concerns that stand for a topic."""
    return (
        select(ConcernTopic.concern_id)
        .join(Concern, Concern.id == ConcernTopic.concern_id)
        .outerjoin(
            TopicSuggestion,
            (TopicSuggestion.concern_id == ConcernTopic.concern_id)
            & (TopicSuggestion.topic_id == ConcernTopic.topic_id),
        )
        .where(ConcernTopic.topic_id.in_(topic_ids), stands_for_topic())
    )


def _surest_first() -> Iterator[ColumnElement[Any]]:
    """Yield the order: what a person checked, and then that of which the engine is surest."""
    yield Concern.topics_checked_at.is_(None)
    yield func.coalesce(TopicSuggestion.probability, 0).desc()


def _ranked(
    candidates: Select[Any],
    event: Event,
    kind: str | InstrumentedAttribute[MentionKind],
    key: InstrumentedAttribute[Any],
    *order: ColumnElement[Any],
) -> Select[Any]:
    """Return the query of quotable concerns, with their places in each group."""
    kind_as_text = literal(kind) if isinstance(kind, str) else cast(kind, String)
    place = func.row_number().over(partition_by=(kind_as_text, key), order_by=(*order, Concern.id))
    return candidates.add_columns(
        kind_as_text.label("kind"), cast(key, String).label("key"), place.label("place")
    ).where(*_is_quotable(event))


def _is_quotable(event: Event) -> Iterator[ColumnElement[bool]]:
    yield Concern.event_id == event.id
    yield in_event_stream()
    # Summaries are printed and left lying around.
    yield ~is_flagged(FlagFilter.YES)
    yield may_be_printed()


def _first(*ranked: Select[Any]) -> list[tuple[str, str, Concern]]:
    """Return each group's concerns with the lowest ranks, in order."""
    each = union_all(*ranked).subquery()
    found = db.session.execute(
        select(each.c.kind, each.c.key, Concern)
        .join(Concern, Concern.id == each.c.concern_id)
        .where(each.c.place <= CHOICES)
        .order_by(each.c.kind, each.c.key, each.c.place)
    )
    return [(kind, key, concern) for kind, key, concern in found]


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
