from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db, now
from coffeecop.engine.text import slug
from coffeecop.mail import notifications
from coffeecop.models import (
    AuditAction,
    Concern,
    Event,
    RosterEntry,
    RosterRole,
    Rsvp,
    SpokenLanguage,
    StaffMember,
    Venue,
)
from coffeecop.models.audit import changes, record
from coffeecop.models.event import NotADraft
from coffeecop.models.keys import ConcurrentSave
from coffeecop.models.may_go import may_go
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.parts import run_hooks
from coffeecop.parts.hooks import When

# Leaves room in the column for the date and a number.
LONGEST_TITLE_IN_SLUG = 60
# Changes to these must be sent to calendars.
SCHEDULE_FIELDS = {"starts_at", "ends_at", "time_zone", "venue_name", "street", "city"}


class AlreadyCancelled(Exception):
    """The event has been cancelled, so it can no longer be edited."""


class SeatsTaken(Exception):
    """More seats of this event are taken than the new capacity."""

    def __init__(self, event: Event) -> None:
        super().__init__(event)
        self.event = event


class NobodyHandlesComplaints(Exception):
    """Nobody could read concerns about officers, so no event may be published."""


class HasResponses(Exception):
    """Residents have sent RSVPs or concerns for this event, so it cannot be deleted."""


@dataclass(frozen=True)
class Officer:
    """An entry of the roster in the form: an officer or a partner. Only an officer may host."""

    name: str
    role: RosterRole
    is_host: bool
    languages: frozenset[SpokenLanguage]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The editable fields of an event. Some a department's first event is not asked for."""

    title_en: str = "Coffee with a Cop"
    title_es: str | None = "Café con un policía"
    description_en: str | None = None
    description_es: str | None = None
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue_name: str
    street: str
    city: str
    capacity: int | None = None
    holds_submissions: bool = False
    roster: tuple[Officer, ...]

    @property
    def place(self) -> str:
        return f"{self.venue_name}, {self.street}, {self.city}"

    @classmethod
    def of(cls, event: Event) -> "Plan":
        return cls(
            **{name: getattr(event, name) for name in COLUMNS},
            venue_name=event.venue.name,
            street=event.venue.street,
            city=event.venue.city,
            roster=tuple(
                Officer(entry.name, entry.role, entry.is_host, frozenset(entry.languages))
                for entry in event.roster
            ),
        )

    def differences(self, other: "Plan") -> list[str]:
        """Return the names of the fields that differ; the order of the roster does not count."""
        mine, theirs = ({**vars(each), "roster": {*each.roster}} for each in (self, other))
        return [name for name, value in mine.items() if value != theirs[name]]


# The fields of a plan that are columns of the event.
COLUMNS = {each.name for each in fields(Plan)} - {"venue_name", "street", "city", "roster"}


def plan_event(
    plan: Plan,
    *,
    publishes: bool = False,
    has_page: bool = True,
    heads: int | None = None,
    by: StaffMember,
) -> Event:
    """Raises ConcurrentSave, NobodyHandlesComplaints."""
    if publishes and has_page and not somebody_handles_complaints(by.agency_id):
        raise NobodyHandlesComplaints
    event = Event(agency_id=by.agency_id, has_page=has_page)
    if heads is not None:
        event.heads_counted, event.heads_counted_at, event.heads_counted_by_id = heads, now(), by.id
    with translated_integrity_errors(event):
        _write(event, plan)
        event.slug = _unique_slug(event)
        db.session.add(event)
        _set_roster(event, plan.roster)
        db.session.flush()
    record(AuditAction.EVENT_CREATED, by=by, subject=event)
    if publishes:
        publish_event(event, by=by)
    return event


