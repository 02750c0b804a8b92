"""Creating and editing events, and what the department did about their concerns."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.models.conflicts import ChangedByColleague, ConcurrentSave
from coffeecop.staff.auth import only_for
from coffeecop.staff.events.actions import (
    AlreadyCancelled,
    Officer,
    Plan,
    SeatsTaken,
    WeDid,
    change_event,
    change_we_did,
    plan_event,
)
from coffeecop.staff.events.forms import EventForm, WeDidForm
from coffeecop.staff.events.queries import earlier_roster_names, earlier_venues
from coffeecop.staff.events.roster_form import roster_row
from coffeecop.staff.events.views.blueprint import bp, colleague_was_first, event_or_404
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("/new")
@only_for(Role.ORGANIZER)
def new() -> ResponseReturnValue:
    earlier_id = parse_id(request.args.get("from", ""))
    if earlier_id is None:
        return _form_page(_form(time_zone=g.staff_member.agency.time_zone))
    earlier = event_or_404(earlier_id)
    return _form_page(_form(earlier, **{**_details(earlier), "date": None}))


@bp.post("")
@only_for(Role.ORGANIZER)
def create() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit():
        return _form_page(form)
    try:
        event = plan_event(_plan(form), by=g.staff_member)
    except ConcurrentSave:
        form.form_errors.append(_concurrent_save_message())
        return _form_page(form)
    db.session.commit()
    return see_other("staff_events.preview", event_id=event.id)


@bp.get("/<int:event_id>/edit")
@only_for(Role.ORGANIZER)
def edit(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    if event.is_cancelled:
        return see_other("staff_events.plan", event_id=event.id)
    form = _form(event, **_details(event), seen=Plan.of(event).fingerprint)
    return _form_page(form, event)


@bp.post("/<int:event_id>")
@only_for(Role.ORGANIZER)
def update(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = _form(event)
    if not form.validate_on_submit():
        return _form_page(form, event)
    try:
        change_event(event, _plan(form), seen=form.seen.data, by=g.staff_member)
    except AlreadyCancelled:
        return colleague_was_first(event)
    except (ChangedByColleague, ConcurrentSave, SeatsTaken) as refusal:
        return _form_page(_with_errors(form, event, refusal), event)
    db.session.commit()
    if event.is_draft:
        return see_other("staff_events.preview", event_id=event.id)
    flash(_("Saved. Residents see the change now."))
    return see_other("staff_events.plan", event_id=event.id)


@bp.get("/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def edit_we_did(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = WeDidForm(formdata=None, obj=event, seen=WeDid.of(event).fingerprint)
    return _show_we_did(event, form)


@bp.post("/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def save_we_did(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = WeDidForm()
    if not form.validate_on_submit():
        return _show_we_did(event, form)
    we_did = WeDid(form.we_did_en.data, form.we_did_es.data)
    try:
        change_we_did(event, we_did, seen=form.seen.data, by=g.staff_member)
    except ChangedByColleague:
        form.seen.data = WeDid.of(event).fingerprint
        form.form_errors.append(_changed_by_colleague_message())
        return _show_we_did(event, form)
    db.session.commit()
    flash(_("Saved. Residents see it on the page of the event once it is over."))
    return see_other("staff_events.show", event_id=event.id)


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
    return Plan(
        title_en=form.title_en.data,
        title_es=form.title_es.data,
        description_en=form.description_en.data,
        description_es=form.description_es.data,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        time_zone=form.time_zone.data,
        venue_name=form.venue_name.data,
        street=form.street.data,
        city=form.city.data,
        capacity=form.capacity.data,
        roster=tuple(officers),
    )


def _with_errors(form: EventForm, event: Event, refusal: Exception) -> EventForm:
    if isinstance(refusal, SeatsTaken):
        taken = event.seats_taken
        form.capacity.errors = (
            _("%(taken)s seats are already taken. Write that number or more.", taken=taken),
        )
    elif isinstance(refusal, ConcurrentSave):
        form.form_errors.append(_concurrent_save_message())
    else:
        form.seen.data = Plan.of(event).fingerprint
        form.form_errors.append(_changed_by_colleague_message())
    return form


def _changed_by_colleague_message() -> str:
    return _(
        "A colleague changed this event while you were writing. "
        "If you save again, your version replaces theirs."
    )


def _concurrent_save_message() -> str:
    return _("A colleague saved at the same moment. Save again.")


def _form_page(form: EventForm, event: Event | None = None) -> ResponseReturnValue:
    return render(
        "staff/events/edit.html" if event else "staff/events/new.html",
        fragment="form",
        event=event,
        form=form,
        venues=earlier_venues(g.staff_member.agency),
        roster_names=earlier_roster_names(g.staff_member.agency),
    )


def _show_we_did(event: Event, form: WeDidForm) -> ResponseReturnValue:
    return render("staff/events/we_did.html", fragment="form", event=event, form=form)
