"""Judge the question of a season by the rule that was sealed, from what is known without asking.

Of events only what each of them may tell by itself goes into the answer, so that it gives nobody
away together with their reports.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db, db_writes
from coffeecop.models import (
    Agency,
    AuditAction,
    Event,
    Promise,
    PromiseStatus,
    SeasonEntry,
    SeasonQuestion,
    SeasonStep,
    SeasonVerdict,
)
from coffeecop.models.audit import record
from coffeecop.models.public_record.season import Bar, Season, SeasonIsOver, end, seasons_of
from coffeecop.staff.summaries.season import answers_by_step, events_between
from coffeecop.staff.summaries.shares import AGREES_FROM, wilson
from coffeecop.web.promises_shown import SMALLEST_GROUP, better_figures


class Part(NamedTuple):
    """How many say yes at one event, or about one promise."""

    yes: int
    of: int

    @property
    def known(self) -> tuple[int, int]:
        """Return the least and the most that it can be by what its own report may tell."""
        no = self.of - self.yes
        if self.of < 2 * SMALLEST_GROUP:
            # Only what more than half say.
            half = self.of // 2
            return (half + 1, self.of) if self.yes > half else (0, half)
        if self.yes < SMALLEST_GROUP:
            return 0, SMALLEST_GROUP - 1
        return (self.of - SMALLEST_GROUP + 1, self.of) if no < SMALLEST_GROUP else (self.yes,) * 2


class Bounds(NamedTuple):
    """How many say yes at least and at most, and of how many."""

    low: int
    high: int
    of: int


def bounds(parts: Sequence[Part]) -> Bounds:
    """Return what of the sum leaves each part all that it can be by itself."""
    told = [part for part in parts if part.of >= SMALLEST_GROUP]
    yes, of = sum(part.yes for part in told), sum(part.of for part in told)
    known = [part.known for part in told]
    least, most = sum(low for low, _high in known), sum(high for _low, high in known)
    widest = max((high - low for low, high in known), default=0)
    if most - least <= 2 * widest:
        return Bounds(least, most, of)
    if yes <= least + widest:
        return Bounds(least, least + widest, of)
    if yes >= most - widest:
        return Bounds(most - widest, most, of)
    return Bounds(yes, yes, of)


class Judgement(NamedTuple):
    verdict: SeasonVerdict
    # Of ten; None: too few to tell.
    low: int | None = None
    high: int | None = None


def judge_answers(found: Bounds, bar: Bar) -> Judgement:
    """Judge a share of people by the ends of its interval of 95 percent."""
    if found.of < bar.least:
        return Judgement(SeasonVerdict.CANNOT_TELL)
    low, high = wilson(found.low, found.of).low, wilson(found.high, found.of).high
    verdict = SeasonVerdict.CANNOT_TELL
    if low > bar.percent / 100:
        verdict = SeasonVerdict.YES
    elif high < bar.percent / 100:
        verdict = SeasonVerdict.NO
    return Judgement(verdict, floor(10 * low), ceil(10 * high))


def judge_promises(kept: int, of: int, bar: Bar) -> Judgement:
    """Judge a share of all promises: there is no chance in it."""
    if of < bar.least:
        return Judgement(SeasonVerdict.CANNOT_TELL)
    verdict = SeasonVerdict.YES if 100 * kept >= bar.percent * of else SeasonVerdict.NO
    return Judgement(verdict, 10 * kept // of, -(-10 * kept // of))


def judge_seasons() -> None:
    """Judge each season whose day of counting is over, once and for all. Commits."""
    for agency in db.session.scalars(select(Agency).order_by(Agency.id)).all():
        for season in seasons_of(agency.id):
            if season.end is None and agency.today > season.counted_on:
                _judge_season(agency, season)
    db.session.rollback()


def _judge_season(agency: Agency, season: Season) -> None:
    with db_writes():
        judgement = judgement_of(agency, season)
        entry = SeasonEntry(step=SeasonStep.JUDGED, **judgement._asdict())
        try:
            end(agency, season.chosen.id, entry)
        except SeasonIsOver:
            # Another worker was first.
            return
        record(AuditAction.SEASON_JUDGED, by=None, subject=entry, detail={"seal": entry.seal})


def judgement_of(agency: Agency, season: Season) -> Judgement:
    events = events_between(agency, since=season.first_day, until=season.last_day)
    if season.question is SeasonQuestion.PROMISES:
        return judge_promises(*_promises(events, season), season.bar)
    if season.question is SeasonQuestion.BETTER:
        parts = _better(events)
    else:
        parts = [_answers(event, season.question) for event in events]
    return judge_answers(bounds(parts), season.bar)


def _answers(event: Event, question: SeasonQuestion) -> Part:
    steps = answers_by_step(event)[1][str(question)]
    return Part(sum(steps[step] for step in steps if step >= AGREES_FROM), steps.total())


def _better(events: Sequence[Event]) -> list[Part]:
    made = select(Promise).where(
        Promise.event_id.in_([event.id for event in events]), Promise.published_at.is_not(None)
    )
    figures = better_figures(db.session.scalars(made).all())
    return [Part(each.better, each.answers) for each in figures.values()]


def _promises(events: Sequence[Event], season: Season) -> tuple[int, int]:
    is_kept = Promise.status == PromiseStatus.KEPT
    kept, due = db.session.execute(
        select(func.count().filter(is_kept), func.count()).where(
            Promise.event_id.in_([event.id for event in events]),
            Promise.due_on <= season.counted_on,
        )
    ).one()
    return kept, due
