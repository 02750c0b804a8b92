"""What has to be done before and after each event, as the department wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, Model, db, now
from coffeecop.models.agency import Agency
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import counts_for_event
from coffeecop.models.concern.counts import States, in_each_state
from coffeecop.models.event import Event
from coffeecop.models.event.parts import RosterEntry
from coffeecop.models.keys import AgencyId, EventId, Retirable, StaffId, Versioned, check, not_blank
from coffeecop.models.matters import Matter, MatterState
from coffeecop.models.matters.queries import is_of_event, is_published
from coffeecop.models.staff import StaffMember

LONGEST_LABEL = 120
MOST_DAYS_BEFORE = 180
MOST_DAYS_AFTER = 60
# How far ahead Today and the digest look.
SOON = timedelta(days=7)


class ChecklistStep(Labelled):
    """The steps that the product knows; some tick themselves."""

    VENUE = "venue", N_("Agree on the venue")
    HOST = "host", N_("Name the host")
    POSTER = "poster", N_("Put the poster up")
    ONLINE = "online", N_("Post it online")
    COUNCIL = "council", N_("If council members come, ask the attorney")
    CARDS = "cards", N_("Print the concern cards")
    ROLL_CALL = "roll_call", N_("Brief the officers at roll call")
    COUNTED = "counted", N_("Say about how many came")
    ANSWERED = "answered", N_("Answer those who asked")
    PUBLISHED = "published", N_("Say what came of it")


# Days before the event; negative: after it.
STARTER_STEPS = {
    ChecklistStep.VENUE: 28,
    ChecklistStep.HOST: 21,
    ChecklistStep.POSTER: 14,
    ChecklistStep.ONLINE: 10,
    ChecklistStep.COUNCIL: 7,
    ChecklistStep.CARDS: 3,
    ChecklistStep.ROLL_CALL: 1,
    ChecklistStep.COUNTED: -1,
    ChecklistStep.ANSWERED: -7,
    ChecklistStep.PUBLISHED: -14,
}
# Done as soon as it is known. These only come true afterwards.
STEPS_AFTER = frozenset({ChecklistStep.COUNTED, ChecklistStep.ANSWERED, ChecklistStep.PUBLISHED})
STEPS_THAT_TICK_THEMSELVES = STEPS_AFTER | {ChecklistStep.HOST}
# Whoever runs events may also tick it: there may be nothing to say.
ALSO_TICKED = ChecklistStep.PUBLISHED


class ChecklistItem(Versioned, Retirable, HasId, Model):
    """A line of the department's checklist, the same for all its events."""

    __tablename__ = "checklist_items"
    __table_args__ = (
        UniqueConstraint("agency_id", "step"),
        check("step_or_label", "step IS NOT NULL OR label IS NOT NULL"),
        *not_blank("label"),
        check(
            "days_before_range", f"days_before BETWEEN -{MOST_DAYS_AFTER} AND {MOST_DAYS_BEFORE}"
        ),
        Index("ix_checklist_items_agency_id", "agency_id"),
    )

    agency_id: Mapped[AgencyId]
    # None: a line of the department's own.
    step: Mapped[ChecklistStep | None]
    # None: the usual words of the step.
    label: Mapped[str | None] = mapped_column(String(LONGEST_LABEL))
    # Negative: days after the event.
    days_before: Mapped[int]
    created_at: Mapped[CreatedAt]

    @property
    def is_after(self) -> bool:
        return self.days_before < 0 or self.step in STEPS_AFTER

    @property
    def ticks_itself(self) -> bool:
        return self.step in STEPS_THAT_TICK_THEMSELVES

    @property
    def name(self) -> str:
        """Return what the audit log calls it: a code, or the department's words."""
        return f"step_{self.step}" if self.step else self.label or ""


