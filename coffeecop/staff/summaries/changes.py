"""What came up more or less at an event than at one before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from coffeecop.db import db
from coffeecop.engine.changes import TopicChange, change_of
from coffeecop.models import Event, Topic
from coffeecop.models.topics import OTHER
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concern_list.work import last_id_here
from coffeecop.staff.summaries.counts import TopicCounts, topic_counts_at

# In the order of their sentences.
CHANGES = (TopicChange.NEW, TopicChange.MORE, TopicChange.FEWER, TopicChange.GONE)


class Count(NamedTuple):
    """A number, and the filter that matches exactly these concerns."""

    number: int
    sources: ConcernFilter


class ChangeSentence(NamedTuple):
    """A topic that came up more or less than at the event before."""

    change: TopicChange
    topic: Topic
    now: Count
    of: Count
    then: Count
    then_of: Count


def changes_between(
    event_id: int,
    before_id: int,
    topics: Sequence[Topic],
    by_event: TopicCounts,
    *,
    is_final: bool = False,
) -> list[ChangeSentence]:
    """Return the changes since the event before, new topics first.

    `is_final`: the event is over and every topic was confirmed.
    """
    found = [
        ChangeSentence(
            change, topic, *_about(event_id, topic, by_event), *_about(before_id, topic, by_event)
        )
        for topic, change in _changed(event_id, before_id, topics, by_event, is_final=is_final)
    ]
    return sorted(found, key=lambda each: CHANGES.index(each.change))


def _about(event_id: int, topic: Topic, by_event: TopicCounts) -> tuple[Count, Count]:
    share = by_event.share(topic, event_id)
    sources = ConcernFilter(event_ids=(event_id,))
    return Count(share.number, replace(sources, sure_id=topic.id)), Count(share.of, sources)


def _changed(
    event_id: int, before_id: int, topics: Sequence[Topic], by_event: TopicCounts, *, is_final: bool
) -> Iterator[tuple[Topic, TopicChange]]:
    # The catch-all topic tells nothing.
    raised = [
        topic
        for topic in topics
        if topic.key != OTHER
        and (by_event.share(topic, event_id).number or by_event.share(topic, before_id).number)
    ]
    for topic in raised:
        now, then = by_event.share(topic, event_id), by_event.share(topic, before_id)
        change = change_of(
            now.number,
            # Staff confirm one event, and the computer alone sorts another and leaves some without
            # a topic: all topics would be less there.
            by_event.with_topic(event_id),
            then.number,
            by_event.with_topic(before_id),
            topics=len(raised),
            is_final=is_final,
        )
        # Of all concerns too, because that is what the sentence says.
        larger, smaller = (
            (now, then) if change in (TopicChange.NEW, TopicChange.MORE) else (then, now)
        )
        if change is not TopicChange.SAME and larger.is_larger_than(smaller):
            yield topic, change


def since_last_here(
    event: Event, topics: Sequence[Topic], *, is_final: bool
) -> tuple[Event | None, list[ChangeSentence]]:
    """Return the last event at this venue with concerns, and what chance does not explain.

    No event if nothing has changed.
    """
    by_event = topic_counts_at(event, last_id_here(event))
    last_id = next((each for each in by_event.totals if each != event.id), None)
    if last_id is None or event.id not in by_event.totals:
        return None, []
    found = changes_between(event.id, last_id, topics, by_event, is_final=is_final)
    return (db.session.get(Event, last_id) if found else None), found
