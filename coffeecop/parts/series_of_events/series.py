"""Events of a series: which there are, making more, and changing those that follow."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import Event, EventSeries, EventStatus, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.keys import ConcurrentSave
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.parts.links import Labelled, TextLine
from coffeecop.parts.series_of_events.recurrence import Recurrence, rule_label
from coffeecop.staff.events.actions import (
    NobodyHandlesComplaints,
    Plan,
    plan_event,
    publish_event,
    translated_integrity_errors,
)
from coffeecop.staff.events.hours import SkippedTime, to_utc
from coffeecop.staff.events.queries import EventRow

MOST_AT_ONCE = 26
YEARS_AHEAD = 3
REFUSALS = (SkippedTime, ConcurrentSave, NobodyHandlesComplaints)
PLACE_FIELDS = ("venue_name", "street", "city")
TIME_FIELDS = ("starts_at", "ends_at", "time_zone")


class SeriesAction(Labelled):
    SERIES_MADE = "series_made", _l("%(who)s made a series of %(what)s")


@dataclass(frozen=True)
class Hours:
    """The hours of an event on local clocks, which stay the same when the clocks change."""

    start: time
    end: time
    # How many days later it ends.
    nights: int
    time_zone: str

    @classmethod
    def between(cls, starts_at: datetime, ends_at: datetime, time_zone: str) -> "Hours":
        zone = ZoneInfo(time_zone)
        start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
        return cls(start.time(), end.time(), (end.date() - start.date()).days, time_zone)

    @property
    def clocks(self) -> tuple[time, time, int]:
        return self.start, self.end, self.nights

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Return start and end on this day, in UTC. Raises SkippedTime."""
        last_day = day + timedelta(days=self.nights)
        return (to_utc(day, self.start, self.time_zone), to_utc(last_day, self.end, self.time_zone))

    def exist_on(self, day: date) -> bool:
        try:
            self.on(day)
        except SkippedTime:
            return False
        return True


def rule_of(event: Event) -> str:
    """Return the rule of an event's series in words; "" if it has none."""
    return rule_label(event.series.rule) if event.series else ""


def repeat_event(
    event: Event, recurrence: Recurrence, days: Sequence[date], *, publishes: bool, by: StaffMember
) -> list[Event]:
    """Make an event like this one on each day; this one joins their series.

    Raises SkippedTime, ConcurrentSave, NobodyHandlesComplaints.
    """
    times = {day: hours_of(event).on(day) for day in days}
    publishes = publishes and event.is_published
    if publishes and not somebody_handles_complaints(event.agency_id):
        raise NobodyHandlesComplaints
    if event.series is None:
        event.series = EventSeries(agency_id=event.agency_id, rule=recurrence.rule)
        event.series_date = event.day
    copies = [_copy(event, day, *span, by=by) for day, span in times.items()]
    if publishes:
        for copy in copies:
            publish_event(copy, by=by)
    detail = {"rule": event.series.rule, "events": len(copies)}
    record(SeriesAction.SERIES_MADE, by=by, subject=event, detail=detail)
    return copies


def plans_of_following(event: Event, plan: Plan) -> dict[Event, Plan]:
    """Return the plans of those that follow, each on its own day. Raises SkippedTime."""
    before = Plan.of(event)
    return {each: _like(plan, before, each) for each in following(event)}


def publish_drafts(event: Event, *, by: StaffMember) -> int:
    """Publish the drafts of the series that are not over. Raises NobodyHandlesComplaints."""
    ahead = _of_series(event).where(Event.status == EventStatus.DRAFT, Event.ends_at > now())
    drafts = db.session.scalars(ahead.with_for_update()).all()
    for draft in drafts:
        publish_event(draft, by=by)
    return len(drafts)


def hours_of(event: Event | Plan) -> Hours:
    return Hours.between(event.starts_at, event.ends_at, event.time_zone)


def _copy(
    event: Event, day: date, starts_at: datetime, ends_at: datetime, *, by: StaffMember
) -> Event:
    plan = replace(Plan.of(event), starts_at=starts_at, ends_at=ends_at)
    copy = plan_event(plan, by=by)
    with translated_integrity_errors(copy):
        copy.series, copy.series_date = event.series, day
        db.session.flush()
    return copy


def _like(plan: Plan, before: Plan, later: Event) -> Plan:
    """Return the plan of a later event with what changed between the other two; its day stays."""
    own = Plan.of(later)
    changed = set(plan.differences(before)).difference(TIME_FIELDS)
    if changed.intersection(PLACE_FIELDS):
        changed.update(PLACE_FIELDS)
    values = {name: getattr(plan, name) for name in changed}
    hours = _changed_hours(hours_of(plan), hours_of(before), hours_of(later))
    if hours != hours_of(later):
        values["starts_at"], values["ends_at"] = hours.on(later.day)
        values["time_zone"] = hours.time_zone
    return replace(own, **values)


def _changed_hours(new: Hours, old: Hours, own: Hours) -> Hours:
    clocks = own if new.clocks == old.clocks else new
    zone = own if new.time_zone == old.time_zone else new
    return replace(clocks, time_zone=zone.time_zone)


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


LISTED_OF_A_SERIES = 3


def arranged(rows: list[EventRow], are_ahead: bool) -> list[EventRow]:
    """Return the rows with their rules; of each series that is ahead only the next ones."""
    of_series: dict[int, list[int]] = defaultdict(list)
    for event, *_other in rows:
        if event.series_id is not None and are_ahead:
            of_series[event.series_id].append(event.id)
    left_out = {each for ids in of_series.values() for each in ids[LISTED_OF_A_SERIES:]}
    later = {
        ids[LISTED_OF_A_SERIES - 1]: len(ids) - LISTED_OF_A_SERIES
        for ids in of_series.values()
        if len(ids) > LISTED_OF_A_SERIES
    }
    shown = [row for row in rows if row.event.id not in left_out]
    return [_with_rule(row, later.get(row.event.id, 0)) for row in shown]


def _with_rule(row: EventRow, later: int) -> EventRow:
    rule = rule_of(row.event)
    if not rule:
        return row
    note = TextLine("repeat", rule)
    if not later:
        return row._replace(note=note)
    words = ngettext(
        "%(num)s more date: %(rule)s", "%(num)s more dates: %(rule)s", later, rule=rule
    )
    url = url_for("series_of_events.index", event_id=row.event.id)
    return row._replace(note=note, more=TextLine("repeat", words, url))
