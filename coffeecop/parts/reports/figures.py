"""Figures that may leave the department: counts below five protected, shares with uncertainty.

What is computed here from protected counts depends on nothing that they hide.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.config.labels import Labelled
from coffeecop.staff.summaries.survey import LARGEST_SMALL, SMALLEST_SHOWN, Interval, wilson

# An interval not wider than this tells that the shares are about the same.
NARROW = 0.1


class Protected(Labelled):
    # 0 to 4.
    FEW = "few", _l("fewer than 5")
    # 5 or more; hidden so that what is few cannot be worked out from the total.
    HIDDEN = "hidden", _l("hidden")


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


class Verdict(Labelled):
    FEWER = "fewer", _l("Fewer than we would expect: %(high)s percent at most")
    MORE = "more", _l("More than we would expect: %(low)s to %(high)s percent")
    ABOUT = "about", _l("About what we would expect: %(low)s to %(high)s percent")
    CANNOT_TELL = "cannot_tell", _l("We cannot tell from %(of)s concerns")


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

    @property
    def words(self) -> str:
        if self.verdict is None or self.interval is None:
            return _("Hidden, to protect a small number")
        low, high = floor(100 * self.interval.low), ceil(100 * self.interval.high)
        return str(self.verdict.label) % {"low": low, "high": high, "of": self.of}


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
