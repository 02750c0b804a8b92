"""What people who came to an event said of it, and how many agree, with how sure that is."""

import enum
from collections import Counter
from collections.abc import Mapping
from math import ceil, floor, sqrt
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Event, SurveyAnswer
from coffeecop.models.event.attendance import QUESTIONS

# A count below this may identify people.
SMALLEST_SHOWN = 5
LARGEST_SMALL = SMALLEST_SHOWN - 1
# Of the standard normal distribution, for an interval of 95 percent.
Z = 1.959964
# From this step of the survey on, a person agrees: mostly, very much.
AGREES_FROM = 4


def answers_by_step(*events: Event) -> dict[int, tuple[int, dict[str, Counter[int]]]]:
    """Return by event how many answered, and to each question how many gave which step."""
    counts = {
        event.id: (0, {question: Counter[int]() for question in QUESTIONS}) for event in events
    }
    of_event, steps = SurveyAnswer.event_id, [getattr(SurveyAnswer, each) for each in QUESTIONS]
    for event_id, number, *given in db.session.execute(
        select(of_event, func.count(), *steps)
        .where(of_event.in_(counts))
        .group_by(of_event, *steps)
    ):
        total, by_question = counts[event_id]
        counts[event_id] = total + number, by_question
        for question, step in zip(QUESTIONS, given, strict=True):
            if step is not None:
                by_question[question][step] += number
    return counts


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


class Felt(enum.StrEnum):
    """How much can be said of the answers to a question."""

    TOO_FEW = "too_few"
    HALF_OR_FEWER = "half_or_fewer"
    MORE_THAN_HALF = "more_than_half"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    ABOUT = "about"


WORDS = {
    Felt.TOO_FEW: _l("Fewer than five answered"),
    Felt.HALF_OR_FEWER: _l("Half or fewer; with %(answers)s answers this is a hint, no more"),
    Felt.MORE_THAN_HALF: _l("More than half; with %(answers)s answers this is a hint, no more"),
    Felt.AT_MOST: _l("At most %(tenths)s in 10; with %(answers)s answers, up to %(high)s in 10"),
    Felt.AT_LEAST: _l("At least %(tenths)s in 10; with %(answers)s answers, %(low)s or more in 10"),
    Felt.ABOUT: _l(
        "About %(tenths)s in 10; with %(answers)s answers it could be %(low)s to %(high)s in 10"
    ),
}


class Opinion(NamedTuple):
    """How many of those who answered a question agree, in tenths."""

    felt: Felt
    answers: int
    tenths: int = 0
    low: int = 0
    high: int = 10

    @property
    def words(self) -> str:
        return str(WORDS[self.felt]) % self._asdict()


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
