import enum
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from coffeecop.db import db
from coffeecop.models import Event, EventSeries, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.parts.series_of_events.queries import drafts_ahead, following
from coffeecop.parts.series_of_events.recurrence import Recurrence
from coffeecop.staff.events.actions import (
    NobodyHandlesComplaints,
    Plan,
    plan_event,
    publish_event,
    translated_integrity_errors,
)
from coffeecop.staff.events.hours import Hours

PLACE_FIELDS = ("venue_name", "street", "city")
TIME_FIELDS = ("starts_at", "ends_at", "time_zone")


class SeriesAction(enum.StrEnum):
    SERIES_MADE = "series_made"


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
    """Publish the drafts of the series. Raises NobodyHandlesComplaints."""
    drafts = drafts_ahead(event)
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
