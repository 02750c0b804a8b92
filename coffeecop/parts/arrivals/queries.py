from datetime import datetime, timedelta

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import Arrival, Event, Language, StaffMember
from coffeecop.web.rendering import public_url
from coffeecop.web.tokens import door_code

# From when they set up until the last guest has left.
OFFICERS_COUNT_BEFORE = timedelta(hours=1)
OFFICERS_COUNT_AFTER = timedelta(hours=2)


def officers_can_count(event: Event) -> bool:
    """Return whether people are counted one by one; later staff say about how many came."""
    ends_at = event.ends_at + OFFICERS_COUNT_AFTER
    return event.is_published and officers_count_from(event) <= now() < ends_at


def officers_count_from(event: Event) -> datetime:
    return event.starts_at - OFFICERS_COUNT_BEFORE


def last_tap(event: Event, member: StaffMember) -> Arrival | None:
    own = select(Arrival).where(Arrival.event_id == event.id, Arrival.staff_id == member.id)
    return db.session.scalar(own.order_by(Arrival.id.desc()).limit(1))


def door_url(event: Event, language: Language) -> str:
    """Return what the code at the door holds."""
    return public_url("arrivals.new", slug=event.slug, language=language, door=door_code(event))
