"""Repeating an event: real events, one for each date, made ahead."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.models.keys import ConcurrentSave
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.parts.series_of_events.actions import hours_of, publish_drafts, repeat_event
from coffeecop.parts.series_of_events.forms import MoreDatesForm, SeriesForm
from coffeecop.parts.series_of_events.queries import (
    MOST_AT_ONCE,
    YEARS_AHEAD,
    events_of_series,
    next_days,
)
from coffeecop.parts.series_of_events.recurrence import Recurrence, rule_of
from coffeecop.staff.events.actions import NobodyHandlesComplaints
from coffeecop.staff.events.hours import SkippedTime
from coffeecop.staff.events.views.blueprint import (
    NOBODY_READS,
    colleague_was_first,
    complaint_readers,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import full_day
from coffeecop.web.rendering import render, see_other

bp = Blueprint(
    "series_of_events",
    __name__,
    url_prefix="/staff/events/<int:event_id>/series",
    template_folder="templates",
)
AnyDatesForm = MoreDatesForm | SeriesForm


@bp.get("")
@staff_only
def index(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: event.series)
    return _series_page(event, StaffForm())


@bp.post("/publication")
@only_for(Role.ORGANIZER)
def publish(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: event.series)
    form = StaffForm()
    if not form.validate_on_submit():
        return _series_page(event, form)
    try:
        number = publish_drafts(event, by=g.staff_member)
    except NobodyHandlesComplaints:
        form.form_errors.append(NOBODY_READS)
        return _series_page(event, form)
    db.session.commit()
    flash(ngettext("Published %(num)s event.", "Published %(num)s events.", number))
    return see_other("series_of_events.index", event_id=event.id)


@bp.get("/new")
@only_for(Role.ORGANIZER)
def new(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: not event.is_cancelled)
    form = _form(event)
    _offer(event, form)
    return _form_page(event, form)


@bp.post("/preview")
@only_for(Role.ORGANIZER)
def preview(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = _form(event)
    form.validate_on_submit()
    _offer(event, form)
    return _form_page(event, form)


@bp.post("")
@only_for(Role.ORGANIZER)
def create(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    if event.is_cancelled:
        return colleague_was_first(event)
    form = _form(event)
    if not _is_complete(event, form):
        return _form_page(event, form)
    days, publishes = form.days.data, form.publishes.data
    try:
        copies = repeat_event(event, form.recurrence, days, publishes=publishes, by=g.staff_member)
    except (SkippedTime, ConcurrentSave, NobodyHandlesComplaints) as refusal:
        return _form_page(event, _with_error(form, event, refusal))
    db.session.commit()
    flash(_made_message(copies))
    return see_other("series_of_events.index", event_id=event.id)


def _form(event: Event) -> AnyDatesForm:
    return (
        MoreDatesForm(Recurrence.parse(event.series.rule))
        if event.series
        else SeriesForm(event.day)
    )


def _offer(event: Event, form: AnyDatesForm) -> None:
    days: Sequence[date] = form.seen_days
    if not form.errors:
        limits = {"most": form.most.data, "until": form.until.data}
        days = next_days(event, form.recurrence, **limits)
    form.offer(days, hours_of(event))


def _is_complete(event: Event, form: AnyDatesForm) -> bool:
    """Return whether the form is valid, and its days are still those that the person saw."""
    form.validate_on_submit()
    seen = form.seen_days
    _offer(event, form)
    if not form.errors and form.seen_days != seen:
        form.days.errors = [_("These dates are new. Look at them, then save.")]
    elif not form.errors and not form.days.data:
        form.days.errors = [_("Leave at least one date.")]
    return not form.errors


def _with_error(form: AnyDatesForm, event: Event, refusal: Exception) -> AnyDatesForm:
    if isinstance(refusal, SkippedTime):
        day = full_day(refusal.day)
        form.days.errors = [_("On %(day)s the clocks skip this time. Leave it out.", day=day)]
    elif isinstance(refusal, ConcurrentSave):
        _offer(event, form)
        form.days.errors = [_("A colleague added dates at the same moment. Look at what is left.")]
    else:
        form.form_errors.append(NOBODY_READS)
    return form


def _made_message(copies: Sequence[Event]) -> str:
    if copies[0].is_draft:
        return ngettext("Made %(num)s draft.", "Made %(num)s drafts.", len(copies))
    return ngettext("Published %(num)s event.", "Published %(num)s events.", len(copies))


def _form_page(event: Event, form: AnyDatesForm) -> ResponseReturnValue:
    return render(
        "series_of_events/new.html",
        fragment="form",
        event=event,
        rule=rule_of(event),
        form=form,
        most_at_once=MOST_AT_ONCE,
        years_ahead=YEARS_AHEAD,
        may_publish=event.is_published and somebody_handles_complaints(event.agency_id),
    )


def _series_page(event: Event, form: StaffForm) -> ResponseReturnValue:
    events = events_of_series(event)
    return render(
        "series_of_events/index.html",
        fragment="staff_content",
        event=event,
        rule=rule_of(event),
        events=events,
        # The next ones get its plan.
        latest=next((each for each in reversed(events) if not each.is_cancelled), None),
        drafts=[each for each in events if each.is_draft and not each.is_over],
        form=form,
        **complaint_readers(),
    )
