"""The parts of the sheet that are made of protected figures."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RaisedBar:
    """A line of what people raised, with a bar of this many percent; None: it has none."""

    name: str
    words: str
    percent: int | None


@dataclass(frozen=True)
class Told:
    facts: Sequence[str]
    bars: Sequence[RaisedBar]
    bars_note: str
    felt: str
    missed: Sequence[str]
    # What officers heard in a line, and who says so.
    quotes: Sequence[tuple[str, str]] = ()
