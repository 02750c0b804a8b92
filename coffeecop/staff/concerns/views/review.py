"""Concerns that are held or hidden."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import ChangeKind, Concern, ConcernChange, HiddenFor
from coffeecop.staff.concern_list.undo import AlreadyDone, undoable
from coffeecop.staff.concerns.actions import hide_concern, release_concern
from coffeecop.staff.concerns.forms import HideForm
from coffeecop.staff.concerns.queries import concerns_to_review, hidden_concerns
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, tabs
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render, see_other


@bp.get("/review")
@staff_only
def review() -> ResponseReturnValue:
    return _review_page(StaffForm())


@bp.post("/<int:concern_id>/release")
@staff_only
def release(concern_id: int) -> ResponseReturnValue:
    concern = _concern_to_review_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _review_page(form)
    was_hidden = concern.is_hidden or None
    release_concern(concern, by=g.staff_member)
    db.session.commit()
    return see_other("staff_concerns.review", hidden=was_hidden and "yes", released=concern.id)


@bp.get("/<int:concern_id>/hide")
@staff_only
def new_hide(concern_id: int) -> ResponseReturnValue:
    return _hide_page(_concern_to_review_or_404(concern_id), HideForm())


@bp.post("/<int:concern_id>/hide")
@staff_only
def hide(concern_id: int) -> ResponseReturnValue:
    concern = _concern_to_review_or_404(concern_id)
    form = HideForm()
    if not form.validate_on_submit():
        return _hide_page(concern, form)
    was_held, key = concern.is_held, form.key_hash("hide", str(concern.id))
    change = _hide(concern, form.reason.data, key_hash=key)
    db.session.commit()
    if was_held:
        return see_other("staff_concerns.review", hidden_now=concern.id)
    return see_other("staff_concerns.show", concern_id=concern.id, change=change.id)


def _hide(concern: Concern, reason: HiddenFor, *, key_hash: str) -> ConcernChange:
    by, every = g.staff_member, [concern, *concern.merged_concerns]
    try:
        with undoable(ChangeKind.HIDDEN, every, key_hash=key_hash, by=by) as change:
            hide_concern(concern, reason, by=by)
    except AlreadyDone as done:
        return done.change
    return change


def _review_page(form: StaffForm) -> Response:
    """Render held or hidden concerns."""
    hidden = request.args.get("hidden") == "yes"
    listed = hidden_concerns if hidden else concerns_to_review
    return render(
        "staff/concerns/review.html",
        fragment="review",
        concerns=listed(g.staff_member.agency_id, page=page_number(request.args)),
        hidden=hidden,
        form=form,
        released=request.args.get("released", type=int),
        hidden_now=request.args.get("hidden_now", type=int),
        **tabs(),
    )


def _hide_page(concern: Concern, form: HideForm) -> Response:
    return render("staff/concerns/hide.html", fragment="form", concern=concern, form=form)


def _concern_to_review_or_404(concern_id: int) -> Concern:
    """Return a concern that can be held or hidden; complaints cannot."""
    concern = concern_or_404(concern_id)
    return abort(404) if concern.is_complaint or concern.is_withdrawn else concern
