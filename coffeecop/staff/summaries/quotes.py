"""Quotes that stand for a topic; places that concerns name, and what they ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, load_only

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
        return self.key.split(" and ")


Subject = Topic | Mention
# Candidates for each, so that the same concern is not quoted twice.
CHOICES = 3
WORDS = Concern.body, Concern.language, Concern.text_language


def quotes(event: Event, subjects: Sequence[Subject]) -> dict[Subject, Concern]:
    """Return a concern to quote for each subject, preferably a different one for each."""
    by_key = {name_of(each): each for each in subjects}
    topic_ids = [each.id for each in subjects if isinstance(each, Topic)]
    mentions = [each[:2] for each in subjects if isinstance(each, Mention)]
    asked = {"event_id": event.id, "topic_ids": topic_ids, "mentions": mentions}
    ranked: dict[Subject, list[Concern]] = defaultdict(list)
    for kind, key, concern in db.session.execute(_first_of_each(), asked):
        ranked[by_key[kind, key]].append(concern)
    return _preferably_different(subjects, ranked)


def name_of(subject: Subject) -> tuple[str, str]:
    """Return the kind of a subject, "topic", "place" or "ask", and its id or key."""
    if isinstance(subject, Mention):
        return subject.kind.value, subject.key
    return "topic", str(subject.id)


def newest_quotes(event: Event, most: int) -> Sequence[Concern]:
    """Return the newest concerns that can be quoted, whatever they are about."""
    newest = select(Concern).where(_is_quotable()).order_by(Concern.id.desc()).limit(most)
    return db.session.scalars(newest.options(load_only(*WORDS)), {"event_id": event.id}).all()


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


@cache
def _first_of_each() -> Select[Any]:
    """Select the concerns of each subject with the lowest ranks, in order."""
    # What a person checked, and then that of which the engine is surest.
    probability = func.coalesce(TopicSuggestion.probability, 0)
    surest = Concern.topics_checked_at.is_(None), probability.desc()
    of_topics = (
        _ranked(literal("topic"), ConcernTopic.topic_id, ConcernTopic.concern_id, *surest)
        .outerjoin(
            TopicSuggestion,
            (TopicSuggestion.concern_id == ConcernTopic.concern_id)
            & (TopicSuggestion.topic_id == ConcernTopic.topic_id),
        )
        .where(ConcernTopic.topic_id.in_(bindparam("topic_ids", expanding=True)))
        .where(stands_for_topic())
    )
    kind, key = ConcernMention.kind, ConcernMention.key
    of_mentions = _ranked(cast(kind, String), key, ConcernMention.concern_id).where(
        tuple_(kind, key).in_(bindparam("mentions", expanding=True))
    )
    each = union_all(of_topics, of_mentions).subquery()
    return (
        select(each.c.kind, each.c.key, Concern)
        .join(Concern, Concern.id == each.c.concern_id)
        .where(each.c.place <= CHOICES)
        .order_by(each.c.kind, each.c.key, each.c.place)
        .options(load_only(*WORDS))
    )


def _ranked(
    kind: ColumnElement[str],
    key: InstrumentedAttribute[Any],
    concern_id: InstrumentedAttribute[int],
    *order: ColumnElement[Any],
) -> Select[Any]:
    """Select quotable concerns, with their places in each group."""
    place = func.row_number().over(partition_by=(kind, key), order_by=(*order, Concern.id))
    columns = kind.label("kind"), cast(key, String).label("key"), place.label("place")
    return (
        select(concern_id, *columns).join(Concern, Concern.id == concern_id).where(_is_quotable())
    )


@cache
def _is_quotable() -> ColumnElement[bool]:
    """Match concerns of an event that may be quoted: summaries are left lying around."""
    own = Concern.event_id == bindparam("event_id")
    return and_(own, in_event_stream(), ~is_flagged(FlagFilter.YES), may_be_printed())


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
