"""Who else says what a person has named: an event's texts, the likeliest first."""

from collections.abc import Sequence
from typing import NamedTuple

from coffeecop.models import Event


class NotRanked(Exception):
    """The computer could not compare the texts just now, or there is no encoder."""


class Name(NamedTuple):
    """What a person called a matter, and other words for the same."""

    name: str
    also: str | None = None


class Ranked(NamedTuple):
    concern_id: int
    score: float
    is_likely: bool


def rank_event(event: Event, names: Sequence[Name], asked: int) -> list[Ranked]:
    """Return an event's texts for the asked one of the names, the likeliest first.

    Raises NotRanked.
    """
    raise NotRanked
