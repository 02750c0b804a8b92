"""Creating and editing events."""

from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.staff.events.actions import (
    AlreadyCancelled,
    Officer,
    Plan,
    SeatsTaken,
    change_event,
    plan_event,
)
from coffeecop.staff.events.forms import ALL_THAT_FOLLOW, EventForm
from coffeecop.staff.events.hours import SkippedTime
from coffeecop.staff.events.queries import earlier_roster_names, earlier_venues
from coffeecop.staff.events.roster_form import roster_row
from coffeecop.staff.events.series.actions import change_with_following
from coffeecop.staff.events.views.blueprint import (
    bp,
    colleague_was_first,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.i18n import full_day
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

SAVED_AT_ONCE = _l("A colleague saved at the same moment. Save again.")


@bp.get("/new")
@only_for(Role.ORGANIZER)
def new() -> ResponseReturnValue:
    earlier = _duplicated_event()
    if earlier is None:
        return _form_page(_form(time_zone=g.staff_member.agency.time_zone))
    return _form_page(_form(earlier, **{**_details(earlier), "date": None}), earlier=earlier)


@bp.post("")
@only_for(Role.ORGANIZER)
def create() -> ResponseReturnValue:
    earlier = _duplicated_event()
    form = _form(earlier)
    if not form.validate_on_submit():
        return _form_page(form, earlier=earlier)
    try:
        event = plan_event(_plan(form), by=g.staff_member)
    except ConcurrentSave:
        form.form_errors.append(SAVED_AT_ONCE)
        return _form_page(form, earlier=earlier)
    event.holds_submissions = earlier is not None and earlier.holds_submissions
    db.session.commit()
    return see_other("staff_events.preview", event_id=event.id)


@bp.get("/<int:event_id>/edit")
@only_for(Role.ORGANIZER)
def edit(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: not event.is_cancelled)
    form = _form(event, **_details(event), version=event.version)
    return _form_page(form, event)


@bp.post("/<int:event_id>")
@only_for(Role.ORGANIZER)
def update(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = _form(event)
    if not form.validate_on_submit():
        return _form_page(form, event)
    follows = form.applies_to.data == ALL_THAT_FOLLOW
    change = change_with_following if follows else change_event
    try:
        change(event, _plan(form), seen=form.version.data, by=g.staff_member)
    except AlreadyCancelled:
        return colleague_was_first(event)
    except (ChangedByColleague, ConcurrentSave, SeatsTaken, SkippedTime) as refusal:
        return _form_page(_with_errors(form, event, refusal), event)
    db.session.commit()
    if event.is_draft:
        return see_other("staff_events.preview", event_id=event.id)
    flash(_("Saved. Residents see the change now."))
    return see_other("staff_events.plan", event_id=event.id)


def _duplicated_event() -> Event | None:
    earlier_id = parse_id(request.args.get("from", ""))
    return None if earlier_id is None else event_or_404(earlier_id)


def _form(event: Event | None = None, **values: object) -> EventForm:
    zones = [g.staff_member.agency.time_zone, *([event.time_zone] if event else [])]
    return EventForm(time_zones=zones, data=values)


def _details(event: Event) -> dict[str, Any]:
    zone = ZoneInfo(event.time_zone)
    starts_at, ends_at = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return {
        **vars(Plan.of(event)),
        "date": starts_at.date(),
        "start_time": starts_at.time(),
        "end_time": ends_at.time(),
        # The host is the first entry of the roster.
        "host": "0" if event.host else "",
        "roster": [roster_row(entry) for entry in event.roster],
    }


def _plan(form: EventForm) -> Plan:
    officers = [
        Officer(
            name=row["name"],
            role=row["role"],
            is_host=form.host.data == str(place),
            languages=frozenset([*row["languages"], *row["other_languages"]]),
        )
        for place, row in enumerate(form.roster.data)
        if row["name"]
    ]
    typed = {field.name: form[field.name].data for field in fields(Plan) if field.name in form}
    times = {"starts_at": form.starts_at, "ends_at": form.ends_at}
    return Plan(**{**typed, **times, "roster": tuple(officers)})


def _with_errors(form: EventForm, event: Event, refusal: Exception) -> EventForm:
    if isinstance(refusal, SeatsTaken):
        form.capacity.errors = (_seats_taken_message(event, refusal.event),)
    elif isinstance(refusal, SkippedTime):
        day = full_day(refusal.day)
        form.start_time.errors = [_("On %(day)s the clocks skip one of these times.", day=day)]
    elif isinstance(refusal, ConcurrentSave):
        form.form_errors.append(SAVED_AT_ONCE)
    else:
        form.add_conflict(event)
    return form


def _seats_taken_message(event: Event, full: Event) -> str:
    taken = full.seats_taken
    if full is event:
        return _("%(taken)s seats are already taken. Write that number or more.", taken=taken)
    return _(
        "On %(day)s %(taken)s seats are already taken, so nothing is saved. "
        "Write that number or more, or change only this event.",
        day=full_day(full.day),
        taken=taken,
    )


def _form_page(
    form: EventForm, event: Event | None = None, *, earlier: Event | None = None
) -> ResponseReturnValue:
    return render(
        "staff/events/edit.html" if event else "staff/events/new.html",
        fragment="form",
        event=event,
        earlier=earlier,
        form=form,
        venues=earlier_venues(g.staff_member.agency),
        roster_names=earlier_roster_names(g.staff_member.agency),
    )
