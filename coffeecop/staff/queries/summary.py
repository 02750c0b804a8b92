"""Summary of one event as counted facts; the template words them.

Every number has a filter that matches exactly these concerns, and every quote is an existing
concern.
"""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, Event, Phase, Theme, ThemeConcern, ThemeStatus, Topic
from coffeecop.models.concern_conditions import in_event_stream
from coffeecop.models.topic import OTHER
from coffeecop.staff.queries.event_counts import EventCounts, topic_counts
from coffeecop.staff.queries.events import newest_event_with_concerns
from coffeecop.staff.queries.filters import ConcernFilter, FlagFilter
from coffeecop.staff.queries.quotes import Subject, quotes
from coffeecop.staff.queries.shares import Change, Share, change


class SentenceKind(enum.StrEnum):
    HEARD = "heard"
    MOST = "most"
    MOST_BEFORE = "most_before"
    NEW = "new"
    MORE = "more"
    FEWER = "fewer"
    GONE = "gone"
    THEME = "theme"
    ASKED = "asked"
    FLAGGED = "flagged"
    QUOTE = "quote"


class Count(NamedTuple):
    """A number, and the filter that matches exactly these concerns."""

    number: int
    sources: ConcernFilter


@dataclass(frozen=True)
class Sentence:
    """Data of one sentence. `of` is the total; `then` is the same at the previous event."""

    kind: SentenceKind
    count: Count
    of: Count | None = None
    then: Count | None = None
    then_of: Count | None = None
    subject: Subject | None = None
    by_phase: dict[Phase, Count] | None = None
    quote: Concern | None = None


def count(event: Event, number: int, **criteria: Any) -> Count:
    """Return a number of an event's concerns, with the filter that finds them."""
    return Count(number, ConcernFilter(event_ids=(event.id,), **criteria))


def about(event: Event, subject: Subject, number: int) -> Count:
    """Count an event's concerns about a topic or a theme."""
    criterion = "topic_id" if isinstance(subject, Topic) else "theme_id"
    return count(event, number, **{criterion: subject.id})


def out_of(event: Event, subject: Subject, share: Share) -> tuple[Count, Count]:
    """Count an event's concerns about a topic or a theme, and all of them."""
    return about(event, subject, share.number), count(event, share.of)


# Keeps the summary short.
MOST_LEADERS = 2
MOST_CHANGES = 3
# With fewer concerns, differences are not meaningful.
LEAST_COMPARED = 5
# In the order of their sentences.
CHANGES = (Change.NEW, Change.MORE, Change.FEWER, Change.GONE)


@dataclass(frozen=True)
class Comparison:
    """Topic counts and totals of an event and the previous one."""

    event: Event
    before: Event | None
    now: dict[Topic, Share]
    then: dict[Topic, Share]

    def sentences(self) -> Iterator[Sentence]:
        leaders, leaders_before = _leaders(self.now), _leaders(self.then)
        yield from (self._sentence(SentenceKind.MOST, topic) for topic in leaders)
        for topic in leaders_before:
            if topic not in leaders:
                yield self._sentence(SentenceKind.MOST_BEFORE, topic)
        if self.before:
            yield from self._changes({*leaders, *leaders_before})

    def _changes(self, mentioned: set[Topic]) -> Iterator[Sentence]:
        changes = {
            topic: change(self.now[topic], self.then[topic])
            for topic in self.now
            if topic not in mentioned
        }
        for wanted in CHANGES:
            changed = [topic for topic, found in changes.items() if found is wanted]
            changed.sort(key=lambda topic: -max(self.now[topic].number, self.then[topic].number))
            for topic in changed[:MOST_CHANGES]:
                yield self._sentence(SentenceKind(wanted), topic)

    def _sentence(self, kind: SentenceKind, topic: Topic) -> Sentence:
        now, of = out_of(self.event, topic, self.now[topic])
        if not self.before:
            return Sentence(kind, now, of, subject=topic)
        then, then_of = out_of(self.before, topic, self.then[topic])
        return Sentence(kind, now, of, then, then_of, subject=topic)


