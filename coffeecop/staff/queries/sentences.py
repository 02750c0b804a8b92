"""Data of summary sentences, before they are worded."""

import enum
from dataclasses import dataclass
from typing import NamedTuple

from coffeecop.models import Concern, Event, Phase, Theme, Topic
from coffeecop.staff.queries.filters import ConcernFilter

Subject = Topic | Theme


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

    @property
    def counts(self) -> list[Count]:
        """All counts in the sentence."""
        phases = list((self.by_phase or {}).values())
        return [
            each
            for each in (self.count, self.of, self.then, self.then_of, *phases)
            if each is not None
        ]


def all_of(event: Event, number: int) -> Count:
    return Count(number, ConcernFilter(event_ids=(event.id,)))


def about(event: Event, subject: Subject, number: int) -> Count:
    """Count an event's concerns about a topic or a theme."""
    if isinstance(subject, Topic):
        return Count(number, ConcernFilter(event_ids=(event.id,), topic_id=subject.id))
    return Count(number, ConcernFilter(event_ids=(event.id,), theme_id=subject.id))
