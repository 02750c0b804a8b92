"""What we write to people who gave an e-mail address with their RSVP or their concern.

Each mail is a row in the outbox, added to the transaction that is its reason. It speaks the
language in which the RSVP or the concern was sent.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Delete, Select, delete, select
from sqlalchemy.orm import contains_eager

from coffeecop.db import db, db_writes, now
from coffeecop.mail.outbox import new_message_id
from coffeecop.mail.recipients import may_write_to, recipient_key
from coffeecop.models import (
    Concern,
    Contact,
    Event,
    EventStatus,
    MailKind,
    OutboxMessage,
    Rsvp,
    RsvpStatus,
    waitlist,
)
from coffeecop.web.calendar_files import calendar_file
from coffeecop.web.i18n import in_language, local_day, localized
from coffeecop.web.rendering import public_url
from coffeecop.web.tokens import rsvp_token, unsubscribe_token

# Late enough to wake nobody, early enough to plan the next day.
REMINDER_TIME = time(10)
# From the morning of the day before to the evening of the day, in any zone.
LONGEST_AHEAD = timedelta(hours=39)
NOT_CANCELLED = (RsvpStatus.COMING, RsvpStatus.WAITING, RsvpStatus.OFFERED)
LONGEST_SUBJECT = 200
# Between a time and its AM; some mail programs show a box for it.
NARROW_SPACE = "\u202f"
WITH_CALENDAR = {MailKind.CONFIRMATION, MailKind.CHANGED, MailKind.CANCELLED}


@dataclass(frozen=True)
class WhenAndWhere:
    """What people must know of an event to be there; kept aside while it changes."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue_name: str
    address: str

    @classmethod
    def of(cls, event: Event) -> "WhenAndWhere":
        venue = event.venue
        return cls(event.starts_at, event.ends_at, event.time_zone, venue.name, venue.address)


def confirm(rsvp: Rsvp) -> None:
    """Say that the RSVP is kept, or that the party is on the waitlist; once to each address."""
    address = _address(rsvp)
    if not address:
        return
    occasion = f"{rsvp.status} {sha256(address.encode()).hexdigest()[:20]}"
    kind = MailKind.CONFIRMATION
    if not _is_written(rsvp, kind, occasion):
        _write(rsvp, kind, occasion)


def follow_address(rsvp: Rsvp, *, before: str | None) -> None:
    """Write to a new address from now on, and no longer to the old one."""
    if (rsvp.contact.email if rsvp.contact else None) == before:
        return
    withdraw(rsvp)
    confirm(rsvp)


def notify_offer(rsvp: Rsvp) -> None:
    """Say that seats are held for the party, and until when."""
    withdraw(rsvp, MailKind.OFFER)
    if _address(rsvp) and rsvp.offer_ends_at:
        _write(rsvp, MailKind.OFFER, f"{rsvp.offer_ends_at:%Y-%m-%dT%H:%M:%S.%f}")


def notify_dropped(rsvp: Rsvp) -> None:
    """Say that a second offer has gone by, and that the party no longer waits."""
    withdraw(rsvp)
    if _address(rsvp):
        _write(rsvp, MailKind.OFFER_LAPSED, "")


def notify_waitlist(changes: waitlist.WaitlistChanges) -> None:
    """Say to each party what has become of its place in the line."""
    for rsvp in changes.dropped:
        notify_dropped(rsvp)
    for rsvp in changes.offered:
        notify_offer(rsvp)


def notify_answer(concern: Concern) -> None:
    """Say that there is an answer, to who asked for one: never what it says, or what it is about.

    A mail that still waits tells of this answer too.
    """
    waiting = select(OutboxMessage.id).where(_waits(), _is_about(concern)).limit(1)
    if concern.mail_address and db.session.scalar(waiting) is None:
        _write_answer(concern, occasion=str(concern.messages[-1].id))


def unsubscribe_from_answers(concern: Concern) -> None:
    """Never write about this concern again."""
    if concern.unsubscribed_at is None:
        concern.unsubscribed_at = now()
    # Where staff answer at this moment, their mail is written before and found here.
    db.session.flush()
    db.session.execute(_waiting().where(_is_about(concern)))


