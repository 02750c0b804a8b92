"""When each person gets the digest, and of which events a briefing, as they or their roles say."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from coffeecop.db import now
from coffeecop.models import BriefedOn, DigestDays, Event, Role, StaffNotifications

NAME = "scheduled_mail"
# Local time.
DIGEST_TIME = time(7)
MONDAY = 0
# Who gets it on Mondays where nobody has chosen.
DIGEST_ON_MONDAY = (Role.ORGANIZER, Role.ADMIN, Role.RECORDS)


def digest_days(settings: StaffNotifications) -> DigestDays:
    if settings.digest:
        return settings.digest
    by_role = settings.staff_member.has_any(*DIGEST_ON_MONDAY)
    return DigestDays.MONDAY if by_role else DigestDays.NEVER


def briefed_on(settings: StaffNotifications) -> BriefedOn:
    return settings.briefings or (BriefedOn.OWN, BriefedOn.ALL)[settings.staff_member.is_organizer]


def choose(settings: StaffNotifications, *, digest: DigestDays, briefings: BriefedOn) -> None:
    was_due = is_digest_due(settings)
    settings.digest, settings.briefings = digest, briefings
    if is_digest_due(settings) and not was_due:
        # Today's time is over: the first one comes on another day.
        settings.digest_at = now()


def is_digest_due(settings: StaffNotifications) -> bool:
    """Return whether today's digest is to be written: once a local day, never days later."""
    due_at, days = todays_digest_at(settings), digest_days(settings)
    if days is DigestDays.NEVER or not _is_on(settings):
        return False
    if days is DigestDays.MONDAY and due_at.weekday() != MONDAY:
        return False
    if not settings.staff_member.created_at <= due_at <= now():
        return False
    last = settings.digest_at
    return last is None or last.astimezone(due_at.tzinfo).date() < due_at.date()


def todays_digest_at(settings: StaffNotifications) -> datetime:
    agency = settings.staff_member.agency
    return datetime.combine(agency.today, DIGEST_TIME, ZoneInfo(agency.time_zone))


def wants_briefing(settings: StaffNotifications, event: Event) -> bool:
    member, wanted = settings.staff_member, briefed_on(settings)
    if member.agency_id != event.agency_id or wanted is BriefedOn.NEVER or not _is_on(settings):
        return False
    return wanted is BriefedOn.ALL or any(entry.is_of(member) for entry in event.roster)


def _is_on(settings: StaffNotifications) -> bool:
    return settings.staff_member.agency.has_on(NAME)
