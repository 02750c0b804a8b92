"""A new event, which asks little, and the forms by which each part of one is changed."""

from typing import Any

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.staff.events.actions import AlreadyCancelled
from coffeecop.staff.events.blueprint import (
    bp,
    colleague_was_first,
    complaint_readers,
    done,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.events.planning import (
    change,
    earlier_event,
    new_form,
    part_form,
    plan,
    saved_words,
)
from coffeecop.staff.events.queries import earlier_venues
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.rendering import render, see_other

NEW, EDIT = "staff/events/new.html", "staff/events/edit.html"
# The form in which a cancelled event can still be changed: residents may write to it.
REVIEW = "review"


@bp.get("/new")
@only_for(Role.ORGANIZER)
def new() -> ResponseReturnValue:
    earlier = earlier_event()
    return _page(NEW, form=new_form(earlier, is_filled_in=True), earlier=earlier)


@bp.post("/new")
@only_for(Role.ORGANIZER)
def new_with_fields() -> ResponseReturnValue:
    """Show what was typed before somebody was chosen who reads concerns about an officer."""
    earlier = earlier_event()
    form = new_form(earlier)
    # What is typed need not be complete yet.
    form["csrf_token"].validate(form)
    return _page(NEW, form=form, earlier=earlier)


@bp.post("")
@only_for(Role.ORGANIZER)
def create() -> ResponseReturnValue:
    earlier = earlier_event()
    form = new_form(earlier)
    event = plan(form, earlier, by=g.staff_member) if form.validate_on_submit() else None
    if event is None:
        return _page(NEW, form=form, earlier=earlier)
    db.session.commit()
    if event.is_draft:
        return see_other("staff_events.preview", event_id=event.id)
    if event.is_public:
        return done(event, _("Published. Residents can see it now."))
    return done(event, _("Entered. It counts now. Add what people said, and what came of it."))


@bp.get("/<int:event_id>/edit/<part>")
@only_for(Role.ORGANIZER)
def edit(event_id: int, part: str) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: part == REVIEW or not event.is_cancelled)
    return _page(EDIT, form=part_form(part, event, is_filled_in=True), part=part, event=event)


@bp.post("/<int:event_id>/edit/<part>")
@only_for(Role.ORGANIZER)
def update(event_id: int, part: str) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form, sequence = part_form(part, event), event.sequence
    form.or_show(lambda form: _page(EDIT, form=form, part=part, event=event))
    try:
        notified = change(form, event, by=g.staff_member)
    except AlreadyCancelled:
        return colleague_was_first(event)
    if notified is None:
        return _page(EDIT, form=form, part=part, event=event)
    db.session.commit()
    return done(event, saved_words(event, notified, has_moved=event.sequence != sequence))


def _page(template: str, **context: Any) -> ResponseReturnValue:
    readers = complaint_readers() if template == NEW else {}
    venues = earlier_venues(g.staff_member.agency)
    return render(template, fragment="form", venues=venues, **readers, **context)
