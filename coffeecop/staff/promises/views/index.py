"""The list of promises, the page of one, and what becomes of it: kept, dropped, or open again."""

from flask import Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Promise, PromiseStatus, PromiseUpdate
from coffeecop.staff.concern_list.picks import parse_choice
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.promises.actions import (
    add_update,
    drop_promise,
    keep_promise,
    reopen_promise,
    set_photo,
)
from coffeecop.staff.promises.forms import DropForm, KeepForm, UpdateForm
from coffeecop.staff.promises.queries import (
    may_change,
    own_row,
    promise_numbers,
    promises_of,
    readable_concerns,
)
from coffeecop.staff.promises.views.blueprint import back_to, bp, promise_or_404, promise_to_change
from coffeecop.web.forms import StaffForm
from coffeecop.web.photos import MEDIA_TYPES
from coffeecop.web.promises_shown import closed_on
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    member = g.staff_member
    view = parse_choice(PromiseStatus, request.args.get("view")) or PromiseStatus.OPEN
    event_id = parse_id(request.args.get("event", ""))
    event = own_row(Event, member, event_id)
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
    promise = promise_to_change(promise_id)
    form = UpdateForm()
    if not form.validate_on_submit():
        return promise_page(promise, update_form=form)
    texts = {"body_en": form.body_en.data, "body_es": form.body_es.data}
    key_hash = form.key_hash("promise update", str(promise_id))
    add_update(promise, **texts, key_hash=key_hash, by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return back_to(promise)


def promise_page(
    promise: Promise,
    *,
    update_form: UpdateForm | None = None,
    drop_form: DropForm | None = None,
    form: StaffForm | None = None,
) -> ResponseReturnValue:
    return render(
        "staff/promises/show.html",
        fragment="staff_content",
        promise=promise,
        may_change=may_change(promise, g.staff_member),
        concern_ids=readable_concerns(promise, g.staff_member),
        update_form=update_form or UpdateForm(formdata=None, obj=_in_one_language(promise)),
        drop_form=drop_form or DropForm(formdata=None, obj=promise),
        form=form or StaffForm(formdata=None),
    )


def _in_one_language(promise: Promise) -> PromiseUpdate | None:
    """Return the newest update if it lacks a language, so that it can be written again in both."""
    newest = promise.updates[-1] if promise.updates else None
    return None if newest and newest.body_en and newest.body_es else newest


@bp.get("/<int:promise_id>/keep")
@staff_only
def new_keep(promise_id: int) -> ResponseReturnValue:
    promise = promise_to_change(promise_id)
    photo = promise.photo
    form = KeepForm(
        promise,
        formdata=None,
        obj=promise,
        kept_on=closed_on(promise) or promise.agency.today,
        alt_en=photo and photo.alt_en,
        alt_es=photo and photo.alt_es,
    )
    return _keep_page(promise, form)


@bp.post("/<int:promise_id>/keep")
@staff_only
def keep(promise_id: int) -> ResponseReturnValue:
    form = KeepForm(promise_to_change(promise_id))
    # Ends the transaction: decoding is slow, and writers must not wait for it.
    db.session.rollback()
    form.read_photo()
    promise = promise_to_change(promise_id, for_update=True)
    if not form.validate_on_submit():
        return _keep_page(promise, form)
    _keep(promise, form)
    db.session.commit()
    flash(_("Kept. Thank you."))
    return back_to(promise)


@bp.post("/<int:promise_id>/drop")
@staff_only
def drop(promise_id: int) -> ResponseReturnValue:
    promise = promise_to_change(promise_id, for_update=True)
    form = DropForm()
    if not form.validate_on_submit():
        return promise_page(promise, drop_form=form)
    drop_promise(promise, form.outcome, by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return back_to(promise)


@bp.post("/<int:promise_id>/reopen")
@staff_only
def reopen(promise_id: int) -> ResponseReturnValue:
    promise = promise_to_change(promise_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return promise_page(promise, form=form)
    reopen_promise(promise, by=g.staff_member)
    db.session.commit()
    flash(_("The promise is open again."))
    return back_to(promise)


def _keep(promise: Promise, form: KeepForm) -> None:
    keep_promise(promise, form.outcome, kept_on=form.kept_on.data, by=g.staff_member)
    if form.photo_made or not form.removes_photo.data:
        set_photo(promise, form.photo_made, alt_en=form.alt_en.data, alt_es=form.alt_es.data)
    else:
        promise.photo = None


def _keep_page(promise: Promise, form: KeepForm) -> ResponseReturnValue:
    return render(
        "staff/promises/keep.html",
        fragment="form",
        promise=promise,
        form=form,
        media_types=MEDIA_TYPES,
    )
