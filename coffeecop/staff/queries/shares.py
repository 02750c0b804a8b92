"""Shares of concerns."""

import enum
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

# A share is put into words only if it is so close to them; of few concerns it is not.
CLOSE_TO_HALF, CLOSE_TO_PART = Fraction(4, 100), Fraction(3, 100)
MOST = Fraction(6, 10)
LEAST_FOR_WORDS = 12
# Steps of color. A third of an event's concerns has the strongest: few topics have more.
STEPS = 5
STRONGEST = Fraction(1, 3)


class ShareWords(enum.StrEnum):
    MOST = "most"
    HALF = "half"
    THIRD = "third"
    QUARTER = "quarter"


PARTS = {
    ShareWords.HALF: (Fraction(1, 2), CLOSE_TO_HALF),
    ShareWords.THIRD: (Fraction(1, 3), CLOSE_TO_PART),
    ShareWords.QUARTER: (Fraction(1, 4), CLOSE_TO_PART),
}


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

    @property
    def words(self) -> ShareWords | None:
        """Return "most", "half", "a third" or "a quarter" where that is true."""
        if self.of < LEAST_FOR_WORDS:
            return None
        share = Fraction(self.number, self.of)
        if share >= MOST:
            return ShareWords.MOST
        return next(
            (words for words, (part, close) in PARTS.items() if abs(share - part) <= close), None
        )

    def is_larger_than(self, other: "Share") -> bool:
        return self.number * other.of > other.number * self.of
