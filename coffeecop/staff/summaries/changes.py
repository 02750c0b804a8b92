"""What came up more or less at an event than at one before."""

from collections.abc import Sequence
from typing import NamedTuple

from coffeecop.engine.changes import TopicChange, change_of
from coffeecop.models import Event, Topic
from coffeecop.models.topics import OTHER
from coffeecop.staff.concern_list.work import last_here
from coffeecop.staff.summaries.counts import Share, TopicCounts, topic_counts

# In the order of their sentences.
CHANGES = (TopicChange.NEW, TopicChange.MORE, TopicChange.FEWER, TopicChange.GONE)


class ChangeSentence(NamedTuple):
    """A topic that came up more or less than at the event before."""

    change: TopicChange
    topic: Topic
    now: Share
    then: Share


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
    shares = {
        topic: (by_event.share(topic, event_id), by_event.share(topic, before_id))
        for topic in topics
        # The catch-all topic tells nothing.
        if topic.key != OTHER
    }
    raised = {topic: each for topic, each in shares.items() if each[0].number or each[1].number}
    found = []
    for topic, (now, then) in raised.items():
        change = change_of(
            now.number,
            # Staff confirm one event, and the computer alone sorts another and leaves some without
            # a topic: all topics would be less there.
            by_event.with_topic[event_id],
            then.number,
            by_event.with_topic[before_id],
            topics=len(raised),
            is_final=is_final,
        )
        # Of all concerns too, because that is what the sentence says.
        is_more = change in (TopicChange.NEW, TopicChange.MORE)
        larger, smaller = (now, then) if is_more else (then, now)
        if change is not TopicChange.SAME and larger.is_larger_than(smaller):
            found.append(ChangeSentence(change, topic, now, then))
    return sorted(found, key=lambda each: CHANGES.index(each.change))


def since_last_here(
    event: Event, topics: Sequence[Topic], *, is_final: bool
) -> tuple[Event | None, list[ChangeSentence]]:
    """Return the last event at this venue with concerns, and what chance does not explain.

    No event if nothing has changed.
    """
    last = last_here(event)
    if last is None:
        return None, []
    by_event = topic_counts([event.id, last.id])
    if event.id not in by_event.totals:
        return None, []
    found = changes_between(event.id, last.id, topics, by_event, is_final=is_final)
    return (last if found else None), found
