"""The forms of an event: filled in as it is, or as an earlier one was, and what they save."""

from dataclasses import replace
from typing import Any

from flask import abort, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.mail.outbox import mail_goes_out
from coffeecop.models import Event, StaffMember
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.parts import links_of
from coffeecop.parts.links import OtherEvents
from coffeecop.staff.events.actions import (
    NobodyHandlesComplaints,
    Plan,
    SeatsTaken,
    change_event,
    plan_event,
)
from coffeecop.staff.events.blueprint import NOBODY_READS, event_or_404
from coffeecop.staff.events.forms import (
    PARTS,
    NewEventForm,
    PartForm,
    PastEventForm,
    RosterForm,
    TimeAndPlaceForm,
)
from coffeecop.staff.events.hours import SkippedTime
from coffeecop.staff.events.queries import earlier_people, latest_event
from coffeecop.staff.events.roster_form import host_named, typed_line
from coffeecop.web.i18n import full_day, local
from coffeecop.web.security import parse_id

NewForm = NewEventForm | PastEventForm
SAVED_AT_ONCE = _l("A colleague saved at the same moment. Save again.")


def earlier_event() -> Event | None:
    """Return the event after which a new one is made: the named one, or the last."""
    earlier_id = parse_id(request.args.get("from", ""))
    if earlier_id is None:
        return latest_event(g.staff_member.agency)
    return event_or_404(earlier_id)


def new_form(earlier: Event | None, *, is_filled_in: bool = False) -> NewForm:
    """Return the form of a new event, as it was sent, or filled in with what an earlier one had."""
    form_class = PastEventForm if request.args.get("past") else NewEventForm
    values = {"time_zone": g.staff_member.agency.time_zone}
    if earlier and is_filled_in:
        values |= {**_details(earlier), "date": None, "has_page": False}
    return form_class(time_zones=_zones(earlier), data=values)


def plan(form: NewForm, earlier: Event | None, *, by: StaffMember) -> Event | None:
    """Return the new event; None if the form says why there is none."""
    try:
        return plan_event(Plan(**{**_filled_in(earlier), **form.values}), **form.wishes, by=by)
    except (ConcurrentSave, NobodyHandlesComplaints) as refusal:
        is_late = isinstance(refusal, ConcurrentSave)
        form.form_errors.append(SAVED_AT_ONCE if is_late else NOBODY_READS)
        return None


def part_form(part: str, event: Event, *, is_filled_in: bool = False) -> PartForm:
    form_class: type[PartForm] = PARTS.get(part) or abort(404)
    options: dict[str, Any] = {}
    if form_class is TimeAndPlaceForm:
        options = {"time_zones": _zones(event)}
    elif form_class is RosterForm:
        options = {"here": event.roster, "before": earlier_people(event)}
    values = {**_details(event), "version": event.version} if is_filled_in else {}
    form = form_class(data=values, **options)
    form.offer(_others(event))
    return form


def change(form: PartForm, event: Event, *, by: StaffMember) -> int | None:
    """Return how many get a mail about the change; None if the form says why there is none.

    Raises AlreadyCancelled.
    """
    others = {each.name: each.plans for each in _others(event)}.get(form.applies_to.data)
    changed = replace(Plan.of(event), **form.values)
    try:
        return change_event(event, changed, others=others, seen=form.version.data, by=by)
    except (ChangedByColleague, ConcurrentSave, SeatsTaken, SkippedTime) as refusal:
        _add_error(form, event, refusal)
        return None


def saved_words(event: Event, number: int, *, has_moved: bool) -> str:
    if event.is_draft:
        return _("Saved.")
    words = _("Saved. Residents see the change now.")
    if not has_moved:
        return words
    if not number:
        nobody = _("Nobody gets an e-mail about it, so tell people in other ways too.")
        return f"{words} {nobody}"
    mailed = ngettext(
        "%(num)s person gets an e-mail about it.", "%(num)s people get an e-mail about it.", number
    )
    waits = _("No mail server is set up, so mail waits.")
    return f"{words} {mailed if mail_goes_out() else waits}"


def _filled_in(earlier: Event | None) -> dict[str, Any]:
    """Return the fields of a plan that a new event need not be asked for."""
    if earlier:
        return vars(Plan.of(earlier))
    return {"roster": (host_named(g.staff_member.name),)}


def _zones(event: Event | None) -> list[str]:
    return [g.staff_member.agency.time_zone, *([event.time_zone] if event else [])]


def _others(event: Event) -> list[OtherEvents]:
    return [each for each in links_of(event.agency, OtherEvents) if each.is_offered(event)]


def _details(event: Event) -> dict[str, Any]:
    return {
        **vars(Plan.of(event)),
        "date": event.day,
        "start_time": local(event.starts_at, event).time(),
        "end_time": local(event.ends_at, event).time(),
        "roster": "\n".join(typed_line(each) for each in event.roster),
    }


def _add_error(form: PartForm, event: Event, refusal: Exception) -> None:
    if isinstance(refusal, SeatsTaken):
        form["capacity"].errors = (_seats_taken_message(event, refusal.event),)
    elif isinstance(refusal, SkippedTime):
        day = full_day(refusal.day)
        form["start_time"].errors = [_("On %(day)s the clocks skip one of these times.", day=day)]
    elif isinstance(refusal, ConcurrentSave):
        form.form_errors.append(SAVED_AT_ONCE)
    else:
        form.add_conflict(event)


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
