"""The choice of concerns that an address such as /staff/concerns?topic=3&phase=before makes."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from coffeecop.models import ConcernStatus, Kind, Language, Outcome, Phase
from coffeecop.security import LARGEST_ID

WITHOUT_TOPIC = "none"
WAITING = "1"
MOST_EVENTS = 12

Choice = TypeVar("Choice", bound=enum.StrEnum)


@dataclass(frozen=True)
class ConcernFilter:
    """Which concerns to show. What an address says that makes no sense is left out."""

    event_ids: tuple[int, ...] = ()
    topic_id: int | None = None
    without_topic: bool = False
    phase: Phase | None = None
    kind: Kind | None = None
    status: ConcernStatus | None = None
    language: Language | None = None
    outcome: Outcome | None = None
    waiting: bool = False

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        topic = args.get("topic", "")
        return cls(
            event_ids=read_ids(args.get("event", "")),
            topic_id=read_id(topic),
            without_topic=topic == WITHOUT_TOPIC,
            phase=read_choice(Phase, args.get("phase")),
            kind=read_choice(Kind, args.get("kind")),
            status=read_choice(ConcernStatus, args.get("status")),
            language=read_choice(Language, args.get("language")),
            outcome=read_choice(Outcome, args.get("outcome")),
            waiting=args.get("waiting") == WAITING,
        )

    @property
    def args(self) -> dict[str, str]:
        """What `read` would make this choice from."""
        values = {
            "event": "-".join(map(str, self.event_ids)),
            "topic": WITHOUT_TOPIC if self.without_topic else str(self.topic_id or ""),
            "phase": self.phase,
            "kind": self.kind,
            "status": self.status,
            "language": self.language,
            "outcome": self.outcome,
            "waiting": WAITING if self.waiting else "",
        }
        return {name: str(value) for name, value in values.items() if value}


def read_ids(text: str) -> tuple[int, ...]:
    """Read one id, or the few of a chart's columns as in 7-5-2."""
    ids = dict.fromkeys(map(read_id, text.split("-", MOST_EVENTS)))
    return tuple(found for found in ids if found is not None)[:MOST_EVENTS]


def read_id(text: str) -> int | None:
    if not text.isdecimal() or len(text) > len(str(LARGEST_ID)):
        return None
    return int(text) if 0 < int(text) <= LARGEST_ID else None


def read_choice(choices: type[Choice], text: str | None) -> Choice | None:
    return choices(text) if text in list(choices) else None
