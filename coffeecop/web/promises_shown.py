"""Which promises residents read, in what words, and whether it got better for who asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.models.agency import Venue
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.concern.counts import Kept, kept_counts
from coffeecop.models.concern.parts import Better
from coffeecop.models.event import Event
from coffeecop.models.promise import Promise, PromiseConcern, PromiseStatus
from coffeecop.web.i18n import calendar_day

# Of answers to "Did it get better?": a smaller group is never told. Answers count
# five by five in the order they came, so that no difference tells what one person said.
SMALLEST_GROUP = 5


class BetterFigures(NamedTuple):
    """How many said that it got better, somewhat better, or not; whole fives of answers only."""

    better: int
    somewhat: int
    no: int

    @property
    def answers(self) -> int:
        return sum(self)

    @property
    def exact(self) -> int | None:
        """Return how many said that it got better, if that tells of no group under five."""
        groups = (self.better, self.answers - self.better)
        return self.better if min(groups) >= SMALLEST_GROUP else None

    @property
    def most(self) -> Better | None:
        """Return what more than half of them said; None if no answer has that many."""
        counts = {Better.YES: self.better, Better.SOMEWHAT: self.somewhat, Better.NO: self.no}
        return next((each for each, count in counts.items() if 2 * count > self.answers), None)


def published_promises(*conditions: ColumnElement[bool]) -> Select[Promise]:
    return (
        select(Promise)
        .where(Promise.published_at.is_not(None), *conditions)
        .options(
            joinedload(Promise.agency),
            joinedload(Promise.topic),
            joinedload(Promise.venue),
            joinedload(Promise.event).joinedload(Event.venue),
            joinedload(Promise.photo),
            selectinload(Promise.updates),
        )
    )


def newest_kept(*conditions: ColumnElement[bool]) -> Promise | None:
    """Return the published promise that was kept last."""
    kept = select(Promise).where(
        Promise.published_at.is_not(None), Promise.status == PromiseStatus.KEPT, *conditions
    )
    newest = kept.order_by(Promise.closed_at.desc(), Promise.id.desc()).limit(1)
    return db.session.scalar(newest.options(joinedload(Promise.agency), joinedload(Promise.venue)))


def has_published_promises() -> bool:
    return bool(db.session.scalar(select(exists().where(Promise.published_at.is_not(None)))))


def newest_kept_at(venue: Venue) -> Promise | None:
    return newest_kept(Promise.venue_id == venue.id)


def promises_made_at(event: Event) -> Sequence[Promise]:
    made = published_promises(Promise.event_id == event.id)
    return db.session.scalars(made.order_by(Promise.due_on, Promise.id)).all()


def is_publicly_overdue(promise: Promise) -> bool:
    """Return whether residents read that it is late: its day and the grace period are over."""
    grace = timedelta(days=promise.agency.promise_grace_days)
    return promise.is_open and promise.due_on + grace < promise.agency.today


def better_figures(promises: Collection[Promise]) -> Mapping[int, BetterFigures]:
    """Return the answers to "Did it get better?" by the promise for whose concerns they are.

    A concern counts for its first published promise alone, so that no difference of two promises
    tells what one person said; and answers count five by five, so that no change in time does.
    """
    first = (
        select(PromiseConcern.concern_id, func.min(Promise.id).label("promise_id"))
        .join(Promise, Promise.id == PromiseConcern.promise_id)
        .where(Promise.published_at.is_not(None))
        .group_by(PromiseConcern.concern_id)
        .subquery()
    )
    answered = (
        select(first.c.promise_id, Concern.better)
        .join(Concern, Concern.id == first.c.concern_id)
        .where(
            Concern.better.is_not(None),
            in_event_stream(),
            first.c.promise_id.in_([promise.id for promise in promises]),
        )
        .order_by(Concern.better_at, Concern.id)
    )
    answers: dict[int, list[Better | None]] = defaultdict(list)
    for promise_id, better in db.session.execute(answered):
        answers[promise_id].append(better)
    ids = [promise.id for promise in promises]
    for promise_id, (said,), number in kept_counts("promise_id", ids, Kept.BETTER):
        # They came first.
        answers[promise_id][:0] = [Better(said)] * number
    return {
        promise_id: _figures(given)
        for promise_id, given in answers.items()
        if len(given) >= SMALLEST_GROUP
    }


def _figures(answers: Sequence[Better | None]) -> BetterFigures:
    counted = answers[: len(answers) - len(answers) % SMALLEST_GROUP]
    return BetterFigures(
        better=counted.count(Better.YES),
        somewhat=counted.count(Better.SOMEWHAT),
        no=counted.count(Better.NO),
    )


MOST_SAY = {
    "yes": lambda: _("Most people who told us say that it got better."),
    "somewhat": lambda: _("Most people who told us say that it got somewhat better."),
    "no": lambda: _("Most people who told us say that it did not get better yet."),
}


def init_app(app: Flask) -> None:
    for shown in (better_line, closed_on, is_overdue, is_publicly_overdue, promise_state):
        app.add_template_filter(shown)


def is_overdue(promise: Promise) -> bool:
    return promise.is_open and promise.due_on < promise.agency.today


def local_day_of(moment: datetime, promise: Promise) -> date:
    return moment.astimezone(ZoneInfo(promise.agency.time_zone)).date()


def closed_on(promise: Promise) -> date | None:
    """Return the department's local day on which it was kept, or dropped."""
    return local_day_of(promise.closed_at, promise) if promise.closed_at else None


def promise_state(promise: Promise) -> str:
    """Return when it was kept or is due, or that it could not be kept."""
    closed = closed_on(promise)
    if closed and promise.is_kept:
        return _("Kept on %(day)s", day=calendar_day(closed))
    if closed:
        return _("Could not be kept")
    if is_publicly_overdue(promise):
        return _("Not done yet")
    return _("Due on %(day)s", day=calendar_day(promise.due_on))


def better_line(figures: BetterFigures) -> str:
    """Return what people say now; empty if neither a number nor a majority may be told."""
    if figures.exact is not None:
        return _(
            "Of %(all)s people who told us, %(number)s say that it got better.",
            all=figures.answers,
            number=figures.exact,
        )
    return MOST_SAY[figures.most]() if figures.most else ""
