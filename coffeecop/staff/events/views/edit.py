"""A new event, which asks little, and the forms by which each part of one is changed."""

from dataclasses import replace
from typing import Any

from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.mail.outbox import mail_goes_out
from coffeecop.models import Event, Role
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.parts import links_of
from coffeecop.parts.links import OtherEvents
from coffeecop.staff.events.actions import (
    AlreadyCancelled,
    NobodyHandlesComplaints,
    Plan,
    SeatsTaken,
    change_event,
    plan_event,
)
from coffeecop.staff.events.forms import PARTS, PartForm, RosterForm, TimeAndPlaceForm
from coffeecop.staff.events.hours import Hours, SkippedTime
from coffeecop.staff.events.new_forms import NewEventForm, PastEventForm
from coffeecop.staff.events.queries import earlier_people, earlier_venues, latest_event
from coffeecop.staff.events.roster_form import host_named, typed_line
from coffeecop.staff.events.views.blueprint import (
    NOBODY_READS,
    bp,
    colleague_was_first,
    complaint_readers,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import full_day
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

SAVED_AT_ONCE = _l("A colleague saved at the same moment. Save again.")
NEW, EDIT = "staff/events/new.html", "staff/events/edit.html"
# What a department's first event is not asked for.
FIRST = {
    "title_en": "Coffee with a Cop",
    "title_es": "Café con un policía",
    "description_en": None,
    "description_es": None,
    "capacity": None,
    "holds_submissions": False,
}
# The form in which a cancelled event can still be changed: residents may write to it.
REVIEW = "review"


@bp.get("/new")
@only_for(Role.ORGANIZER)
def new() -> ResponseReturnValue:
    earlier = _earlier_event()
    details = {**_details(earlier), "date": None, "has_page": False} if earlier else {}
    return _new_page(_new_form(earlier, **details), earlier)


@bp.post("/new")
@only_for(Role.ORGANIZER)
def new_with_fields() -> ResponseReturnValue:
    """Show what was typed before somebody was chosen who reads concerns about an officer."""
    earlier = _earlier_event()
    form = _new_form(earlier)
    # What is typed need not be complete yet.
    form["csrf_token"].validate(form)
    return _new_page(form, earlier)


@bp.post("")
@only_for(Role.ORGANIZER)
def create() -> ResponseReturnValue:
    earlier = _earlier_event()
    form = _new_form(earlier)
    if not form.validate_on_submit():
        return _new_page(form, earlier)
    plan = Plan(**{**_filled_in(earlier), **form.values})
    try:
        event = plan_event(plan, **form.wishes, by=g.staff_member)
    except (ConcurrentSave, NobodyHandlesComplaints) as refusal:
        is_late = isinstance(refusal, ConcurrentSave)
        form.form_errors.append(SAVED_AT_ONCE if is_late else NOBODY_READS)
        return _new_page(form, earlier)
    db.session.commit()
    if event.is_draft:
        return see_other("staff_events.preview", event_id=event.id)
    flash(
        _("Published. Residents can see it now.")
        if event.is_public
        else _("Entered. It counts now. Add what people said, and what came of it.")
    )
    return see_other("staff_events.show", event_id=event.id)


@bp.get("/<int:event_id>/edit/<part>")
@only_for(Role.ORGANIZER)
def edit(event_id: int, part: str) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: part == REVIEW or not event.is_cancelled)
    form = _part_form(part, event, **_details(event), version=event.version)
    return _form_page(EDIT, form, part=part, event=event)


@bp.post("/<int:event_id>/edit/<part>")
@only_for(Role.ORGANIZER)
def update(event_id: int, part: str) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = _part_form(part, event)
    if not form.validate_on_submit():
        return _form_page(EDIT, form, part=part, event=event)
    others = {each.name: each.plans for each in _others(event)}.get(form.applies_to.data)
    plan, sequence = replace(Plan.of(event), **form.values), event.sequence
    try:
        told = change_event(event, plan, others=others, seen=form.version.data, by=g.staff_member)
    except AlreadyCancelled:
        return colleague_was_first(event)
    except (ChangedByColleague, ConcurrentSave, SeatsTaken, SkippedTime) as refusal:
        return _form_page(EDIT, _with_errors(form, event, refusal), part=part, event=event)
    db.session.commit()
    flash(_saved_words(event, told, has_moved=event.sequence != sequence))
    return see_other("staff_events.show", event_id=event.id)


def _saved_words(event: Event, told: int, *, has_moved: bool) -> str:
    if event.is_draft:
        return _("Saved.")
    words = _("Saved. Residents see the change now.")
    if not has_moved:
        return words
    if not told:
        nobody = _("Nobody gets an e-mail about it, so tell people in other ways too.")
        return f"{words} {nobody}"
    mailed = ngettext(
        "%(num)s person gets an e-mail about it.", "%(num)s people get an e-mail about it.", told
    )
    waits = _("No mail server is set up, so mail waits.")
    return f"{words} {mailed if mail_goes_out() else waits}"


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
    return {**FIRST, "roster": (host_named(g.staff_member.name),)}


def _zones(event: Event | None) -> list[str]:
    return [g.staff_member.agency.time_zone, *([event.time_zone] if event else [])]


def _new_form(earlier: Event | None, **values: object) -> NewEventForm | PastEventForm:
    zone = g.staff_member.agency.time_zone
    form_class = PastEventForm if request.args.get("past") else NewEventForm
    return form_class(time_zones=_zones(earlier), data={"time_zone": zone, **values})


def _part_form(part: str, event: Event, **values: object) -> PartForm:
    form_class: type[PartForm] = PARTS.get(part) or abort(404)
    options: dict[str, Any] = {}
    if form_class is TimeAndPlaceForm:
        options = {"time_zones": _zones(event)}
    elif form_class is RosterForm:
        options = {"here": event.roster, "before": earlier_people(event)}
    form = form_class(data=values, **options)
    form.offer(_others(event))
    return form


def _others(event: Event) -> list[OtherEvents]:
    return [each for each in links_of(event.agency, OtherEvents) if each.is_offered(event)]


def _details(event: Event) -> dict[str, Any]:
    hours = Hours.between(event.starts_at, event.ends_at, event.time_zone)
    return {
        **vars(Plan.of(event)),
        "date": event.day,
        "start_time": hours.start,
        "end_time": hours.end,
        "roster": "\n".join(typed_line(each) for each in event.roster),
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


def _new_page(form: NewEventForm | PastEventForm, earlier: Event | None) -> ResponseReturnValue:
    return _form_page(NEW, form, earlier=earlier, **complaint_readers())


def _form_page(template: str, form: StaffForm, **context: Any) -> ResponseReturnValue:
    venues = earlier_venues(g.staff_member.agency)
    return render(template, fragment="form", form=form, venues=venues, **context)