def notify_change(event: Event, was: WhenAndWhere) -> None:
    """Say what time or place the event had, and which it has now."""
    if event.takes_rsvps:
        _withdraw_all(event, MailKind.CHANGED)
        for rsvp in db.session.scalars(_reachable(event)):
            _write(rsvp, MailKind.CHANGED, str(event.sequence), was=was)


def notify_cancellation(event: Event) -> None:
    """Say that the event will not take place. Nothing else is then left to say about it."""
    if not event.is_over:
        _withdraw_all(event)
        for rsvp in db.session.scalars(_reachable(event)):
            _write(rsvp, MailKind.CANCELLED, str(event.sequence))


def withdraw(rsvp: Rsvp, *kinds: MailKind) -> None:
    """Take back what has not been sent yet."""
    db.session.execute(_waiting(*kinds).where(OutboxMessage.rsvp_id == rsvp.id))


def unsubscribe_from_rsvp(rsvp: Rsvp) -> None:
    """Never write about this RSVP again."""
    if rsvp.unsubscribed_at is None:
        rsvp.unsubscribed_at = now()
    withdraw(rsvp)


def write_reminders() -> None:
    """Remind those who come, from the morning before the event on, of events that are due."""
    for event_id in _events_to_remind_of():
        with db_writes():
            # One machine after the other, so that the second sees what the first has written.
            event = db.session.get_one(Event, event_id, with_for_update=True)
            occasion = str(event.day)
            for rsvp in db.session.scalars(_to_remind(event, occasion)):
                _write(rsvp, MailKind.REMINDER, occasion)


def drop_late_mail() -> None:
    """Take back what nobody needs any more, such as a reminder of an event that has begun."""
    over = select(Rsvp.id).join(Event).where(Event.ends_at <= now())
    begun = select(Rsvp.id).join(Event).where(Event.starts_at <= now())
    no_longer_offered = select(Rsvp.id).where(Rsvp.status != RsvpStatus.OFFERED)
    late = (
        OutboxMessage.rsvp_id.in_(over)
        | ((OutboxMessage.kind == MailKind.REMINDER) & OutboxMessage.rsvp_id.in_(begun))
        | ((OutboxMessage.kind == MailKind.OFFER) & OutboxMessage.rsvp_id.in_(no_longer_offered))
    )
    with db_writes():
        db.session.execute(_waiting().where(late))


def _waiting(*kinds: MailKind) -> Delete:
    waiting = delete(OutboxMessage).where(
        _waits(), *([OutboxMessage.kind.in_(kinds)] if kinds else [])
    )
    return waiting.execution_options(synchronize_session=False)


def _waits() -> ColumnElement[bool]:
    return OutboxMessage.sent_at.is_(None) & OutboxMessage.failed_at.is_(None)


def _is_about(concern: Concern) -> ColumnElement[bool]:
    return OutboxMessage.concern_id == concern.id


def _withdraw_all(event: Event, *kinds: MailKind) -> None:
    of_event = select(Rsvp.id).where(Rsvp.event_id == event.id)
    db.session.execute(_waiting(*kinds).where(OutboxMessage.rsvp_id.in_(of_event)))


def _address(rsvp: Rsvp) -> str | None:
    """Return where to write to, unless nobody said or somebody asked us to stop."""
    return rsvp.contact.email if rsvp.contact and rsvp.unsubscribed_at is None else None


def _reachable(event: Event) -> Select[Rsvp]:
    return (
        select(Rsvp)
        .join(Rsvp.contact)
        .where(
            Rsvp.event_id == event.id,
            Rsvp.status.in_(NOT_CANCELLED),
            Rsvp.unsubscribed_at.is_(None),
            Contact.email.is_not(None),
        )
        .options(contains_eager(Rsvp.contact))
        .order_by(Rsvp.id)
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
        if _reminder_time(event) <= now()
        and db.session.scalar(_to_remind(event, str(event.day)).limit(1))
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
        # Who has only just sent it knows.
        Rsvp.created_at < _reminder_time(event),
        ~written,
    )


