"""Places that the concerns of an event name, and what they ask for, counted by topic."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select, tuple_

from coffeecop.db import db
from coffeecop.models import Concern, ConcernMention, ConcernTopic, Event, MentionKind, Topic
from coffeecop.models.concern_conditions import in_event_stream

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
