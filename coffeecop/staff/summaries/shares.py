"""Shares of people, with their uncertainty."""

from math import sqrt
from typing import NamedTuple

# Of the standard normal distribution, for an interval of 95 percent.
Z = 1.959964
# From this step of the survey on, a person agrees: mostly, very much.
AGREES_FROM = 4


class Interval(NamedTuple):
    low: float
    high: float


def wilson(number: int, of: int) -> Interval:
    """Return the score interval of a share (E. B. Wilson, JASA 22, 1927, pages 209-212)."""
    share = number / of
    middle = (share + Z**2 / (2 * of)) / (1 + Z**2 / of)
    half = Z * sqrt(share * (1 - share) / of + Z**2 / (4 * of**2)) / (1 + Z**2 / of)
    # Rounding must not put it below 0 or above 1.
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
