"""How many concerns of an event are in each state: the one count that every page reads."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from sqlalchemy import ColumnElement, case, func, select

from coffeecop.db import db
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import counts_for_event
from coffeecop.models.concern.parts import WAITING_STATES, ConcernState
from coffeecop.models.event import Event

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

    @classmethod
    def read_columns(cls, numbers: Sequence[int | None]) -> Self:
        """Read what `in_each_state` selects; nothing for an event without concerns."""
        counted = [number or 0 for number in numbers]
        return cls.read(zip(ConcernState, counted[::2], counted[1::2], strict=True))

    @property
    def concerns(self) -> int:
        return sum(self.all.values())

    @property
    def number_asked(self) -> int:
        return sum(self.asked.values())

    @property
    def waiting(self) -> int:
        return sum(self.asked[state] for state in WAITING_STATES)

    @property
    def where_asked(self) -> list[tuple[ConcernState | None, int]]:
        """Return where those are that asked; None: they wait. The parts add up to the whole."""
        return [*((state, self.asked[state]) for state in ENDS), (None, self.waiting)]


def states_of(event: Event) -> States:
    of_event = counts_for_event(), Concern.event_id == event.id
    return States.read_columns(db.session.execute(select(*in_each_state()).where(*of_event)).one())


@cache
def in_each_state() -> list[ColumnElement[int]]:
    """Return how many concerns are in each state, and how many of these asked, as columns."""
    return [
        func.count(case((Concern.state == state, counted))).label(f"{name}_{state}")
        for state in ConcernState
        for name, counted in (("concerns", 1), ("asked", Concern.asked_at))
    ]
