"""What the engine is unsure of, as groups of concerns that look like one topic."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from coffeecop.concerns.locks import lock_concerns
from coffeecop.concerns.topics import give_topic
from coffeecop.db import db
from coffeecop.models import Concern, StaffMember, Topic, TopicSuggestion
from coffeecop.models.concern.conditions import has_open_flag, in_event_stream, readable_by
from coffeecop.models.suggestions import reclassify
from coffeecop.staff.concern_list.conditions import is_unsure

MOST_GROUPS = 10
# Of each group at a time: more, nobody reads.
MOST_TEXTS = 12


class Group(NamedTuple):
    """Concerns that the engine takes for one topic, the likeliest first, and how many there are."""

    topic: Topic
    concerns: Sequence[Concern]
    total: int


def groups_to_confirm(event_ids: Collection[int]) -> Sequence[Group]:
    """Return the largest groups of these events; a concern is in the group of its likeliest."""
    found = defaultdict[int, list[int]](list)
    for topic_id, concern_id in db.session.execute(_likeliest(event_ids)):
        found[topic_id].append(concern_id)
    largest = sorted(found.items(), key=lambda each: -len(each[1]))[:MOST_GROUPS]
    shown = [concern_id for _topic, ids in largest for concern_id in ids[:MOST_TEXTS]]
    concerns = {
        each.id: each
        for each in db.session.scalars(
            select(Concern)
            .join(Concern.event)
            .where(Concern.id.in_(shown))
            .options(contains_eager(Concern.event))
        )
    }
    wanted = select(Topic).where(Topic.id.in_([topic_id for topic_id, _ids in largest]))
    topics = {each.id: each for each in db.session.scalars(wanted)}
    return [
        Group(topics[topic_id], [concerns[each] for each in ids[:MOST_TEXTS]], len(ids))
        for topic_id, ids in largest
    ]


def _likeliest(event_ids: Collection[int]) -> Select[int, int]:
    """Select the likeliest topic of each, the likeliest concerns first."""
    place = func.row_number().over(
        partition_by=TopicSuggestion.concern_id,
        order_by=(TopicSuggestion.probability.desc(), TopicSuggestion.topic_id),
    )
    each = (
        select(
            TopicSuggestion.topic_id,
            TopicSuggestion.concern_id,
            TopicSuggestion.probability,
            place.label("place"),
        )
        .join(Concern, Concern.id == TopicSuggestion.concern_id)
        .join(Topic, Topic.id == TopicSuggestion.topic_id)
        .where(
            Concern.event_id.in_(event_ids),
            Topic.retired_at.is_(None),
            in_event_stream(),
            is_unsure(),
        )
        .subquery()
    )
    return (
        select(each.c.topic_id, each.c.concern_id)
        .where(each.c.place == 1)
        .order_by(each.c.probability.desc(), each.c.concern_id)
    )


def confirm_group(concern_ids: Collection[int], topic: Topic, *, by: StaffMember) -> int:
    """Give the topic to those that nobody has sorted since. Return how many.

    A concern with a flag that nobody has decided is left: that comes before its topics.
    """
    locked = lock_concerns(concern_ids, readable_by(by), in_event_stream(), is_unsure())
    unsorted = [concern for concern in locked if not has_open_flag(concern)]
    give_topic(unsorted, topic, by=by)
    if unsorted:
        # The engine learns from it, so the others are read again.
        reclassify(topic.agency_id)
    return len(unsorted)
