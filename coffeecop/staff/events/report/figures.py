"""Figures that may leave the department: counts below five protected, shares with uncertainty.

What is computed here from protected counts depends on nothing that they hide.
"""

import enum
from collections.abc import Mapping, Sequence
from math import ceil, floor, sqrt
from typing import NamedTuple

# A count below this may identify people.
SMALLEST_SHOWN = 5
LARGEST_SMALL = SMALLEST_SHOWN - 1
# Of the standard normal distribution, for an interval of 95 percent.
Z = 1.959964
# An interval not wider than this tells that the shares are about the same.
NARROW = 0.1
# From this step of the survey on, a person agrees: mostly, very much.
AGREES_FROM = 4


class Protected(enum.StrEnum):
    # 0 to 4.
    FEW = "few"
    # 5 or more; hidden so that what is few cannot be worked out from the total.
    HIDDEN = "hidden"


Count = int | Protected


def protect(count: int) -> Count:
    """Protect a count that is part of no total."""
    return Protected.FEW if count < SMALLEST_SHOWN else count


def protect_row(counts: Sequence[int]) -> list[Count] | None:
    """Protect counts with a known total; None: there are too few to tell anything.

    Beside what is few, others are hidden until each of the few may still be anything from 0 to 4.
    From the last to the first, whatever they are: the smallest first would tell that what is hidden
    is not larger than what is shown.
    """
    few = [place for place, count in enumerate(counts) if count < SMALLEST_SHOWN]
    if not few:
        return list(counts)
    others = [place for place in reversed(range(len(counts))) if place not in few]
    for number in range(1, len(others) + 1):
        hidden = others[:number]
        total = sum(counts[place] for place in (*few, *hidden))
        if total >= LARGEST_SMALL * len(few) + SMALLEST_SHOWN * number:
            shown: list[Count] = list(counts)
            for place in few:
                shown[place] = Protected.FEW
            for place in hidden:
                shown[place] = Protected.HIDDEN
            return shown
    return None


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


class Verdict(enum.StrEnum):
    FEWER = "fewer"
    MORE = "more"
    ABOUT = "about"
    CANNOT_TELL = "cannot_tell"


class Heard(NamedTuple):
    """How many concerns a part of the community sent, beside its share of the community."""

    name: str
    percent: int
    number: Count
    of: int
    # None if the count is hidden: then nothing is said.
    verdict: Verdict | None
    # Of the share; for few, of the most that there can be.
    interval: Interval | None


def heard(name: str, percent: int, number: Count, of: int) -> Heard:
    if number is Protected.HIDDEN or of <= 0:
        return Heard(name, percent, number, of, None, None)
    most = LARGEST_SMALL if number is Protected.FEW else number
    interval = wilson(min(int(most), of), of)
    share = percent / 100
    if share > interval.high:
        verdict = Verdict.FEWER
    elif number is Protected.FEW:
        # The same whatever it is below five.
        verdict = Verdict.CANNOT_TELL
    elif share < interval.low:
        verdict = Verdict.MORE
    else:
        is_narrow = interval.high - interval.low <= NARROW
        verdict = Verdict.ABOUT if is_narrow else Verdict.CANNOT_TELL
    return Heard(name, percent, number, of, verdict, interval)


class Felt(enum.StrEnum):
    """How much can be said of the answers to a question."""

    TOO_FEW = "too_few"
    HALF_OR_FEWER = "half_or_fewer"
    MORE_THAN_HALF = "more_than_half"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    ABOUT = "about"


class Opinion(NamedTuple):
    """How many of those who answered a question agree, in tenths."""

    felt: Felt
    answers: int
    tenths: int = 0
    low: int = 0
    high: int = 10


def opinion(by_step: Mapping[int, int]) -> Opinion:
    """Say how many agree. Fewer than five who do, or do not, may be anything from 0 to 4."""
    answers = sum(by_step.values())
    agree = sum(count for step, count in by_step.items() if step >= AGREES_FROM)
    if answers < SMALLEST_SHOWN:
        return Opinion(Felt.TOO_FEW, answers)
    if answers < 2 * SMALLEST_SHOWN:
        return Opinion(Felt.MORE_THAN_HALF if agree > answers / 2 else Felt.HALF_OR_FEWER, answers)
    if agree < SMALLEST_SHOWN:
        return _tenths(Felt.AT_MOST, LARGEST_SMALL, answers)
    if answers - agree < SMALLEST_SHOWN:
        return _tenths(Felt.AT_LEAST, answers - LARGEST_SMALL, answers)
    return _tenths(Felt.ABOUT, agree, answers)


def _tenths(felt: Felt, agree: int, answers: int) -> Opinion:
    """Put it in tenths: a bound is never rounded past what it bounds."""
    round_tenths = {Felt.AT_LEAST: floor, Felt.AT_MOST: ceil}.get(felt, _nearest)
    interval = wilson(agree, answers)
    low, tenths, high = (
        round_tenths(10 * share) for share in (interval.low, agree / answers, interval.high)
    )
    return Opinion(felt, answers, tenths, low, high)


def _nearest(number: float) -> int:
    return floor(number + 0.5)
