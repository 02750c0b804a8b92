"""Making a promise in two clicks, and changing it."""

from datetime import timedelta
from typing import Any

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Promise, PromiseStatus
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.promises.actions import change_promise, make_promise
from coffeecop.staff.promises.forms import PromiseForm, values_of
from coffeecop.staff.promises.queries import (
    Origin,
    choices_of,
    concerns_of,
    may_publish,
    origin_of,
    promise_numbers,
    promises_for,
)
from coffeecop.staff.promises.views.blueprint import back_to, bp, promise_to_change
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

DUE_IN = timedelta(days=30)


@bp.get("/new")
@staff_only
def new() -> ResponseReturnValue:
    origin = _origin(request.args)
    form = _form(origin=origin, formdata=None, **_prefilled(origin))
    form.choose_first_venue()
    return _new_page(form, origin)


@bp.post("")
@staff_only
def create() -> ResponseReturnValue:
    # What the form names, not the address: it may have been changed.
    origin = _origin(request.form)
    form = _form(origin=origin)
    if not form.validate_on_submit():
        return _new_page(form, origin)
    key_hash = form.key_hash("promise", str(g.staff_member.id))
    promise = make_promise(form.values, concerns_of(origin), key_hash=key_hash, by=g.staff_member)
    db.session.commit()
    flash(_("The promise is made."))
    return back_to(promise)


@bp.get("/<int:promise_id>/edit")
@staff_only
def edit(promise_id: int) -> ResponseReturnValue:
    promise = promise_to_change(promise_id)
    return _edit_page(promise, _form(promise, formdata=None, **values_of(promise)))


@bp.post("/<int:promise_id>")
@staff_only
def update(promise_id: int) -> ResponseReturnValue:
    promise = promise_to_change(promise_id, for_update=True)
    form = _form(promise)
    if not form.validate_on_submit():
        return _edit_page(promise, form)
    try:
        change_promise(promise, form.values, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(promise)
        return _edit_page(promise, form)
    db.session.commit()
    flash(_("Saved."))
    return back_to(promise)


def _origin(given: Any) -> Origin:
    ids = {f"{name}_id": parse_id(given.get(name) or "") for name in ("concern", "event", "topic")}
    return origin_of(g.staff_member, **ids)


def _prefilled(origin: Origin) -> dict[str, Any]:
    """Return what a new promise begins with. Never a resident's words."""
    event, topic = origin.event, origin.topic
    return {
        "what": localized(topic, "name") if topic else None,
        "due_on": g.staff_member.agency.today + DUE_IN,
        "owner": g.staff_member.id,
        "venue": event and event.venue_id,
        "event": event and event.id,
        "topic": topic and topic.id,
        "concern": origin.concern and origin.concern.id,
    }


def _form(
    promise: Promise | None = None, origin: Origin | None = None, **options: Any
) -> PromiseForm:
    return PromiseForm(
        choices_of(g.staff_member, promise, origin or Origin()),
        was_public=promise is not None and promise.is_public,
        may_publish=may_publish(g.staff_member),
        **options,
    )


def _new_page(form: PromiseForm, origin: Origin) -> ResponseReturnValue:
    open_promises = promise_numbers(g.staff_member)[PromiseStatus.OPEN]
    return render(
        "staff/promises/new.html",
        fragment="form",
        form=form,
        origin=origin,
        made_already=promises_for(origin.concern) if origin.concern else [],
        open_promises=open_promises,
        is_many=open_promises >= g.staff_member.agency.most_open_promises,
    )


def _edit_page(promise: Promise, form: PromiseForm) -> ResponseReturnValue:
    return render("staff/promises/edit.html", fragment="form", promise=promise, form=form)
