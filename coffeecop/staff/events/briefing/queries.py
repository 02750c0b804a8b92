"""What an officer reads before an event: what people say, and what is known of this place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import ceil, floor
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import current_time, db
from coffeecop.models import (
    Concern,
    ConcernFlag,
    Event,
    EventLine,
    EventStatus,
    Matter,
    MatterState,
    StaffMember,
)
from coffeecop.models.concern.conditions import has_readable_flags
from coffeecop.models.event.attendance import Needs, needs_of
from coffeecop.models.topics import topics_of
from coffeecop.parts import links_at
from coffeecop.parts.links import PageLink, Spot
from coffeecop.staff.concern_list.work import EARLIER_HERE, last_here, values_of
from coffeecop.staff.events.briefing.said import (
    MOST_GROUPS,
    MatterSaid,
    Quote,
    SaidGroup,
    glossed,
    matters_said,
    said_at,
    single_quotes,
)
from coffeecop.staff.events.lines.line import lines_of
from coffeecop.staff.events.queries import EXPECTED, Turnout, turnouts
from coffeecop.staff.summaries.counts import topic_counts
from coffeecop.staff.summaries.matters import matters_of_events, what_matters

# With fewer there is no range to speak of.
LEAST_COUNTED = 3
# The newest: how many come changes over the years.
MOST_COUNTED = 12


class CountedEvent(NamedTuple):
    """A past event: how many people had said that they may come, and how many were counted."""

    expected: int
    heads: int
    is_here: bool = False

    def heads_for(self, people: int) -> float:
        """Return how many would come if `people` may come and all else is as it was.

        As many come again without saying so; or, where fewer came than had said so, the same share.
        Who drops in does not depend on who wrote, so one ratio for all would be wrong.
        """
        if not people:
            return self.heads
        if self.heads < self.expected:
            return people * self.heads / self.expected
        return people + self.heads - self.expected


class ExpectedHeads(NamedTuple):
    least: int
    most: int
    # How many past events the range is from, and whether all were at this venue.
    events: int
    is_from_here: bool


def expected_heads(people: int, past: Sequence[CountedEvent]) -> ExpectedHeads | None:
    """Return the range for `people` who may come; None with too few counted events."""
    here = [each for each in past if each.is_here]
    is_from_here = len(here) >= LEAST_COUNTED
    used = here if is_from_here else past
    if len(used) < LEAST_COUNTED:
        return None
    heads = [each.heads_for(people) for each in used]
    return ExpectedHeads(floor(min(heads)), ceil(max(heads)), len(used), is_from_here)


IS_OVER = (Event.status == EventStatus.PUBLISHED) & (Event.ends_at <= current_time())
IS_HERE = Event.venue_id == bindparam("venue_id")
COUNTED = (
    select(EXPECTED, Event.heads_counted, IS_HERE)
    .where(
        Event.agency_id == bindparam("agency_id"),
        Event.id != bindparam("event_id"),
        IS_OVER,
        Event.heads_counted.is_not(None),
    )
    .order_by(IS_HERE.desc(), Event.starts_at.desc(), Event.id.desc())
    .limit(MOST_COUNTED)
)
LAST_OVER_HERE = EARLIER_HERE.where(IS_OVER)


def counted_events(event: Event) -> list[CountedEvent]:
    """Return the newest past events whose heads were counted, those at the same venue first."""
    return [CountedEvent(*row) for row in db.session.execute(COUNTED, values_of(event))]


# What is told of what was said here, and of what was asked and answered.
MOST_PROMISED, MOST_ANSWERED = 3, 1
SAID_STATES = MatterState.DOING, MatterState.DONE, MatterState.ANSWERED
SAID_HERE = (Matter.venue_id == Event.venue_id) & Matter.state.in_(SAID_STATES)
MATTERS = matters_of_events(SAID_HERE).options(selectinload(Matter.steps))
# That fit on the one page.
MOST_LINES = 2


@dataclass(frozen=True)
class Briefing:
    # What people raised here: for this event, or last time while nobody has written for this one.
    raised_at: Event
    said: Sequence[SaidGroup]
    # Where no two people say the same.
    single_quotes: Sequence[Quote]
    turnout: Turnout
    needs: Needs
    last_here: Event | None
    # What staff heard there, in a line each; the report has all.
    heard_here: Sequence[EventLine]
    # With an urgent flag that nobody has decided, as far as the reader may see them.
    urgent: Sequence[Concern]
    # What a person has named of what they raised.
    matters: Sequence[MatterSaid]
    # Of parts: where all of it is read.
    read_at: Sequence[PageLink]
    # What quotes in another language than the page's are about, by their concerns.
    glosses: Mapping[int, str]
    # At this place: what is promised, the soonest first, then what was done since the last event,
    # and what was asked and answered.
    promised: Sequence[Matter]
    last_is_public: bool
    heads: ExpectedHeads | None


def briefing_of(event: Event, reader: StaffMember) -> Briefing:
    last = last_here(event, LAST_OVER_HERE)
    counts = topic_counts([each.id for each in (event, last) if each])
    concerns = counts.totals.get(event.id, 0)
    raised_at = event if concerns or not last else last
    before = last if raised_at is event else None
    topics = topics_of(event.agency_id)
    said = said_at(raised_at, before, topics, counts)
    (turnout,) = turnouts([event]).values()
    totals = {each: counts.totals.get(each.id, 0) for each in (raised_at, last) if each}
    found = what_matters(totals, MATTERS)
    named = matters_said(found[raised_at.id])
    # Each is told once, with what people say if they raised it.
    named_matters = {each.row.matter for each in named}
    others = {each for here in found.values() for each in here.all} - named_matters
    at_venue = [each for each in others if each.venue_id == event.venue_id]
    shown = said[: MOST_GROUPS - len(named)]
    single = [] if said or named else single_quotes(raised_at)
    return Briefing(
        raised_at=raised_at,
        matters=named,
        read_at=links_at(Spot.BRIEFING, event.agency, event, reader),
        said=shown,
        single_quotes=single,
        glosses=glossed(
            [*(each.quote for each in named), *(each.quote for each in shown), *single], topics
        ),
        turnout=turnout,
        needs=needs_of(event) if turnout.parties else Needs([], {}),
        last_here=last,
        heard_here=lines_of(last)[:MOST_LINES] if last else [],
        urgent=urgent_concerns(event, reader),
        promised=[*_promised(at_venue, last), *_answered(at_venue)],
        last_is_public=last is not None and found[last.id].is_public,
        heads=None if event.is_over else expected_heads(turnout.people, counted_events(event)),
    )


def _promised(matters: Sequence[Matter], last_here: Event | None) -> list[Matter]:
    """Return what is promised, then what was done since the last event here, the newest first."""
    doing = [each for each in matters if each.is_doing]
    done = [each for each in matters if each.state is MatterState.DONE and each.said]
    if last_here:
        done = [each for each in done if _day(each) >= last_here.day]
    doing.sort(key=lambda each: (each.due_on, each.id))
    return [*doing, *sorted(done, key=_newest, reverse=True)][:MOST_PROMISED]


def _answered(matters: Sequence[Matter]) -> list[Matter]:
    answered = [each for each in matters if each.state is MatterState.ANSWERED]
    return sorted(answered, key=_newest, reverse=True)[:MOST_ANSWERED]


def _newest(matter: Matter) -> tuple[date, int]:
    return _day(matter), matter.id


def _day(matter: Matter) -> date:
    """Return when the department said what it says now."""
    return matter.said.day if matter.said else date.min


def urgent_concerns(event: Event, reader: StaffMember) -> Sequence[Concern]:
    """Return concerns whose flags wait for a decision, the longest wait first."""
    own = {"event_id": event.id}
    return db.session.scalars(_urgent(reader.reads_complaints), own).unique().all()


@cache
def _urgent(reads_complaints: bool) -> Select[Concern]:
    to_decide = select(ConcernFlag.concern_id).where(ConcernFlag.seen_at.is_(None))
    return (
        select(Concern)
        .where(
            Concern.event_id == bindparam("event_id"),
            Concern.id.in_(to_decide),
            has_readable_flags(reads_complaints),
        )
        .order_by(Concern.created_at, Concern.id)
        .options(joinedload(Concern.flag_rows).joinedload(ConcernFlag.taken_by))
    )