def _leaders(shares: Mapping[Topic, Share]) -> list[Topic]:
    """Return the leading topics: raised more than once, and at most two of equal count."""
    most = max((share.number for share in shares.values()), default=0)
    leaders = [topic for topic, share in shares.items() if share.number == most]
    return leaders if most > 1 and len(leaders) <= MOST_LEADERS else []


def comparison(event: Event, topics: Sequence[Topic]) -> Comparison:
    before = newest_event_with_concerns(event.agency_id, before=event)
    by_topic, totals = topic_counts([each.id for each in (event, before) if each])
    if min(totals.values(), default=0) < LEAST_COMPARED:
        before = None

    def shares(at: Event) -> dict[Topic, Share]:
        return {
            topic: Share(by_topic.get((topic.id, at.id), 0), totals.get(at.id, 0))
            for topic in topics
            # The catch-all topic is not informative as a leader.
            if topic.key != OTHER
        }

    return Comparison(event, before, shares(event), shares(before) if before else {})


# Limits that keep the summary to one page.
MOST_THEMES = 5
MOST_QUOTES = 5


class ThemeCount(NamedTuple):
    theme: Theme
    concerns: int


@dataclass(frozen=True)
class Summary:
    """The summary of an event; `before` is the event that it is compared with."""

    event: Event
    before: Event | None = None
    sentences: Sequence[Sentence] = ()
    quotes: Sequence[Sentence] = ()


def summary(
    event: Event, counts: EventCounts, topics: Sequence[Topic], themes: Sequence[ThemeCount]
) -> Summary:
    """Return the summary of an event; empty without concerns."""
    if not counts.concerns:
        return Summary(event)
    compared = comparison(event, topics)
    sentences = [
        _total_sentence(event, counts),
        *compared.sentences(),
        *(_theme_sentence(event, counts, each) for each in themes),
        *_pending_sentences(event, counts),
    ]
    return Summary(event, compared.before, sentences, list(_quoted(event, counts, themes)))


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


def _total_sentence(event: Event, counts: EventCounts) -> Sentence:
    by_phase = {
        phase: count(event, number, phase=phase) for phase, number in counts.by_phase.items()
    }
    return Sentence(SentenceKind.HEARD, count(event, counts.concerns), by_phase=by_phase)


def _theme_sentence(event: Event, counts: EventCounts, found: ThemeCount) -> Sentence:
    size, of = out_of(event, found.theme, Share(found.concerns, counts.concerns))
    return Sentence(SentenceKind.THEME, size, of, subject=found.theme)


def _pending_sentences(event: Event, counts: EventCounts) -> Iterator[Sentence]:
    if counts.asked:
        yield Sentence(
            SentenceKind.ASKED,
            count(event, counts.waiting, waiting=True),
            of=count(event, counts.asked, asked=True),
        )
    if counts.flagged:
        flagged = count(event, counts.flagged, flagged=FlagFilter.OPEN)
        yield Sentence(SentenceKind.FLAGGED, flagged)


def _quoted(event: Event, counts: EventCounts, themes: Sequence[ThemeCount]) -> Iterator[Sentence]:
    """Yield a quote for each of the largest topics and themes."""
    sizes: dict[Subject, int] = {each.theme: each.concerns for each in themes}
    sizes |= {
        row.topic: row.total for row in counts.topic_rows if row.topic and row.topic.key != OTHER
    }
    largest = sorted(sizes, key=lambda subject: -sizes[subject])[:MOST_QUOTES]
    found = quotes(event, largest)
    for subject in largest:
        if subject in found:
            yield Sentence(
                SentenceKind.QUOTE,
                about(event, subject, sizes[subject]),
                subject=subject,
                quote=found[subject],
            )
