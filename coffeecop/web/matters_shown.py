"""Which matters residents read, in what words, and whether it got better for whoever asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.engine.changes import may_be_chance
from coffeecop.models import Better, Concern, Event, Matter, MatterConcern, MatterState, MatterStep
from coffeecop.models.concern.conditions import counts_for_event
from coffeecop.models.matters import SAID_STATES
from coffeecop.models.matters.queries import is_of_event, is_published
from coffeecop.web.i18n import calendar_day, localized, only_in, text_language

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


class Pair(NamedTuple):
    """What people asked, and what was said to it; empty where nobody has written it."""

    matter: Matter
    asked: str
    asked_language: str
    said: str
    said_language: str

    @property
    def anchor(self) -> str:
        """Return where it stands in the list: `promise-12` is as a link of 1.1 has it."""
        return (self.matter.former_path or f"matters/{self.matter.id}").replace("s/", "-")

    @property
    def only_in(self) -> str:
        """Return a sentence that says so if a part of it is in the other language alone."""
        said = self.matter.said
        return only_in(self.matter, "asked") or (only_in(said, "said") if said else "")


def pair_of(matter: Matter) -> Pair:
    said = matter.said
    return Pair(
        matter,
        localized(matter, "asked"),
        text_language(matter, "asked"),
        localized(said, "said") if said else "",
        text_language(said, "said") if said else text_language(matter, "asked"),
    )


# What a pair is made of.
WITH_WORDS = (
    joinedload(Matter.agency),
    joinedload(Matter.venue),
    selectinload(Matter.steps).joinedload(MatterStep.photo),
)


def pairs_at(event: Event) -> list[Pair]:
    if not (event.is_published and event.is_over):
        return []
    return published_pairs(is_of_event(event.id))


def published_pairs(*conditions: ColumnElement[bool]) -> list[Pair]:
    """Return what residents read: first what is done, then what is promised, then the rest."""
    order = {MatterState.DONE: 0, MatterState.DOING: 1, MatterState.ANSWERED: 2}
    published = _published(*conditions).order_by(
        case(order, value=Matter.state, else_=len(order)),
        Matter.due_on,
        Matter.published_at.desc(),
        Matter.id.desc(),
    )
    return [pair_of(each) for each in db.session.scalars(published)]


def newest_matters(*conditions: ColumnElement[bool]) -> Select[Matter]:
    """Select what residents may read, first that of which something was said or done last."""
    day = select(func.max(MatterStep.day)).where(MatterStep.matter_id == Matter.id)
    newest = day.correlate(Matter).scalar_subquery()
    return _published(*conditions).order_by(newest.desc(), Matter.id.desc())


def _published(*conditions: ColumnElement[bool]) -> Select[Matter]:
    return select(Matter).where(is_published(), *conditions).options(*WITH_WORDS)


def published_matter(matter_id: int) -> Matter | None:
    return db.session.scalar(newest_matters(Matter.id == matter_id))


def newest_pairs(most: int, *conditions: ColumnElement[bool]) -> list[Pair]:
    """Return the pairs in which the department has said something, the newest first."""
    said = newest_matters(Matter.state.in_(SAID_STATES), *conditions).limit(most)
    return [pair_of(each) for each in db.session.scalars(said)]


def newest_done(*conditions: ColumnElement[bool]) -> Matter | None:
    done = newest_matters(Matter.state == MatterState.DONE, *conditions)
    return db.session.scalar(done.limit(1))


def has_come_of(event: Event) -> bool:
    """Return whether residents read that something came of an event that is over."""
    has_published = exists().where(is_published(), is_of_event(event.id))
    return event.is_published and event.is_over and bool(db.session.scalar(select(has_published)))


def is_publicly_overdue(matter: Matter) -> bool:
    grace = timedelta(days=matter.agency.promise_grace_days)
    # Not the day with the grace: a promise may be for the last day that there is.
    return matter.due_on is not None and matter.due_on < matter.agency.today - grace


def matter_state(matter: Matter) -> str:
    said = matter.said
    if said is None:
        return _("We heard this")
    if matter.due_on:
        overdue = is_publicly_overdue(matter)
        return _("Not done yet") if overdue else _("By %(day)s", day=calendar_day(matter.due_on))
    if matter.state is MatterState.DONE:
        return _("Done on %(day)s", day=calendar_day(said.day))
    return _("Answer") if matter.state is MatterState.ANSWERED else _("We cannot")


def figure_may_be_chance(matter: Matter) -> bool:
    before, after = matter.figure
    return before is not None and after is not None and may_be_chance(before, after)


class Bar(NamedTuple):
    label: str
    number: int
    of: int

    @property
    def percent(self) -> float:
        return 100 * self.number / self.of if self.of else 0


def figure_bars(matter: Matter) -> list[Bar]:
    labels = _("before"), _("after")
    return [Bar(label, *count) for label, count in zip(labels, matter.figure, strict=True) if count]


def better_figures(matters: Collection[Matter]) -> Mapping[int, BetterFigures]:
    """Return the answers to "Did it get better?" by the matter to which the concerns belong.

    A concern counts for its first published matter alone, so that no difference of two matters
    tells what one person said; and answers count five by five, so that no change in time does.
    """
    first = (
        select(MatterConcern.concern_id, func.min(Matter.id).label("matter_id"))
        .join(Matter, Matter.id == MatterConcern.matter_id)
        .where(is_published(), MatterConcern.belongs)
        .group_by(MatterConcern.concern_id)
        .subquery()
    )
    answered = (
        select(first.c.matter_id, Concern.better)
        .join(Concern, Concern.id == first.c.concern_id)
        .where(
            Concern.better.is_not(None),
            counts_for_event(),
            first.c.matter_id.in_([matter.id for matter in matters]),
        )
        .order_by(Concern.better_at, Concern.id)
    )
    answers: dict[int, list[Better | None]] = defaultdict(list)
    for matter_id, better in db.session.execute(answered):
        answers[matter_id].append(better)
    return {
        matter_id: figures_of(given)
        for matter_id, given in answers.items()
        if len(given) >= SMALLEST_GROUP
    }


def figures_of(answers: Sequence[Better | None]) -> BetterFigures:
    counted = answers[: len(answers) - len(answers) % SMALLEST_GROUP]
    return BetterFigures(
        better=counted.count(Better.YES),
        somewhat=counted.count(Better.SOMEWHAT),
        no=counted.count(Better.NO),
    )


MOST_SAY = {
    "yes": lambda: _("Most say it got better"),
    "somewhat": lambda: _("Most say it got somewhat better"),
    "no": lambda: _("Most say it did not get better yet"),
}


def better_line(figures: BetterFigures) -> str:
    """Return what people say now; empty if neither a number nor a majority may be told."""
    if figures.exact is not None:
        return _(
            "%(number)s of %(all)s say it got better", number=figures.exact, all=figures.answers
        )
    return MOST_SAY[figures.most]() if figures.most else ""


def better_lines(matters: Collection[Matter]) -> dict[int, str]:
    """Return by matter that is done what people say now, where that may be told."""
    figures = better_figures([each for each in matters if each.state is MatterState.DONE])
    return {matter_id: better_line(each) for matter_id, each in figures.items()}


def init_app(app: Flask) -> None:
    for shown in (better_line, figure_bars, figure_may_be_chance, is_publicly_overdue):
        app.add_template_filter(shown)
    app.add_template_filter(matter_state)
    app.add_template_global(has_come_of)
