"""A new event, which asks little, and the forms by which each part of one is changed."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db
from coffeecop.models import Event, Language, Role
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.staff.events.actions import (
    AlreadyCancelled,
    NobodyHandlesComplaints,
    Plan,
    SeatsTaken,
    change_event,
    plan_event,
)
from coffeecop.staff.events.forms import (
    ALL_THAT_FOLLOW,
    PARTS,
    NewEventForm,
    PartForm,
    TimeAndPlaceForm,
)
from coffeecop.staff.events.hours import SkippedTime
from coffeecop.staff.events.queries import earlier_roster_names, earlier_venues, latest_event
from coffeecop.staff.events.roster_form import roster_row
from coffeecop.staff.events.series.actions import change_with_following
from coffeecop.staff.events.views.blueprint import (
    NOBODY_READS,
    bp,
    colleague_was_first,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.i18n import full_day, in_language
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

SAVED_AT_ONCE = _l("A colleague saved at the same moment. Save again.")
# The form in which a cancelled event can still be changed: residents may write to it.
REVIEW = "review"


@bp.get("/new")
@only_for(Role.ORGANIZER)
def new() -> ResponseReturnValue:
    earlier = _earlier_event()
    details = {**_details(earlier), "date": None} if earlier else {}
    return _new_page(_new_form(earlier, **details), earlier)


@bp.post("")
@only_for(Role.ORGANIZER)
def create() -> ResponseReturnValue:
    earlier = _earlier_event()
    form = _new_form(earlier)
    if not form.validate_on_submit():
        return _new_page(form, earlier)
    publishes = form.publishes.data
    plan = Plan(**{**_filled_in(earlier), **form.values})
    try:
        event = plan_event(plan, publishes=publishes, by=g.staff_member)
    except (ConcurrentSave, NobodyHandlesComplaints) as refusal:
        is_late = isinstance(refusal, ConcurrentSave)
        form.form_errors.append(SAVED_AT_ONCE if is_late else NOBODY_READS)
        return _new_page(form, earlier)
    db.session.commit()
    if not publishes:
        return see_other("staff_events.preview", event_id=event.id)
    flash(_("Published. Residents can see it now."))
    return see_other("staff_events.show", event_id=event.id)


@bp.get("/<int:event_id>/edit/<part>")
@only_for(Role.ORGANIZER)
def edit(event_id: int, part: str) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: part == REVIEW or not event.is_cancelled)
    form = _part_form(part, event, **_details(event), version=event.version)
    return _part_page(part, form, event)


@bp.post("/<int:event_id>/edit/<part>")
@only_for(Role.ORGANIZER)
def update(event_id: int, part: str) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = _part_form(part, event)
    if not form.validate_on_submit():
        return _part_page(part, form, event)
    follows = form.applies_to.data == ALL_THAT_FOLLOW
    change = change_with_following if follows else change_event
    plan = replace(Plan.of(event), **form.values)
    try:
        change(event, plan, seen=form.version.data, by=g.staff_member)
    except AlreadyCancelled:
        return colleague_was_first(event)
    except (ChangedByColleague, ConcurrentSave, SeatsTaken, SkippedTime) as refusal:
        return _part_page(part, _with_errors(form, event, refusal), event)
    db.session.commit()
    flash(_("Saved.") if event.is_draft else _("Saved. Residents see the change now."))
    return see_other("staff_events.show", event_id=event.id)


def _earlier_event() -> Event | None:
    """Return the event after which a new one is made: the named one, or the last."""
    earlier_id = parse_id(request.args.get("from", ""))
    if earlier_id is None:
        return latest_event(g.staff_member.agency)
    return event_or_404(earlier_id)


def _filled_in(earlier: Event | None) -> dict[str, Any]:
    """Return the fields of a plan that a new event need not be asked for."""
    if earlier:
        return vars(Plan.of(earlier))
    titles = {}
    for language in Language:
        with in_language(language):
            titles[f"title_{language.value}"] = _("Coffee with a Cop")
    empty = {"description_en": None, "description_es": None, "capacity": None, "roster": ()}
    return {**titles, **empty, "holds_submissions": False}


def _zones(event: Event | None) -> list[str]:
    return [g.staff_member.agency.time_zone, *([event.time_zone] if event else [])]


def _new_form(earlier: Event | None, **values: object) -> NewEventForm:
    zone = g.staff_member.agency.time_zone
    return NewEventForm(time_zones=_zones(earlier), data={"time_zone": zone, **values})


def _part_form(part: str, event: Event, **values: object) -> PartForm:
    form_class = PARTS.get(part) or abort(404)
    if form_class is TimeAndPlaceForm:
        return TimeAndPlaceForm(time_zones=_zones(event), data=values)
    return form_class(data=values)


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


def _with_errors(form: PartForm, event: Event, refusal: Exception) -> PartForm:
    if isinstance(refusal, SeatsTaken):
        form["capacity"].errors = (_seats_taken_message(event, refusal.event),)
    elif isinstance(refusal, SkippedTime):
        day = full_day(refusal.day)
        form["start_time"].errors = [_("On %(day)s the clocks skip one of these times.", day=day)]
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


def _new_page(form: NewEventForm, earlier: Event | None) -> ResponseReturnValue:
    return render(
        "staff/events/new.html",
        fragment="form",
        form=form,
        earlier=earlier,
        venues=earlier_venues(g.staff_member.agency),
    )


def _part_page(part: str, form: PartForm, event: Event) -> ResponseReturnValue:
    return render(
        "staff/events/edit.html",
        fragment="form",
        part=part,
        form=form,
        event=event,
        venues=earlier_venues(g.staff_member.agency) if part == "when-and-where" else [],
        roster_names=earlier_roster_names(g.staff_member.agency) if part == "roster" else [],
    )