class ChecklistTick(Model):
    """A line that somebody ticked for one event."""

    __tablename__ = "checklist_ticks"

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("checklist_items.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    ticked_at: Mapped[datetime] = mapped_column(default=now)
    ticked_by_id: Mapped[StaffId]

    ticked_by: Mapped[StaffMember] = relationship()


def add_starter_checklist(agency: Agency) -> None:
    db.session.add_all(
        ChecklistItem(agency_id=agency.id, step=step, days_before=days)
        for step, days in STARTER_STEPS.items()
    )


@dataclass(frozen=True)
class ChecklistLine:
    """A line of the checklist for one event. Of the columns only those of its own step are read."""

    item: ChecklistItem
    event: Event
    tick: ChecklistTick | None
    host_name: str | None
    # Matters of which residents read what was said.
    published_matters: int | None
    # Where the concerns of the event are.
    states: States

    @property
    def due_on(self) -> date:
        """Return the local day at the event; nothing is due before the event was planned."""
        counted = self.event.day - timedelta(days=self.item.days_before)
        return max(counted, self._local_day(self.event.created_at))

    @property
    def place(self) -> tuple[date, int, int]:
        return self.due_on, -self.item.days_before, self.item.id

    @property
    def days_left(self) -> int:
        """Return in how many days it is due; negative: it is late."""
        return (self.due_on - self._local_day(now())).days

    @property
    def is_done(self) -> bool:
        return self.is_known or (self._is_for_people and self.tick is not None)

    @property
    def is_open(self) -> bool:
        """Return whether it is time for this line and it is not done."""
        is_its_time = self.item.is_after == self.event.is_over
        return is_its_time and not (self.is_done or self.event.is_cancelled)

    @property
    def is_due(self) -> bool:
        """Return whether it is still to be done, now or later."""
        return self.is_open or not (self.is_done or self.event.is_cancelled or self.event.is_over)

    @property
    def is_near(self) -> bool:
        """Return whether it is late or due soon."""
        return self.is_open and self.days_left <= SOON.days

    @property
    def can_be_ticked(self) -> bool:
        return self._is_for_people and not (self.is_known or self.event.is_cancelled)

    @property
    def _is_for_people(self) -> bool:
        return not self.item.ticks_itself or self.item.step is ALSO_TICKED

    @property
    def is_known(self) -> bool:
        """Return whether it is done as far as the program can tell."""
        done: dict[ChecklistStep | None, bool] = {
            ChecklistStep.HOST: self.host_name is not None,
            ChecklistStep.COUNTED: self.event.heads_counted is not None,
            ChecklistStep.ANSWERED: self.event.is_over and not self.states.waiting,
            ChecklistStep.PUBLISHED: bool(self.published_matters),
        }
        return done.get(self.item.step, False)

    def _local_day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.event.time_zone)).date()


@dataclass(frozen=True)
class Checklist:
    """An event and the lines of its department, in the order in which they are due."""

    event: Event
    states: States
    lines: Sequence[ChecklistLine]

    @property
    def asked(self) -> list[ChecklistLine]:
        """Return what is done and what is still to be done: nobody asks for a poster afterwards."""
        return [line for line in self.lines if line.is_done or line.is_due]

    def line(self, item_id: int) -> ChecklistLine | None:
        return next((line for line in self.lines if line.item.id == item_id), None)

    @property
    def near(self) -> list[ChecklistLine]:
        return [line for line in self.lines if line.is_near]

    @property
    def open(self) -> list[ChecklistLine]:
        return [line for line in self.lines if line.is_open]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def steps_done(self) -> set[ChecklistStep | None]:
        return {line.item.step for line in self.lines if line.is_done}


# What ChecklistLine has of the step of each line, and nothing for the other steps. Built once.
HOST_NAME = select(RosterEntry.name).where(RosterEntry.event_id == Event.id, RosterEntry.is_host)
PUBLISHED = select(func.count(Matter.id)).where(
    Matter.agency_id == Event.agency_id,
    is_of_event(Event.id),
    is_published(),
    Matter.state != MatterState.HEARD,
)
STEP_COLUMNS = [
    case((ChecklistItem.step == step, query.correlate(Event).scalar_subquery()))
    for step, query in ((ChecklistStep.HOST, HOST_NAME), (ChecklistStep.PUBLISHED, PUBLISHED))
]


def read_checklists(query: Select[*tuple[Any, ...]], **values: int) -> list[Checklist]:
    rows = db.session.execute(query, values)
    return [_checklist(event, [*group]) for event, group in groupby(rows, key=itemgetter(0))]


def checklists_of(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select the lines of the events that meet the conditions, the first event first."""
    of_events = Concern.event_id.in_(select(Event.id).where(*conditions))
    counted = select(Concern.event_id, *in_each_state()).where(of_events, counts_for_event())
    states = counted.group_by(Concern.event_id).subquery()
    return (
        select(Event, ChecklistItem, ChecklistTick, *STEP_COLUMNS, *states.c)
        .outerjoin(
            ChecklistItem,
            and_(ChecklistItem.agency_id == Event.agency_id, ChecklistItem.retired_at.is_(None)),
        )
        .outerjoin(
            ChecklistTick,
            and_(ChecklistTick.event_id == Event.id, ChecklistTick.item_id == ChecklistItem.id),
        )
        .outerjoin(states, states.c.event_id == Event.id)
        .where(*conditions)
        .order_by(Event.starts_at, Event.id)
        .options(joinedload(Event.venue), joinedload(ChecklistTick.ticked_by))
    )


OF_EVENT = checklists_of(Event.id == bindparam("event_id"))


def checklist_of(event: Event) -> Checklist:
    return read_checklists(OF_EVENT, event_id=event.id)[0]


def _checklist(event: Event, rows: Sequence[Any]) -> Checklist:
    states = States.read_columns(rows[0][6:])
    lines = [
        ChecklistLine(item, event, tick, host_name, published, states)
        for _, item, tick, host_name, published, *_ in rows
        if item
    ]
    return Checklist(event, states, sorted(lines, key=lambda line: line.place))
