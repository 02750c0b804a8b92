"""What an officer reads before an event: what people say, and what is known of this place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coffeecop.db import db, now
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
from coffeecop.models.concern.conditions import flags_readable_by
from coffeecop.models.event.attendance import Needs, needs_of
from coffeecop.models.topics import topics_of
from coffeecop.staff.concern_list.work import events_of, sort_key, sort_key_of
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
from coffeecop.staff.summaries.matters import what_matters

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


def counted_events(event: Event) -> list[CountedEvent]:
    """Return the newest past events whose heads were counted, those at the same venue first."""
    is_here = Event.venue_id == event.venue_id
    rows = db.session.execute(
        select(EXPECTED, Event.heads_counted, is_here)
        .where(
            Event.agency_id == event.agency_id,
            Event.id != event.id,
            Event.status == EventStatus.PUBLISHED,
            Event.ends_at <= now(),
            Event.heads_counted.is_not(None),
        )
        .order_by(is_here.desc(), Event.starts_at.desc(), Event.id.desc())
        .limit(MOST_COUNTED)
    )
    return [CountedEvent(*row) for row in rows]


# What is told of what was said here, and of what was asked and answered.
MOST_PROMISED, MOST_ANSWERED = 3, 1
SAID_STATES = MatterState.DOING, MatterState.DONE, MatterState.ANSWERED
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
    # What quotes in another language than the page's are about, by their concerns.
    glosses: Mapping[int, str]
    # At this place: what is promised, the soonest first, then what was done since the last event,
    # and what was asked and answered.
    promised: Sequence[Matter]
    is_told: bool
    heads: ExpectedHeads | None


def briefing_of(event: Event, reader: StaffMember) -> Briefing:
    last_here = _last_event_here(event)
    counts = topic_counts([each.id for each in (event, last_here) if each])
    concerns = counts.totals.get(event.id, 0)
    raised_at = event if concerns or not last_here else last_here
    before = last_here if raised_at is event else None
    topics = topics_of(event.agency_id)
    said = said_at(raised_at, before, topics, counts)
    (turnout,) = turnouts([event]).values()
    totals = {each: counts.totals.get(each.id, 0) for each in (raised_at, last_here) if each}
    said_here = (Matter.venue_id == event.venue_id) & Matter.state.in_(SAID_STATES)
    found = what_matters(totals, said_here, with_words=True)
    named = matters_said(found[raised_at.id])
    # Each is told once, with what people say if they raised it.
    told = {each.row.matter for each in named}
    others = {each for here in found.values() for each in here.all} - told
    at_venue = [each for each in others if each.venue_id == event.venue_id]
    shown = said[: MOST_GROUPS - len(named)]
    single = [] if said or named else single_quotes(raised_at)
    return Briefing(
        raised_at=raised_at,
        matters=named,
        said=shown,
        single_quotes=single,
        glosses=glossed(
            [*(each.quote for each in named), *(each.quote for each in shown), *single], topics
        ),
        turnout=turnout,
        needs=needs_of(event) if turnout.parties else Needs([], {}),
        last_here=last_here,
        heard_here=lines_of(last_here)[:MOST_LINES] if last_here else [],
        urgent=urgent_concerns(event, reader),
        promised=[*_promised(at_venue, last_here), *_answered(at_venue)],
        is_told=last_here is not None and found[last_here.id].is_told,
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
    to_decide = select(ConcernFlag.concern_id).where(ConcernFlag.seen_at.is_(None))
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(Concern.event_id == event.id, Concern.id.in_(to_decide), flags_readable_by(reader))
        .order_by(Concern.created_at, Concern.id)
        .options(selectinload(Concern.flag_rows).joinedload(ConcernFlag.taken_by))
    ).all()


def _last_event_here(event: Event) -> Event | None:
    """Return the newest event at the same venue that was over before this one."""
    here = events_of(event.agency_id).where(
        Event.venue_id == event.venue_id,
        Event.status == EventStatus.PUBLISHED,
        Event.ends_at <= now(),
        sort_key() < sort_key_of(event),
    )
    return db.session.scalars(here.limit(1)).first()
