"""E-mail notifications to people who gave an address with an RSVP or a concern.

Each mail is a row in the outbox, added in the transaction that causes it, and written in the
language of the RSVP or the concern.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.orm import contains_eager

from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.mail.composing import queue_answer, queue_for_rsvp
from coffeecop.mail.outbox import is_written
from coffeecop.mail.recipients import lock_order
from coffeecop.models import (
    Concern,
    Contact,
    Event,
    EventStatus,
    MailKind,
    OutboxMessage,
    Rsvp,
    RsvpStatus,
    StaffMember,
)
from coffeecop.models.event import seats
from coffeecop.models.mail import TO_SENDERS, is_waiting

# Local time on the day before the event.
REMINDER_TIME = time(10)
# From the morning of the day before to the evening of the day, in any zone.
LONGEST_AHEAD = timedelta(hours=39)
STAFF_MAIL_KEPT = timedelta(days=1)
# It says "tomorrow".
BRIEFING_KEPT = timedelta(hours=6)
SIGN_IN_KEPT = timedelta(hours=1)


def confirm(rsvp: Rsvp) -> bool:
    """Queue the confirmation of an RSVP, once per address. Return whether there is one."""
    address = rsvp.mail_address
    if not address:
        return False
    kind = MailKind.CONFIRMATION
    occasion = f"{rsvp.status} {sha256(address.encode()).hexdigest()[:20]}"
    has_one = is_written(rsvp_id=rsvp.id, kind=kind, occasion=occasion)
    return has_one or _queue_up_to_date(rsvp, kind, occasion)


def confirm_again(rsvp: Rsvp) -> None:
    """Queue the confirmation once more, in place of one that waits."""
    withdraw(rsvp, MailKind.CONFIRMATION)
    _queue_up_to_date(rsvp, MailKind.CONFIRMATION, f"again {now():%Y-%m-%dT%H:%M:%S.%f}")


def notify_answer(concern: Concern) -> None:
    """Queue a mail that there is an answer, without its text or subject.

    Not if one is waiting already: that one covers this answer too.
    """
    if not is_written(is_waiting(), concern_id=concern.id, kind=MailKind.ANSWER):
        queue_answer(concern, occasion=str(concern.messages[-1].id))


def unsubscribe_from_answers(concern: Concern) -> None:
    if concern.unsubscribed_at is None:
        concern.unsubscribed_at = now()
    # Takes the lock on the row first, so that a concurrent answer's mail is found below.
    db.session.flush()
    execute_bulk(delete_waiting(*TO_SENDERS).where(OutboxMessage.concern_id == concern.id))


def notify_changes(befores: Mapping[Event, Any]) -> int:
    """Queue mail about a new time or place to everyone with an address. Return how many get one.

    The values hold each event's former ones, named as in an event.
    """
    notified: list[Rsvp] = []
    for event in befores:
        if event.takes_rsvps:
            # The job writes a reminder of the new time when it is due.
            _withdraw_all(event, MailKind.CHANGED, MailKind.REMINDER)
            notified += db.session.scalars(_reachable(event))
    return sum(
        queue_for_rsvp(rsvp, MailKind.CHANGED, str(rsvp.event.sequence), before=befores[rsvp.event])
        for rsvp in _in_lock_order(notified)
    )


def notify_cancellation(event: Event) -> None:
    """Withdraw all waiting mail about the event and queue the cancellation."""
    _withdraw_all(event)
    for rsvp in _in_lock_order(db.session.scalars(_reachable(event))):
        queue_for_rsvp(rsvp, MailKind.CANCELLED, str(event.sequence))


def withdraw(rsvp: Rsvp, *kinds: MailKind) -> None:
    """Delete mail that has not been sent yet, of these kinds or of all."""
    execute_bulk(delete_waiting(*kinds).where(OutboxMessage.rsvp_id == rsvp.id))


def unsubscribe_from_rsvp(rsvp: Rsvp) -> None:
    # Whoever queues mail about the event holds this lock.
    seats.lock(rsvp.event)
    if rsvp.unsubscribed_at is None:
        rsvp.unsubscribed_at = now()
    withdraw(rsvp)


def write_reminders() -> None:
    """Queue reminders for events whose reminder time has come. Commits."""
    for event_id in _events_to_remind_of():
        with db_writes():
            # The lock makes concurrent workers take turns, so that each reminder is queued once.
            event = db.session.get(Event, event_id, with_for_update=True)
            # It may have been moved, cancelled or removed since it was found.
            if event is None or not _is_reminder_due(event):
                continue
            occasion = str(event.day)
            for rsvp in _in_lock_order(db.session.scalars(_to_remind(event, occasion))):
                queue_for_rsvp(rsvp, MailKind.REMINDER, occasion)


def drop_late_mail() -> None:
    """Delete waiting mail that is obsolete, such as reminders of events that have begun."""
    over = select(Rsvp.id).join(Event).where(Event.ends_at <= now())
    begun = select(Rsvp.id).join(Event).where(Event.starts_at <= now())
    to_staff = OutboxMessage.staff_id.is_not(None)
    briefing = OutboxMessage.kind == MailKind.BRIEFING
    sign_in = OutboxMessage.kind == MailKind.SIGN_IN
    disabled = select(StaffMember.id).where(StaffMember.disabled_at.is_not(None))
    late = (
        (OutboxMessage.rsvp_id.in_(over) & (OutboxMessage.kind != MailKind.NEWS))
        | ((OutboxMessage.kind == MailKind.REMINDER) & OutboxMessage.rsvp_id.in_(begun))
        # The next digest counts anew.
        | (to_staff & (OutboxMessage.created_at < now() - STAFF_MAIL_KEPT))
        | (briefing & (OutboxMessage.created_at < now() - BRIEFING_KEPT))
        | (sign_in & (OutboxMessage.created_at < now() - SIGN_IN_KEPT))
        | OutboxMessage.staff_id.in_(disabled)
    )
    with db_writes():
        execute_bulk(delete_waiting().where(late))


def _in_lock_order(rsvps: Iterable[Rsvp]) -> list[Rsvp]:
    """Sort by address: queueing locks each, and two transactions must not wait for each other.

    Not in SQL, whose order of addresses depends on the database's collation.
    """
    return sorted(rsvps, key=lambda rsvp: (lock_order(rsvp.mail_address or ""), rsvp.id))


def _queue_up_to_date(rsvp: Rsvp, kind: MailKind, occasion: str) -> bool:
    if not rsvp.mail_address:
        return False
    # While this transaction waited for the event's lock, an organizer may have moved the event.
    db.session.refresh(rsvp.event)
    return queue_for_rsvp(rsvp, kind, occasion)


def delete_waiting(*kinds: MailKind) -> Delete:
    """Return the statement that deletes unsent mail, of these kinds or of all."""
    waiting = delete(OutboxMessage).where(is_waiting())
    return waiting.where(OutboxMessage.kind.in_(kinds)) if kinds else waiting


def _withdraw_all(event: Event, *kinds: MailKind) -> None:
    of_event = select(Rsvp.id).where(Rsvp.event_id == event.id)
    execute_bulk(delete_waiting(*kinds).where(OutboxMessage.rsvp_id.in_(of_event)))


def _reachable(event: Event) -> Select[Rsvp]:
    return (
        select(Rsvp)
        .join(Rsvp.contact)
        .where(
            Rsvp.event_id == event.id,
            Rsvp.status != RsvpStatus.CANCELLED,
            Rsvp.unsubscribed_at.is_(None),
            Contact.email.is_not(None),
        )
        .options(contains_eager(Rsvp.contact))
    )


def _events_to_remind_of() -> list[int]:
    soon = select(Event).where(
        Event.status == EventStatus.PUBLISHED,
        Event.starts_at > now(),
        Event.starts_at < now() + LONGEST_AHEAD,
    )
    due = [
        event.id
        for event in db.session.scalars(soon.order_by(Event.id))
        if _is_reminder_due(event) and db.session.scalar(_to_remind(event, str(event.day)).limit(1))
    ]
    db.session.rollback()
    return due


def _to_remind(event: Event, occasion: str) -> Select[Rsvp]:
    written = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.rsvp_id == Rsvp.id,
            OutboxMessage.kind == MailKind.REMINDER,
            OutboxMessage.occasion == occasion,
        )
        .exists()
    )
    return _reachable(event).where(
        Rsvp.status == RsvpStatus.COMING,
        # No reminder for an RSVP sent after the reminder time.
        Rsvp.created_at < _reminder_time(event),
        ~written,
    )


def _is_reminder_due(event: Event) -> bool:
    return event.is_published and _reminder_time(event) <= now() < event.starts_at


def _reminder_time(event: Event) -> datetime:
    day_before = event.day - timedelta(days=1)
    return datetime.combine(day_before, REMINDER_TIME, ZoneInfo(event.time_zone))
