"""The list of promises, and the page of one."""

from flask import Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Event, Promise
from coffeecop.staff.concern_list.picks import parse_choice
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.promises.actions import add_update
from coffeecop.staff.promises.forms import UpdateForm
from coffeecop.staff.promises.queries import (
    View,
    may_change,
    promise_numbers,
    promises_of,
    readable_concerns,
)
from coffeecop.staff.promises.views.blueprint import back_to, bp, promise_or_404, refusal
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    member = g.staff_member
    view = parse_choice(View, request.args.get("view")) or View.OPEN
    event_id = parse_id(request.args.get("event", ""))
    own = select(Event).where(Event.id == event_id, Event.agency_id == member.agency_id)
    event = db.session.scalar(own) if event_id else None
    return render(
        "staff/promises/index.html",
        fragment="staff_content",
        promises=promises_of(member, view, event),
        numbers=promise_numbers(member),
        view=view,
        event=event,
    )


@bp.get("/<int:promise_id>")
@staff_only
def show(promise_id: int) -> ResponseReturnValue:
    return promise_page(promise_or_404(promise_id))


@bp.get("/<int:promise_id>/photo")
@staff_only
def photo(promise_id: int) -> ResponseReturnValue:
    promise = promise_or_404(promise_id)
    if promise.photo is None:
        abort(404)
    return Response(promise.photo.content, mimetype="image/jpeg")


@bp.post("/<int:promise_id>/updates")
@staff_only
def create_update(promise_id: int) -> ResponseReturnValue:
    promise = promise_or_404(promise_id)
    form = UpdateForm()
    if not form.validate_on_submit():
        return promise_page(promise, update_form=form)
    if refused := refusal(promise):
        return refused
    add_update(
        promise,
        body_en=form.body_en.data,
        body_es=form.body_es.data,
        key_hash=form.key_hash("promise update", str(promise_id)),
        by=g.staff_member,
    )
    db.session.commit()
    flash(_("Saved."))
    return back_to(promise)


def promise_page(
    promise: Promise, *, update_form: UpdateForm | None = None, form: StaffForm | None = None
) -> ResponseReturnValue:
    return render(
        "staff/promises/show.html",
        fragment="staff_content",
        promise=promise,
        may_change=may_change(promise, g.staff_member),
        concern_ids=readable_concerns(promise, g.staff_member),
        update_form=update_form or UpdateForm(formdata=None),
        form=form or StaffForm(formdata=None),
    )
