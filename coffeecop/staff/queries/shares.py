"""Shares of concerns, and their change since the previous event."""

import enum
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

# Smaller differences are reported as no change: one resident is no trend.
LEAST_DIFFERENCE = 2
# Steps of color. A third of an event's concerns has the strongest: few topics have more.
STEPS = 5
STRONGEST = Fraction(1, 3)


@dataclass(frozen=True)
class Share:
    """A count out of a total; never shown as a percentage, which hides small numbers."""

    number: int
    of: int

    @property
    def step(self) -> int:
        """Return the step of color: 0 only for no concern."""
        return (
            min(STEPS, ceil(STEPS * Fraction(self.number, self.of) / STRONGEST)) if self.of else 0
        )

    @property
    def percent(self) -> float:
        """Return the length of the bar."""
        return round(100 * self.number / self.of, 1) if self.of else 0

    def is_larger_than(self, other: "Share") -> bool:
        return self.number * other.of > other.number * self.of


class Change(enum.StrEnum):
    NEW = "new"
    MORE = "more"
    SAME = "same"
    FEWER = "fewer"
    GONE = "gone"


def change(now: Share, then: Share) -> Change:
    """Compare a topic at two events; MORE requires both a higher count and a higher share."""
    if now.number and not then.number:
        return Change.NEW
    if then.number and not now.number:
        return Change.GONE
    if now.number >= then.number + LEAST_DIFFERENCE and now.is_larger_than(then):
        return Change.MORE
    if then.number >= now.number + LEAST_DIFFERENCE and then.is_larger_than(now):
        return Change.FEWER
    return Change.SAME