def _reminder_time(event: Event) -> datetime:
    day_before = event.day - timedelta(days=1)
    return datetime.combine(day_before, REMINDER_TIME, ZoneInfo(event.time_zone))


def _is_written(rsvp: Rsvp, kind: MailKind, occasion: str) -> bool:
    same = select(OutboxMessage.id).filter_by(rsvp_id=rsvp.id, kind=kind, occasion=occasion)
    return db.session.scalar(same) is not None


def _write(rsvp: Rsvp, kind: MailKind, occasion: str, *, was: WhenAndWhere | None = None) -> None:
    address = _address(rsvp)
    if not address or not may_write_to(address):
        return
    key = recipient_key(address)
    event, token, language = rsvp.event, rsvp_token(rsvp.form_key_hash), str(rsvp.language)
    # Who follows it shows that the address is theirs.
    rsvp_page = public_url("rsvps.show", token=token, language=language, mail=key)
    stop_page = public_url("unsubscribe.new", token=token, language=language)
    with in_language(rsvp.language):
        title = localized(event, "title")
        body = render_template(
            f"mail/{kind}.txt",
            rsvp=rsvp,
            event=event,
            now_is=WhenAndWhere.of(event),
            was=was,
            rsvp_page=rsvp_page,
            stop_page=stop_page,
        )
        calendar = (
            calendar_file([event], name=title, rsvp_page=rsvp_page).decode()
            if kind in WITH_CALENDAR and not rsvp.is_waiting
            else None
        )
        subject = _subject(kind, rsvp, title)
    db.session.add(
        OutboxMessage(
            message_id=new_message_id(),
            rsvp_id=rsvp.id,
            kind=kind,
            occasion=occasion,
            recipient=address,
            recipient_key=key,
            # A line break would begin another header.
            subject=" ".join(subject.split())[:LONGEST_SUBJECT],
            body=_tidy(body),
            calendar=calendar,
            unsubscribe_url=stop_page,
        )
    )


def _write_answer(concern: Concern, *, occasion: str) -> None:
    address = concern.mail_address
    if not address or not may_write_to(address):
        return
    key = recipient_key(address)
    token, language = unsubscribe_token(concern.id), str(concern.language)
    stop_page = public_url("unsubscribe.new_for_concern", token=token, language=language)
    with in_language(concern.language):
        # Somebody may look over a shoulder: neither names the department or the event.
        subject = _("There is an answer for you")
        body = render_template(
            "mail/answer.txt",
            find_page=public_url("concerns.find", language=language, mail=key),
            stop_page=stop_page,
        )
    db.session.add(
        OutboxMessage(
            message_id=new_message_id(),
            concern_id=concern.id,
            kind=MailKind.ANSWER,
            occasion=occasion,
            recipient=address,
            recipient_key=key,
            subject=subject,
            body=_tidy(body),
            unsubscribe_url=stop_page,
        )
    )


def _tidy(body: str) -> str:
    """Leave one blank line where parts of the template left out have left several."""
    return re.sub(r"\n{3,}", "\n\n", body.replace(NARROW_SPACE, " ").strip()) + "\n"


def _subject(kind: MailKind, rsvp: Rsvp, title: str) -> str:
    """Nothing in it is about the person: it shows on a locked screen."""
    match kind:
        case MailKind.CONFIRMATION if rsvp.is_waiting:
            return _("You are on the waitlist: %(title)s", title=title)
        case MailKind.CONFIRMATION:
            return _("See you there: %(title)s", title=title)
        case MailKind.REMINDER:
            day = local_day(rsvp.event.starts_at, rsvp.event)
            return _("Reminder: %(title)s, %(day)s", title=title, day=day)
        case MailKind.CHANGED:
            return _("New time or place: %(title)s", title=title)
        case MailKind.CANCELLED:
            return _("Cancelled: %(title)s", title=title)
        case MailKind.OFFER_LAPSED:
            return _("You are off the waitlist: %(title)s", title=title)
    return _("There is room for you: %(title)s", title=title)