def change_event(
    event: Event,
    plan: Plan,
    *,
    others: Callable[[Event, Plan], Mapping[Event, Plan]] | None = None,
    seen: str | None,
    by: StaffMember,
) -> int:
    """Update the event, and others by the plans that follow from its own.

    Return how many get a mail about it. Raises AlreadyCancelled, ChangedByColleague, SeatsTaken,
    ConcurrentSave, SkippedTime.
    """
    changed = plan.differences(Plan.of(event))
    if not changed:
        return 0
    # Residents still write to it, and somebody may have to look at that first.
    if event.is_cancelled and changed != ["holds_submissions"]:
        raise AlreadyCancelled
    event.check_seen(seen)
    # Mail is queued for all of them together, which locks the addresses in one order.
    moved: dict[Event, Plan] = {}
    for each, its_plan in {event: plan, **(others(event, plan) if others else {})}.items():
        before = Plan.of(each)
        changed = its_plan.differences(before)
        if not changed:
            continue
        if _write_change(each, its_plan, before):
            moved[each] = before
        values = {name: (getattr(before, name), getattr(its_plan, name)) for name in changed}
        record(AuditAction.EVENT_CHANGED, by=by, subject=each, detail=changes(values))
    return notifications.notify_changes(moved)


def publish_event(event: Event, *, by: StaffMember) -> None:
    """Raises NotADraft, NobodyHandlesComplaints."""
    if event.has_page and not somebody_handles_complaints(event.agency_id):
        raise NobodyHandlesComplaints
    event.publish(by=by)
    record(AuditAction.EVENT_PUBLISHED, by=by, subject=event)
    run_hooks(When.PUBLISHED, event.agency, event, by)


def cancel_event(event: Event, *, by: StaffMember) -> None:
    """Raises NotPublished, IsOver."""
    event.cancel(by=by)
    notifications.notify_cancellation(event)
    record(AuditAction.EVENT_CANCELLED, by=by, subject=event)


def remove_draft(event: Event, *, by: StaffMember) -> None:
    """Delete a draft without RSVPs or concerns that no case needs.

    Raises NotADraft, HasResponses.
    """
    if not event.is_draft:
        raise NotADraft
    for answers in (Rsvp, Concern):
        if db.session.scalar(select(answers.id).where(answers.event_id == event.id).limit(1)):
            raise HasResponses
    if not may_go(event):
        raise HasResponses
    record(AuditAction.EVENT_REMOVED, by=by, subject=event, detail={"address": event.slug})
    db.session.delete(event)


@contextmanager
def translated_integrity_errors(event: Event) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        db.session.rollback()
        reason = str(error.orig).lower()
        if "seats_within_capacity" in reason:
            raise SeatsTaken(event) from error
        if "unique" in reason:
            raise ConcurrentSave from error
        raise


def _write_change(event: Event, plan: Plan, before: Plan) -> bool:
    """Update the event, and return whether a published time or place has moved."""
    moved = event.is_published and SCHEDULE_FIELDS.intersection(plan.differences(before))
    with translated_integrity_errors(event):
        _write(event, plan)
        if event.is_draft:
            event.slug = _unique_slug(event)
        if moved:
            event.sequence += 1
            event.set_moved_from(
                starts_at=before.starts_at, ends_at=before.ends_at, place=before.place
            )
        # The roster is in rows of its own.
        event.version += 1
        _set_roster(event, plan.roster)
        db.session.flush()
    return bool(moved)


def _write(event: Event, plan: Plan) -> None:
    for name in COLUMNS:
        setattr(event, name, getattr(plan, name))
    event.venue = _venue(event.agency_id, plan)


def _venue(agency_id: int, plan: Plan) -> Venue:
    place = {"name": plan.venue_name, "street": plan.street, "city": plan.city}
    known = db.session.scalars(select(Venue).filter_by(agency_id=agency_id, **place)).first()
    return known or Venue(agency_id=agency_id, **place)


def _unique_slug(event: Event) -> str:
    """Return an unused slug: title and day, numbered if necessary."""
    title = slug(event.title_en, most=LONGEST_TITLE_IN_SLUG)
    base = f"{title or 'event'}-{event.day}"
    others = select(Event.slug).where(Event.slug.startswith(base), Event.id != event.id)
    taken = set(db.session.scalars(others))
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def _set_roster(event: Event, officers: tuple[Officer, ...]) -> None:
    # Deleted first: a unique index allows one host at any moment, another each name once.
    event.roster = []
    db.session.flush()
    event.roster = [
        RosterEntry(**{**vars(each), "languages": set(each.languages)}) for each in officers
    ]
