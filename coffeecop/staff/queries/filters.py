"""Filters of concerns, from addresses such as /staff/concerns?topic=3&phase=before.

There is no filter by language: the number of concerns it lists would reveal what the table of
topics by language hides (docs/decisions/0016).
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from coffeecop.models import ConcernStatus, Kind, Outcome, Phase
from coffeecop.models.suggestion import Confidence
from coffeecop.web.security import parse_id

WITHOUT_TOPIC = "none"
UNSORTED = "open"
CHOSEN = "1"
MOST_EVENTS = 12

Choice = TypeVar("Choice", bound=enum.StrEnum)


class FlagFilter(enum.StrEnum):
    """YES: has a flag that is not called false. OPEN: has an unreviewed flag."""

    YES = "yes"
    OPEN = "open"


@dataclass(frozen=True)
class ConcernFilter:
    """A filter of concerns. Invalid values in an address are ignored."""

    event_ids: tuple[int, ...] = ()
    venue_id: int | None = None
    topic_id: int | None = None
    without_topic: bool = False
    theme_id: int | None = None
    phase: Phase | None = None
    kind: Kind | None = None
    status: ConcernStatus | None = None
    outcome: Outcome | None = None
    waiting: bool = False
    asked: bool = False
    confidence: Confidence | None = None
    # Nobody has chosen or checked the topics.
    unsorted: bool = False
    flagged: FlagFilter | None = None
    # `taken`: the engine assigned it and staff removed it. `added`: staff added it.
    taken_id: int | None = None
    added_id: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        topic = args.get("topic", "")
        return cls(
            event_ids=parse_ids(args.get("event", ""))[:MOST_EVENTS],
            venue_id=parse_id(args.get("venue", "")),
            topic_id=parse_id(topic),
            without_topic=topic == WITHOUT_TOPIC,
            theme_id=parse_id(args.get("theme", "")),
            phase=parse_choice(Phase, args.get("phase")),
            kind=parse_choice(Kind, args.get("kind")),
            status=parse_choice(ConcernStatus, args.get("status")),
            outcome=parse_choice(Outcome, args.get("outcome")),
            waiting=args.get("waiting") == CHOSEN,
            asked=args.get("asked") == CHOSEN,
            confidence=parse_choice(Confidence, args.get("confidence")),
            unsorted=args.get("sorting") == UNSORTED,
            flagged=parse_choice(FlagFilter, args.get("flagged")),
            taken_id=parse_id(args.get("taken", "")),
            added_id=parse_id(args.get("added", "")),
        )

    @property
    def args(self) -> dict[str, str]:
        """The query arguments from which `read` creates this filter."""
        values = {
            "event": "-".join(map(str, self.event_ids)),
            "venue": self.venue_id,
            "topic": WITHOUT_TOPIC if self.without_topic else self.topic_id,
            "theme": self.theme_id,
            "phase": self.phase,
            "kind": self.kind,
            "status": self.status,
            "outcome": self.outcome,
            "waiting": CHOSEN if self.waiting else "",
            "asked": CHOSEN if self.asked else "",
            "confidence": self.confidence,
            "sorting": UNSORTED if self.unsorted else "",
            "flagged": self.flagged,
            "taken": self.taken_id,
            "added": self.added_id,
        }
        return {name: str(value) for name, value in values.items() if value}

    @property
    def topic_ids(self) -> set[int]:
        """All topic ids in the filter."""
        return {each for each in (self.topic_id, self.taken_id, self.added_id) if each}


def parse_ids(text: str) -> tuple[int, ...]:
    """Parse one id, or several as in 7-5-2."""
    ids = dict.fromkeys(map(parse_id, text.split("-")))
    return tuple(found for found in ids if found is not None)


def parse_choice(choices: type[Choice], text: str | None) -> Choice | None:
    return choices(text) if text in list(choices) else None
