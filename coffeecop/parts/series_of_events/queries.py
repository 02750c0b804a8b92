from collections.abc import Sequence
from datetime import date
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import Event, EventStatus
from coffeecop.parts.series_of_events.recurrence import Recurrence

MOST_AT_ONCE = 26
YEARS_AHEAD = 3


def next_days(event: Event, recurrence: Recurrence, *, most: int, until: date | None) -> list[date]:
    """Return the next days of the event's series, or of one that begins with it.

    After the last one that the series has, so that a day that was left out does not come back.
    """
    start = event.series_date or event.day
    today = now().astimezone(ZoneInfo(event.time_zone)).date()
    furthest = today + relativedelta(years=YEARS_AHEAD)
    end = min(until or furthest, furthest)
    days = recurrence.days_after(max(_last_day(event) or start, today), start=start)
    return list(islice(takewhile(lambda day: day <= end, days), min(most, MOST_AT_ONCE)))


def events_of_series(event: Event) -> Sequence[Event]:
    return db.session.scalars(_of_series(event).options(joinedload(Event.venue))).all()


def following(event: Event) -> Sequence[Event]:
    """Return later events of the series that can still change; their rows are locked."""
    later = _of_series(event).where(
        Event.series_date > event.series_date,
        Event.status != EventStatus.CANCELLED,
        Event.ends_at > now(),
    )
    with_plan = later.options(joinedload(Event.venue), selectinload(Event.roster))
    return db.session.scalars(with_plan.with_for_update(of=Event)).all()


def drafts_ahead(event: Event) -> Sequence[Event]:
    """Return drafts of the series that are not over; their rows are locked."""
    drafts = _of_series(event).where(Event.status == EventStatus.DRAFT, Event.ends_at > now())
    return db.session.scalars(drafts.with_for_update()).all()


def _of_series(event: Event) -> Select[Event]:
    # Without a series the first condition alone would match all events that have none.
    mine = select(Event).where(Event.series_id == event.series_id, Event.series_id.is_not(None))
    # In one order, so that two that lock some of them do not wait for each other.
    return mine.order_by(Event.series_date)


def _last_day(event: Event) -> date | None:
    if event.series_id is None:
        return None
    last = select(func.max(Event.series_date)).where(Event.series_id == event.series_id)
    return db.session.scalar(last)
