"""What an officer reads before an event: what people say, and what is known of this place."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import (
    Concern,
    ConcernFlag,
    Event,
    EventStatus,
    Promise,
    PromiseStatus,
    Rsvp,
    RsvpStatus,
    StaffMember,
)
from coffeecop.models.concern.conditions import flags_readable_by, in_event_stream
from coffeecop.models.topics import topics_of
from coffeecop.staff.concern_list.work import events_of, sort_key, sort_key_of
from coffeecop.staff.events.briefing.said import Quote, Said, said_at, single_quotes
from coffeecop.staff.events.queries import Turnout, coming_to
from coffeecop.staff.summaries.counts import topic_counts

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
    expected = (
        select(func.coalesce(func.sum(Rsvp.party_size), 0))
        .where(Rsvp.event_id == Event.id, Rsvp.status == RsvpStatus.COMING)
        .correlate(Event)
        .scalar_subquery()
    )
    is_here = Event.venue_id == event.venue_id
    rows = db.session.execute(
        select(expected, Event.heads_counted, is_here)
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


MOST_PROMISES = 3


def promises_here(venue_id: int) -> Sequence[Promise]:
    """Return promises for people of this place: open ones by their day, then the newest kept."""
    shown = Promise.status.in_((PromiseStatus.OPEN, PromiseStatus.KEPT))
    is_kept = Promise.status == PromiseStatus.KEPT
    return db.session.scalars(
        select(Promise)
        .where(Promise.venue_id == venue_id, shown)
        .order_by(is_kept, Promise.closed_at.desc(), Promise.due_on, Promise.id)
        .limit(MOST_PROMISES)
        .options(joinedload(Promise.agency), selectinload(Promise.updates))
    ).all()


# Of the past events here, for what the department did after one.
MOST_PAST_EVENTS = 6


@dataclass(frozen=True)
class Briefing:
    # What people raised here: for this event, or last time while nobody has written for this one.
    raised_at: Event
    said: Sequence[Said]
    # Where no two people say the same.
    single_quotes: Sequence[Quote]
    turnout: Turnout
    last_here: Event | None
    # With an urgent flag that nobody has decided, as far as the reader may see them.
    urgent: Sequence[Concern]
    # How many asked to talk at the event.
    to_talk: int
    # The newest past event here after which the department wrote what it did.
    kept: Event | None
    promises: Sequence[Promise]
    heads: ExpectedHeads | None


def briefing_of(event: Event, reader: StaffMember) -> Briefing:
    past = _past_events_here(event)
    last_here = past[0] if past else None
    counts = topic_counts([each.id for each in (event, last_here) if each])
    concerns = counts.totals.get(event.id, 0)
    raised_at = event if concerns or not last_here else last_here
    before = last_here if raised_at is event else None
    said = said_at(raised_at, before, topics_of(event.agency_id), counts)
    turnout = coming_to(event)[event.id]._replace(concerns=concerns)
    return Briefing(
        raised_at=raised_at,
        said=said,
        single_quotes=[] if said else single_quotes(raised_at),
        turnout=turnout,
        last_here=last_here,
        urgent=urgent_concerns(event, reader),
        to_talk=_number_to_talk(event),
        kept=next((each for each in past if each.we_did_is_published), None),
        promises=promises_here(event.venue_id),
        heads=None if event.is_over else expected_heads(turnout.people, counted_events(event)),
    )


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


def _number_to_talk(event: Event) -> int:
    asked = Concern.event_id == event.id, Concern.wants_talk.is_(True), in_event_stream()
    return db.session.scalar(select(func.count(Concern.id)).where(*asked)) or 0


def _past_events_here(event: Event) -> Sequence[Event]:
    """Return the newest events at the same venue that were over before this one."""
    here = events_of(event.agency_id).where(
        Event.venue_id == event.venue_id,
        Event.status == EventStatus.PUBLISHED,
        Event.ends_at <= now(),
        sort_key() < sort_key_of(event),
    )
    return db.session.scalars(here.limit(MOST_PAST_EVENTS)).all()
