"""Repeating an event: real events, one for each date, made ahead."""

from collections.abc import Sequence

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.parts.series_of_events import series
from coffeecop.parts.series_of_events.forms import DatesForm, dates_form
from coffeecop.staff.events.blueprint import (
    NOBODY_READS,
    colleague_was_first,
    complaint_readers,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to, render, see_other

bp = Blueprint(
    "series_of_events",
    __name__,
    url_prefix="/staff/events/<int:event_id>/series",
    template_folder="templates",
)


@bp.get("")
@staff_only
def index(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: event.series)
    return _series_page(event, StaffForm())


@bp.post("/publication")
@only_for(Role.ORGANIZER)
def publish(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: event.series)
    form = StaffForm().or_show(lambda form: _series_page(event, form))
    try:
        number = series.publish_drafts(event, by=g.staff_member)
    except series.REFUSALS:
        form.form_errors.append(NOBODY_READS)
        return _series_page(event, form)
    db.session.commit()
    flash(ngettext("Published %(num)s event.", "Published %(num)s events.", number))
    return see_other("series_of_events.index", event_id=event.id)


@bp.get("/new")
@only_for(Role.ORGANIZER)
def new(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: not event.is_cancelled)
    form = dates_form(event)
    form.offer_next()
    return _form_page(form)


@bp.post("/preview")
@only_for(Role.ORGANIZER)
def preview(event_id: int) -> ResponseReturnValue:
    form = dates_form(event_or_404(event_id))
    form.validate_on_submit()
    form.offer_next()
    return _form_page(form)


@bp.post("")
@only_for(Role.ORGANIZER)
def create(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    if event.is_cancelled:
        return colleague_was_first(event)
    form = dates_form(event)
    if not form.is_complete():
        return _form_page(form)
    days, publishes = form.days.data, form.publishes.data
    try:
        copies = series.repeat_event(
            event, form.recurrence, days, publishes=publishes, by=g.staff_member
        )
    except series.REFUSALS as refusal:
        form.refuse(refusal)
        return _form_page(form)
    db.session.commit()
    return flash_to(_made_message(copies), "series_of_events.index", event_id=event.id)


def _made_message(copies: Sequence[Event]) -> str:
    if copies[0].is_draft:
        return ngettext("Created %(num)s draft.", "Created %(num)s drafts.", len(copies))
    return ngettext("Published %(num)s event.", "Published %(num)s events.", len(copies))


def _form_page(form: DatesForm) -> ResponseReturnValue:
    return render(
        "series_of_events/new.html",
        fragment="form",
        event=form.event,
        rule=series.rule_of(form.event),
        form=form,
        most_at_once=series.MOST_AT_ONCE,
        years_ahead=series.YEARS_AHEAD,
    )


def _series_page(event: Event, form: StaffForm) -> ResponseReturnValue:
    events = series.events_of_series(event)
    return render(
        "series_of_events/index.html",
        fragment="staff_content",
        event=event,
        rule=series.rule_of(event),
        events=events,
        # The next ones get its plan.
        latest=next((each for each in reversed(events) if not each.is_cancelled), None),
        drafts=[each for each in events if each.is_draft and not each.is_over],
        form=form,
        **complaint_readers(),
    )
