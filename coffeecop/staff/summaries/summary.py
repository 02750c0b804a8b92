"""Summary of one event as counted facts, and what came up more or less than before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.engine.changes import Change, change_of
from coffeecop.models import (
    Concern,
    ConcernState,
    Event,
    MentionKind,
    Theme,
    ThemeConcern,
    ThemeStatus,
    Topic,
)
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.suggestions import MOST_READ_FOR_MENTIONS
from coffeecop.models.topics import OTHER
from coffeecop.staff.concern_list.conditions import FlagFilter
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concern_list.work import newest_id_with_concerns
from coffeecop.staff.summaries.counts import EventCounts, Share, TopicCounts, topic_counts
from coffeecop.staff.summaries.quotes import Mention, Mentions, Subject, mentions_by_topic

# In the order of their sentences.
CHANGES = (Change.NEW, Change.MORE, Change.FEWER, Change.GONE)


class Count(NamedTuple):
    """A number, and the filter that matches exactly these concerns."""

    number: int
    sources: ConcernFilter


class ChangeSentence(NamedTuple):
    """A topic that came up more or less than at the event before."""

    change: Change
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
    return Count(share.number, replace(sources, topic_id=topic.id)), Count(share.of, sources)


def _changed(
    event_id: int, before_id: int, topics: Sequence[Topic], by_event: TopicCounts, *, is_final: bool
) -> Iterator[tuple[Topic, Change]]:
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
        larger, smaller = (now, then) if change in (Change.NEW, Change.MORE) else (then, now)
        if change is not Change.SAME and larger.is_larger_than(smaller):
            yield topic, change


# Limits that keep the summary to one page.
MOST_TOPICS = 3
MOST_THEMES = 5
MOST_THEME_SENTENCES = 3
# What one person said is no topic of the event.
LEAST_FOR_TOPIC = 2


@dataclass(frozen=True)
class Named:
    """A place or a thing asked for, and the concerns of a topic that mention it."""

    key: str
    label: str
    count: Count


@dataclass(frozen=True)
class SubjectSentence:
    """A topic or a theme, its share of the concerns, and what they name and ask for."""

    subject: Subject
    share: Share
    count: Count
    of: Count
    places: Sequence[Named] = ()
    asks: Sequence[Named] = ()


class Summary(NamedTuple):
    """The summary of an event; `before` is the event that it is compared with."""

    event: Event
    # Those that asked for an answer, and where all of them are.
    asked: Count | None = None
    where_asked: Sequence[tuple[ConcernState | None, Count]] = ()
    topics: Sequence[SubjectSentence] = ()
    themes: Sequence[SubjectSentence] = ()
    before: Event | None = None
    changes: Sequence[ChangeSentence] = ()
    flagged: Count | None = None
    # The number of concerns in which places and asks were sought; None: all of them.
    newest_read: int | None = None

    @property
    def is_empty(self) -> bool:
        return not any((self.asked, self.topics, self.themes, self.changes, self.flagged))


def summary(
    event: Event, counts: EventCounts, topics: Sequence[Topic], themes: Sequence["ThemeCount"]
) -> Summary:
    """Return the summary of an event; empty without concerns."""
    if not counts.concerns:
        return Summary(event)
    before, changes = _since_the_event_before(event, counts, topics)
    asked = counts.states.number_asked
    return Summary(
        event,
        asked=_count(event, asked, asked=True) if asked else None,
        where_asked=[
            (state, _count(event, number, **_asked_in(state)))
            for state, number in counts.states.where_asked
            if number
        ],
        topics=_topic_sentences(event, counts),
        themes=[_theme_sentence(event, counts, each) for each in themes[:MOST_THEME_SENTENCES]],
        before=before,
        changes=changes,
        flagged=_count(event, counts.flagged, flagged=FlagFilter.OPEN) if counts.flagged else None,
        newest_read=MOST_READ_FOR_MENTIONS if counts.concerns > MOST_READ_FOR_MENTIONS else None,
    )


def _asked_in(state: ConcernState | None) -> dict[str, Any]:
    """Return the criteria of those that asked and are in this state; None: they wait."""
    return {"asked": True, "state": state} if state else {"unanswered": True}


def _count(event: Event, number: int, **criteria: Any) -> Count:
    """Return a number of an event's concerns, with the filter that finds them."""
    return Count(number, ConcernFilter(event_ids=(event.id,), **criteria))


def _topic_sentences(event: Event, counts: EventCounts) -> list[SubjectSentence]:
    largest = [
        (row.topic, row.total)
        for row in counts.largest_topics[:MOST_TOPICS]
        if row.topic and row.total >= LEAST_FOR_TOPIC
    ]
    mentioned = mentions_by_topic(event, [topic for topic, _ in largest])
    return [
        SubjectSentence(
            topic,
            counts.share(number),
            _count(event, number, topic_id=topic.id),
            _count(event, counts.concerns),
            places=_named(event, topic, mentioned, MentionKind.PLACE),
            asks=_named(event, topic, mentioned, MentionKind.ASK),
        )
        for topic, number in largest
    ]


def _named(event: Event, topic: Topic, found: Mentions, kind: MentionKind) -> list[Named]:
    mentions: Sequence[Mention] = found.get(topic.id, {}).get(kind, [])
    return [
        Named(
            each.key,
            each.label,
            _count(event, each.concerns, topic_id=topic.id, **{kind.value: each.key}),
        )
        for each in mentions
    ]


class ThemeCount(NamedTuple):
    theme: Theme
    concerns: int


def themes_of(event: Event) -> list[ThemeCount]:
    """Return the themes that are neither dismissed nor made a topic, largest first."""
    size = func.count()
    found = db.session.execute(
        select(Theme, size)
        .join(ThemeConcern, ThemeConcern.theme_id == Theme.id)
        .join(Concern, Concern.id == ThemeConcern.concern_id)
        .where(
            Concern.event_id == event.id,
            in_event_stream(),
            Theme.status.in_([ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF]),
        )
        .group_by(Theme.id)
        .order_by(size.desc(), Theme.id)
        .limit(MOST_THEMES)
    )
    return [ThemeCount(theme, concerns) for theme, concerns in found]


def _theme_sentence(event: Event, counts: EventCounts, found: ThemeCount) -> SubjectSentence:
    return SubjectSentence(
        found.theme,
        counts.share(found.concerns),
        _count(event, found.concerns, theme_id=found.theme.id),
        _count(event, counts.concerns),
    )


def _since_the_event_before(
    event: Event, counts: EventCounts, topics: Sequence[Topic]
) -> tuple[Event | None, Sequence[ChangeSentence]]:
    """Return the event before and the changes that chance does not explain, new topics first."""
    by_event = topic_counts([event.id, newest_id_with_concerns(event.agency_id, before=event)])
    before_id = next((each for each in by_event.totals if each != event.id), None)
    if before_id is None:
        return None, ()
    # What is not confirmed may turn out to be about any topic.
    is_final = event.is_over and not counts.to_confirm
    found = changes_between(event.id, before_id, topics, by_event, is_final=is_final)
    return (db.session.get(Event, before_id) if found else None), found
