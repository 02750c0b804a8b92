"""Which concerns a change of the topic list has moved, from where to where."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Concern, Topic, TopicChange
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.topics import topics_of
from coffeecop.staff.topics import changes

QUOTED = 10


class Move(NamedTuple):
    """Concerns that went from one topic (or none) to another (or none)."""

    before: Topic | None
    after: Topic | None
    # The newest, and the ids of the others.
    concerns: Sequence[Concern]
    others: Sequence[int]


class Moved(NamedTuple):
    """What has become of concerns since a change, but those that people have sorted since."""

    concerns: int
    # Those still to be read again are not counted as moved.
    unread: int
    moves: Sequence[Move]


def moved_by(change: TopicChange) -> Moved:
    current = changes.read(change.agency_id)
    open_ids = changes.not_sorted_since(change, current)
    stream = changes.own_concerns(change.agency_id).where(in_event_stream())
    shown = open_ids.intersection(db.session.scalars(stream))
    unread = shown & _unread(current)
    before, after = changes.topic_ids_of(change.before), changes.topic_ids_of(current)
    steps: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    moved = [each for each in sorted(shown - unread, reverse=True) if before[each] != after[each]]
    for each in moved:
        lost, gained = before[each] - after[each], after[each] - before[each]
        for step in product(lost or [None], gained or [None]):
            steps[step].append(each)
    return Moved(len(moved), len(unread), _moves(change.agency_id, steps))


def _unread(stored: changes.Stored) -> set[int]:
    """Return the concerns that the engine is to read again before their topics are known."""
    nobody = {(None, None)}
    chosen = changes.decided(stored)
    return {
        row["id"]
        for row in stored["concerns"]
        if row["suggested_at"] is None and chosen[row["id"]] == nobody
    }


def _moves(
    agency_id: int, steps: Mapping[tuple[int | None, int | None], Sequence[int]]
) -> Sequence[Move]:
    """Return the moves, those of most concerns first."""
    topics: dict[int | None, Topic] = {topic.id: topic for topic in topics_of(agency_id)}
    quoted = [each for ids in steps.values() for each in ids[:QUOTED]]
    found = db.session.scalars(select(Concern).where(Concern.id.in_(quoted)))
    concerns = {concern.id: concern for concern in found}
    return [
        Move(
            topics.get(before),
            topics.get(after),
            [concerns[each] for each in ids[:QUOTED]],
            ids[QUOTED:],
        )
        for (before, after), ids in sorted(steps.items(), key=lambda item: -len(item[1]))
    ]
