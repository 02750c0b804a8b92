"""Counting who comes: taps at the door, and about how many came."""

from typing import Any

from flask import Blueprint, Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Event, Language
from coffeecop.parts.arrivals import counting
from coffeecop.parts.arrivals.forms import HeadsForm, TapForm, UndoCountForm
from coffeecop.staff.events.blueprint import event_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render, render_in, see_other

bp = Blueprint("staff_arrivals", "coffeecop.parts.arrivals", url_prefix="/staff/events")


@bp.get("/<int:event_id>/arrivals")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    """Show the count, to the script that asks for it again every few seconds as a fragment."""
    response = _page(event_or_404(event_id), fragment="count")
    # Weak, because compression changes a strong one.
    response.add_etag(weak=True)
    return response.make_conditional(request)


@bp.post("/<int:event_id>/arrivals")
@staff_only
def count(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = TapForm().or_show(lambda form: _page(event, tap_form=form))
    try:
        counting.count_arrival(event, people=form.people.data, key=form.key.data, by=g.staff_member)
    except counting.NotCounting:
        return _not_counting(event)
    db.session.commit()
    return see_other("staff_arrivals.show", event_id=event_id)


@bp.post("/<int:event_id>/arrivals/undo")
@staff_only
def undo(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = UndoCountForm().or_show(lambda form: _page(event, undo_form=form))
    try:
        counting.undo_arrival(event, form.arrival_id.data, by=g.staff_member)
    except counting.NotCounting:
        return _not_counting(event)
    db.session.commit()
    return see_other("staff_arrivals.show", event_id=event_id)


@bp.post("/<int:event_id>/heads")
@staff_only
def count_heads(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = HeadsForm().or_show(lambda form: _page(event, heads_form=form))
    try:
        counting.set_heads(event, form.heads.data, by=g.staff_member)
    except counting.NotBegun:
        form.form_errors.append(_("Write this once the event has begun."))
        return _page(event, heads_form=form)
    db.session.commit()
    flash(ngettext("Saved: about %(num)s came.", "Saved: about %(num)s came.", form.heads.data))
    return see_other("staff_events.show", event_id=event_id)


def _not_counting(event: Event) -> Response:
    form = TapForm(formdata=None)
    form.form_errors.append(_("Nobody is counted at the door right now."))
    return _page(event, tap_form=form)


def _page(event: Event, *, fragment: str = "staff_content", **forms: Any) -> Response:
    counted = counting.headcount(event)
    heads = counted.total or None if event.heads_counted is None else event.heads_counted
    unsent = {
        "tap_form": TapForm(formdata=None),
        "undo_form": UndoCountForm(formdata=None),
        "heads_form": HeadsForm(formdata=None, heads=heads),
    }
    return render(
        "arrivals/show.html",
        fragment=fragment,
        event=event,
        counted=counted,
        last=counting.last_tap(event, g.staff_member),
        is_counting=counting.officers_can_count(event),
        counts_from=counting.officers_count_from(event),
        # Drawn only where the whole page is.
        door_codes=(_door_code(event, language) for language in Language),
        **{**unsent, **forms},
    )


def _door_code(event: Event, language: Language) -> str:
    page = counting.door_url(event, language)
    return render_in(language, "arrivals/door_code.html", event=event, page=page)
