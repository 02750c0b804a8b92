"""How many concerns of an event are in each state: the one count that every page reads.

What the schedule has destroyed still counts, by the numbers that were kept of it.
"""

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import Model, db, execute_bulk
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.concern.parts import WAITING_STATES, ConcernState, Kind
from coffeecop.models.event import Event, Phase
from coffeecop.models.keys import EventId, Language

# Where those can be that asked and wait no more, in the order in which it is told.
ENDS = (
    ConcernState.ANSWERED,
    ConcernState.TALKED_ABOUT,
    ConcernState.PASSED_ON,
    ConcernState.DECLINED,
    ConcernState.CLOSED,
)


@dataclass(frozen=True)
class States:
    """Numbers of concerns by state, of all and of those that asked for a word."""

    all: Mapping[ConcernState, int]
    asked: Mapping[ConcernState, int]

    @classmethod
    def read(cls, rows: Iterable[tuple[ConcernState, int, int]]) -> Self:
        every, asked = Counter[ConcernState](), Counter[ConcernState]()
        for state, number, of_these_asked in rows:
            every[state] += number
            asked[state] += of_these_asked
        return cls(every, asked)

    @property
    def concerns(self) -> int:
        return sum(self.all.values())

    @property
    def number_asked(self) -> int:
        return sum(self.asked.values())

    @property
    def waiting(self) -> int:
        """Return how many asked and wait for a word."""
        return sum(self.asked[state] for state in WAITING_STATES)

    @property
    def where_asked(self) -> list[tuple[ConcernState | None, int]]:
        """Return where those are that asked; None: they wait. The parts add up to the whole."""
        return [*((state, self.asked[state]) for state in ENDS), (None, self.waiting)]


class Kept(enum.StrEnum):
    """What is counted of records that are gone, and by what."""

    # By phase, kind, language, state, and whether somebody asked for a word.
    CONCERNS = "concerns"
    # By all topics of a concern, as in "3,7", phase, kind and language.
    TOPICS = "topics"
    # By who counted them.
    ARRIVALS = "arrivals"
    # By parties and people.
    RSVPS = "rsvps"
    # By question and step; without a question: how many answered.
    SURVEY = "survey"
    # By what residents said weeks later, of a matter.
    BETTER = "better"
    # By their event, of a matter.
    BELONGED = "belonged"


class KeptCount(Model):
    """A number that stands on destroyed records, of what it is shown with."""

    __tablename__ = "kept_counts"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("(event_id IS NULL) <> (matter_id IS NULL)", name="of_one"),
        UniqueConstraint("event_id", "name", "key"),
        UniqueConstraint("matter_id", "name", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId | None]
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters.id", ondelete="CASCADE"))
    name: Mapped[Kept]
    # What is counted, in its parts: "before|question|en|answered|1".
    key: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]


def keep_counts(owner: str, name: Kept, found: Mapping[tuple[int, str], int]) -> None:
    """Add numbers by the id of their owner, such as "event_id", and their key."""
    column = getattr(KeptCount, owner)
    ids = {owner_id for owner_id, _key in found}
    wanted = select(KeptCount).where(KeptCount.name == name, column.in_(ids))
    stored = {(getattr(row, owner), row.key): row for row in db.session.scalars(wanted)}
    for (owner_id, key), number in found.items():
        if row := stored.get((owner_id, key)):
            row.number += number
        elif number:
            new = {owner: owner_id, "name": name, "key": key, "number": number}
            db.session.add(KeptCount(**new))
    if owner == "event_id":
        # In bulk: a form of the event that is open meanwhile is not out of date.
        execute_bulk(update(Event).where(Event.id.in_(ids)).values(has_kept_counts=True))


def kept_counts(owner: str, ids: Collection[Any], name: Kept) -> list[tuple[int, list[str], int]]:
    """Return the id of the owner, the parts of the key, and the number."""
    if not ids:
        return []
    column = getattr(KeptCount, owner)
    rows = db.session.execute(
        select(column, KeptCount.key, KeptCount.number)
        .where(KeptCount.name == name, column.in_(ids))
        .order_by(KeptCount.id)
    )
    return [(owner_id, key.split("|"), number) for owner_id, key, number in rows]


def with_kept_counts(*events: Event | None) -> list[int]:
    """Return the ids of the events of which numbers are kept: of most there are none to ask for."""
    return [event.id for event in events if event and event.has_kept_counts]


class KeptTopics(NamedTuple):
    """Concerns of an event that are gone, alike in their topics and in what a map shows."""

    event_id: int
    # None: no topic.
    topic_ids: list[int | None]
    phase: Phase
    kind: Kind
    language: Language
    number: int


def kept_topics(event_ids: Collection[Any]) -> list[KeptTopics]:
    return [
        KeptTopics(
            event_id,
            [int(each) if each else None for each in topics.split(",")],
            Phase(phase),
            Kind(kind),
            Language(language),
            number,
        )
        for event_id, (topics, phase, kind, language), number in kept_counts(
            "event_id", event_ids, Kept.TOPICS
        )
    ]


class KeptConcerns(NamedTuple):
    """Concerns of an event that are gone, alike in what is counted of them."""

    phase: Phase
    kind: Kind
    language: Language
    state: ConcernState
    has_asked: bool
    number: int

    @property
    def asked(self) -> int:
        return self.number if self.has_asked else 0


def kept_concerns(event: Event) -> list[KeptConcerns]:
    return [
        KeptConcerns(
            Phase(phase), Kind(kind), Language(language), ConcernState(state), asked == "1", number
        )
        for _event_id, (phase, kind, language, state, asked), number in kept_counts(
            "event_id", with_kept_counts(event), Kept.CONCERNS
        )
    ]


def states_of(event: Event) -> States:
    """Return where the concerns of an event are, each of them in one state."""
    rows = db.session.execute(by_state(Concern.event_id == event.id))
    found = [(state, number, asked) for state, number, asked in rows]
    gone = [(each.state, each.number, each.asked) for each in kept_concerns(event)]
    return States.read([*found, *gone])


def by_state(*conditions: ColumnElement[bool]) -> Select[Any, int, int]:
    """Select each state with its concerns in the event stream, and how many of these asked."""
    asked = func.count(Concern.asked_at)
    return (
        select(Concern.state, func.count().label("concerns"), asked.label("asked"))
        .where(in_event_stream(), *conditions)
        .group_by(Concern.state)
    )
