"""Summary of one event as counted facts; the template words them.

Every number has a filter that matches exactly these concerns. In the order of what an officer has
to do: answer, talk about the largest topics, decide on themes, know what has changed, look at
flags.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    Event,
    MentionKind,
    Theme,
    ThemeConcern,
    ThemeStatus,
    Topic,
)
from coffeecop.models.concern_conditions import in_event_stream
from coffeecop.models.suggestions import MOST_READ_FOR_MENTIONS
from coffeecop.staff.queries.event_counts import EventCounts, topic_counts
from coffeecop.staff.queries.events import newest_id_with_concerns
from coffeecop.staff.queries.filters import ConcernFilter
from coffeecop.staff.queries.mentions import Mention, Mentions, mentions_by_topic
from coffeecop.staff.queries.pending import FlagFilter
from coffeecop.staff.queries.quotes import Subject
from coffeecop.staff.queries.shares import Share
from coffeecop.staff.queries.topic_changes import ChangeSentence, Count, changes_between

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


@dataclass(frozen=True)
class Summary:
    """The summary of an event; `before` is the event that it is compared with."""

    event: Event
    waiting: Count | None = None
    # Those that ask for an answer, if none of them waits.
    answered: Count | None = None
    topics: Sequence[SubjectSentence] = ()
    themes: Sequence[SubjectSentence] = ()
    before: Event | None = None
    changes: Sequence[ChangeSentence] = ()
    flagged: Count | None = None
    # The number of concerns in which places and asks were sought; None: all of them.
    newest_read: int | None = None

    @property
    def is_empty(self) -> bool:
        return not any(
            (self.waiting, self.answered, self.topics, self.themes, self.changes, self.flagged)
        )


def summary(
    event: Event, counts: EventCounts, topics: Sequence[Topic], themes: Sequence["ThemeCount"]
) -> Summary:
    """Return the summary of an event; empty without concerns."""
    if not counts.concerns:
        return Summary(event)
    before, changes = _since_the_event_before(event, counts, topics)
    answered = counts.asked and not counts.waiting
    return Summary(
        event,
        waiting=_count(event, counts.to_answer, waiting=True) if counts.to_answer else None,
        answered=_count(event, counts.asked, asked=True) if answered else None,
        topics=_topic_sentences(event, counts),
        themes=[_theme_sentence(event, counts, each) for each in themes[:MOST_THEME_SENTENCES]],
        before=before,
        changes=changes,
        flagged=_count(event, counts.flagged, flagged=FlagFilter.OPEN) if counts.flagged else None,
        newest_read=MOST_READ_FOR_MENTIONS if counts.concerns > MOST_READ_FOR_MENTIONS else None,
    )


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
