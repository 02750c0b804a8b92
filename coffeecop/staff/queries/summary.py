"""Summary of one event as counted facts; the template words them.

Every number has a filter that matches exactly these concerns, and every quote is an existing
concern.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, Event, Theme, ThemeConcern, ThemeStatus, Topic
from coffeecop.models.concern import in_event_stream
from coffeecop.models.topic import OTHER
from coffeecop.staff.queries.comparison import comparison
from coffeecop.staff.queries.event_counts import EventCounts
from coffeecop.staff.queries.filters import ConcernFilter, FlagFilter
from coffeecop.staff.queries.quotes import quotes
from coffeecop.staff.queries.sentences import Count, Sentence, SentenceKind, Subject, about, all_of

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
    compared = comparison(event, counts, topics)
    sentences = [
        _total_sentence(event, counts),
        *compared.sentences(),
        *(_theme_sentence(event, counts, each) for each in themes),
        *_pending_sentences(event, counts),
    ]
    return Summary(event, compared.before, sentences, list(_quoted(event, counts, themes)))


def themes_of(event: Event) -> list[ThemeCount]:
    """Return the themes that are neither dismissed nor made a topic, largest first."""
    count = func.count()
    found = db.session.execute(
        select(Theme, count)
        .join(ThemeConcern, ThemeConcern.theme_id == Theme.id)
        .join(Concern, Concern.id == ThemeConcern.concern_id)
        .where(
            Concern.event_id == event.id,
            in_event_stream(),
            Theme.status.in_([ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF]),
        )
        .group_by(Theme.id)
        .order_by(count.desc(), Theme.id)
        .limit(MOST_THEMES)
    )
    return [ThemeCount(theme, concerns) for theme, concerns in found]


def _total_sentence(event: Event, counts: EventCounts) -> Sentence:
    by_phase = {
        phase: Count(number, ConcernFilter(event_ids=(event.id,), phase=phase))
        for phase, number in counts.by_phase.items()
    }
    return Sentence(SentenceKind.HEARD, all_of(event, counts.concerns), by_phase=by_phase)


def _theme_sentence(event: Event, counts: EventCounts, found: ThemeCount) -> Sentence:
    return Sentence(
        SentenceKind.THEME,
        about(event, found.theme, found.concerns),
        of=all_of(event, counts.concerns),
        subject=found.theme,
    )


def _pending_sentences(event: Event, counts: EventCounts) -> Iterator[Sentence]:
    if counts.asked:
        yield Sentence(
            SentenceKind.ASKED,
            Count(counts.waiting, ConcernFilter(event_ids=(event.id,), waiting=True)),
            of=Count(counts.asked, ConcernFilter(event_ids=(event.id,), asked=True)),
        )
    if counts.flagged:
        yield Sentence(
            SentenceKind.FLAGGED,
            Count(counts.flagged, ConcernFilter(event_ids=(event.id,), flagged=FlagFilter.OPEN)),
        )


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
