"""The evening before an event: what awaits who will be there, by mail. Never a resident's words."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from coffeecop.db import db, db_writes, now
from coffeecop.engine.asks import LISTED
from coffeecop.mail.composing import queue_for_staff
from coffeecop.mail.outbox import is_written
from coffeecop.models import (
    Concern,
    Event,
    EventStatus,
    Language,
    MailKind,
    Matter,
    StaffMember,
    StaffNotifications,
)
from coffeecop.models.concern.conditions import in_event_stream, is_to_answer
from coffeecop.models.mail import lock_notifications, notifications_of_all
from coffeecop.parts.scheduled_mail.schedule import wants_briefing
from coffeecop.staff.events.briefing.queries import Briefing, briefing_of
from coffeecop.staff.events.briefing.said import SaidGroup
from coffeecop.staff.summaries.matters import MatterHere
from coffeecop.staff.summaries.quotes import Mention
from coffeecop.web.i18n import in_language, local_time, localized

# Local time on the day before the event; at midnight it is too late.
EVENING = time(18)
# From the evening before to the end of the day, in any zone, also when the clocks change.
LONGEST_AHEAD = timedelta(hours=31)


class EveningBriefing(NamedTuple):
    """What one person is told of an event."""

    briefing: Briefing
    to_answer: int
    matters_due: int
    # The largest groups at this event, but for those whose names are residents' words.
    said: list[SaidGroup]
    # The largest matters at this event, by the names that staff gave them.
    matters: list[MatterHere]


def write_briefings() -> None:
    """Queue the briefings of tomorrow's events, once for each person and day. Commits.

    Without a mail server none is written: they would all be sent on the day there is one.
    """
    if not current_app.config["SMTP_URL"]:
        return
    for event, settings in list(_to_brief()):
        # Before the transaction that writes: counting may take a while.
        evening = evening_briefing(event, settings.staff_member)
        with db_writes():
            _write_briefing(event, settings.staff_id, evening)
    db.session.rollback()


def _to_brief() -> Iterator[tuple[Event, StaffNotifications]]:
    soon = select(Event).where(
        Event.status == EventStatus.PUBLISHED,
        Event.starts_at > now(),
        Event.starts_at < now() + LONGEST_AHEAD,
    )
    due = [each for each in db.session.scalars(soon.order_by(Event.id)) if is_evening_before(each)]
    for event in due:
        for settings in notifications_of_all():
            if wants_briefing(settings, event) and not _is_written(settings.staff_id, event):
                yield event, settings


def is_evening_before(event: Event) -> bool:
    zone = ZoneInfo(event.time_zone)
    evening = datetime.combine(event.day - timedelta(days=1), EVENING, zone)
    return evening <= now() < datetime.combine(event.day, time(), zone)


def evening_briefing(event: Event, member: StaffMember) -> EveningBriefing:
    waiting = Concern.event_id == event.id, in_event_stream(), is_to_answer(event.agency.today)
    due = Matter.venue_id == event.venue_id, Matter.due_on <= event.day
    briefing = briefing_of(event, member)
    is_ahead = briefing.raised_at is event
    return EveningBriefing(
        briefing,
        said=[each for each in briefing.said if is_ahead and _has_own_name(each)],
        matters=[each.row for each in briefing.matters if is_ahead],
        to_answer=db.session.scalar(select(func.count(Concern.id)).where(*waiting)) or 0,
        matters_due=db.session.scalar(select(func.count(Matter.id)).where(*due)) or 0,
    )


def _has_own_name(said: SaidGroup) -> bool:
    """Return whether staff named it; else its name is what residents wrote."""
    subject = said.group.subject
    return said.group.kind != "ask" or not isinstance(subject, Mention) or subject.key in LISTED


def _write_briefing(event: Event, staff_id: int, evening: EveningBriefing) -> None:
    settings = lock_notifications(staff_id)
    # Another worker may have written it since, or the person may have chosen otherwise.
    if settings is None or not wants_briefing(settings, event) or _is_written(staff_id, event):
        return
    # Nor is it sent of an event that was moved or cancelled meanwhile.
    db.session.refresh(event)
    if not event.is_published or not is_evening_before(event):
        return
    with in_language(settings.staff_member.language or Language.ENGLISH):
        queue_for_staff(
            settings.staff_member,
            MailKind.BRIEFING,
            _occasion(event),
            template="scheduled_mail/briefing.txt",
            subject=_(
                "Tomorrow: %(title)s, %(time)s, %(venue)s",
                title=localized(event, "title"),
                time=local_time(event.starts_at, event),
                venue=event.venue.name,
            ),
            event=event,
            evening=evening,
        )


def _is_written(staff_id: int, event: Event) -> bool:
    return is_written(staff_id=staff_id, kind=MailKind.BRIEFING, occasion=_occasion(event))


def _occasion(event: Event) -> str:
    return f"{event.id} {event.day}"
