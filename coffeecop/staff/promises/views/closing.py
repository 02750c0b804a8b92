"""What becomes of a promise: kept, dropped, or open again."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Promise
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.promises.actions import (
    NotOpen,
    drop_promise,
    keep_promise,
    reopen_promise,
    set_photo,
)
from coffeecop.staff.promises.forms import DropForm, KeepForm
from coffeecop.staff.promises.views.blueprint import (
    back_to,
    bp,
    colleague_was_first,
    promise_or_404,
    refusal,
)
from coffeecop.staff.promises.views.index import promise_page
from coffeecop.web.forms import StaffForm
from coffeecop.web.photos import MEDIA_TYPES
from coffeecop.web.promises_shown import closed_on
from coffeecop.web.rendering import render


@bp.get("/<int:promise_id>/keep")
@staff_only
def new_keep(promise_id: int) -> ResponseReturnValue:
    promise = promise_or_404(promise_id)
    if refused := refusal(promise):
        return refused
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
    form = KeepForm(promise_or_404(promise_id))
    # Ends the transaction: decoding is slow, and writers must not wait for it.
    db.session.rollback()
    form.read_photo()
    promise = promise_or_404(promise_id, for_update=True)
    if not form.validate_on_submit():
        return _keep_page(promise, form)
    if refused := refusal(promise):
        return refused
    try:
        _keep(promise, form)
    except NotOpen:
        return colleague_was_first(promise)
    db.session.commit()
    flash(_("Kept. Thank you."))
    return back_to(promise)


@bp.get("/<int:promise_id>/drop")
@staff_only
def new_drop(promise_id: int) -> ResponseReturnValue:
    promise = promise_or_404(promise_id)
    if refused := refusal(promise):
        return refused
    return _drop_page(promise, DropForm(formdata=None))


@bp.post("/<int:promise_id>/drop")
@staff_only
def drop(promise_id: int) -> ResponseReturnValue:
    promise = promise_or_404(promise_id, for_update=True)
    form = DropForm()
    if not form.validate_on_submit():
        return _drop_page(promise, form)
    if refused := refusal(promise):
        return refused
    why = {"why_en": form.outcome_en.data, "why_es": form.outcome_es.data}
    try:
        drop_promise(promise, **why, by=g.staff_member)
    except NotOpen:
        return colleague_was_first(promise)
    db.session.commit()
    flash(_("Saved."))
    return back_to(promise)


@bp.post("/<int:promise_id>/reopen")
@staff_only
def reopen(promise_id: int) -> ResponseReturnValue:
    promise = promise_or_404(promise_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return promise_page(promise, form=form)
    if refused := refusal(promise):
        return refused
    reopen_promise(promise, by=g.staff_member)
    db.session.commit()
    flash(_("The promise is open again."))
    return back_to(promise)


def _keep(promise: Promise, form: KeepForm) -> None:
    keep_promise(
        promise,
        kept_on=form.kept_on.data,
        outcome_en=form.outcome_en.data,
        outcome_es=form.outcome_es.data,
        by=g.staff_member,
    )
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


def _drop_page(promise: Promise, form: DropForm) -> ResponseReturnValue:
    return render("staff/promises/drop.html", fragment="form", promise=promise, form=form)
