"""Figures that may leave the department: counts below five protected, shares with uncertainty.

What is computed here from protected counts depends on nothing that they hide.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.config.labels import Labelled
from coffeecop.models import Matter, Topic
from coffeecop.models.topics import PRAISE
from coffeecop.staff.summaries.survey import LARGEST_SMALL, SMALLEST_SHOWN, Interval, wilson
from coffeecop.web.i18n import localized

# An interval not wider than this tells that the shares are about the same.
NARROW = 0.1
LARGEST = 5
# What one person raised would tell of that person.
LEAST_NAMED = 2
# With fewer concerns each size would tell too much: the subjects are named in their order alone.
LEAST_SIZED = 2 * SMALLEST_SHOWN
# Told only as a number of at least five. "A few" of it in a small town can put somebody in danger.
NEVER_A_FEW = ("domestic-violence",)

# What several raised: a topic of the list, or a matter that a person has named.
Subject = Topic | Matter
# A concern and what it raised; None: nothing that is sure.
Raised = tuple[int, Subject | None]


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


class Size(Labelled):
    # As many as the line says.
    NUMBER = "number", ""
    # All, or all but four at most.
    MOST = "most", _l("most")
    # Five or more.
    SEVERAL = "several", _l("several")
    # Two to four.
    A_FEW = "a few", _l("a few")
    RAISED = "raised", _l("two or more")
    # Of several events: as many as the line says, or more.
    OR_MORE = "or more", ""


class TopicLine(NamedTuple):
    """How many concerns raised it."""

    subject: Subject
    size: Size
    # The number, or the least that it may be.
    least: int
    # Out of how many concerns.
    of: int
    # At so many events.
    events: int = 1

    @property
    def name(self) -> str:
        own = self.subject
        return own.name if isinstance(own, Matter) else localized(own, "name")

    @property
    def words(self) -> str:
        if self.size is Size.NUMBER:
            return _("%(number)s of %(all)s", number=self.least, all=self.of)
        if self.size is Size.OR_MORE:
            return ngettext(
                "%(least)s or more, at %(num)s event",
                "%(least)s or more, at %(num)s events",
                self.events,
                least=self.least,
            )
        return str(self.size.label)

    @property
    def number(self) -> int | None:
        return self.least if self.size is Size.NUMBER else None

    @property
    def args(self) -> dict[str, str] | None:
        if isinstance(self.subject, Matter):
            return {"matter": str(self.subject.id)}
        # Of praise the list has what the computer thinks, too; what it counts a person chose.
        return None if self.subject.key == PRAISE else {"sure": str(self.subject.id)}

    @property
    def share(self) -> float:
        """Return how long its bar is: for a word always the same, whatever number it hides."""
        hidden = {Size.MOST: self.of - 2, Size.SEVERAL: SMALLEST_SHOWN, Size.A_FEW: 3}
        return hidden.get(self.size, self.least) / self.of


def topic_lines(raised: Iterable[Raised]) -> list[TopicLine]:
    """Return the largest topics; of equal ones that which was raised first.

    No number of a line, of those who are not in it, or of those in no line with a number, is few. A
    concern may be in two lines, so that words cannot be worked out from the numbers beside them.
    """
    concerns: dict[Subject | None, set[int]] = defaultdict(set)
    for concern_id, topic in raised:
        concerns[topic].add(concern_id)
    everyone = set().union(*concerns.values())
    ranked = [
        (topic, own) for topic, own in concerns.items() if topic and _may_be_named(topic, own)
    ]
    ranked.sort(key=lambda pair: -len(pair[1]))
    lines: list[TopicLine] = []
    numbered: list[set[int]] = []
    for topic, own in ranked[:LARGEST]:
        size = _size(own, everyone, numbered)
        if size is Size.NUMBER:
            numbered.append(own)
        lines.append(TopicLine(topic, size, _least(size, own, everyone), len(everyone)))
    return lines


def _may_be_named(subject: Subject, own: set[int]) -> bool:
    topic = subject.topic if isinstance(subject, Matter) else subject
    is_never_few = topic is not None and topic.key in NEVER_A_FEW
    return len(own) >= (SMALLEST_SHOWN if is_never_few else LEAST_NAMED)


def _size(own: set[int], everyone: set[int], numbered: Sequence[set[int]]) -> Size:
    if len(everyone) < LEAST_SIZED:
        return Size.RAISED
    if len(own) < SMALLEST_SHOWN:
        return Size.A_FEW
    if len(everyone - own) < SMALLEST_SHOWN:
        return Size.MOST
    # A topic may be a part of another: the difference of both would tell of the few besides.
    is_part = any(own <= other and len(other - own) < SMALLEST_SHOWN for other in numbered)
    rest = everyone - own.union(*numbered)
    return Size.SEVERAL if is_part or len(rest) < SMALLEST_SHOWN else Size.NUMBER


def _least(size: Size, own: set[int], everyone: set[int]) -> int:
    known = {Size.NUMBER: len(own), Size.MOST: len(everyone) - LARGEST_SMALL}
    return known.get(size, SMALLEST_SHOWN if size is Size.SEVERAL else LEAST_NAMED)
