"""Who may read a concern: what is held or hidden, and what is moved to the complaints."""

from functools import partial

from flask import Response, abort, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.undo import change_undoably
from coffeecop.db import db
from coffeecop.models import ChangeKind, Concern, Role
from coffeecop.staff.concern_list.listing import listing
from coffeecop.staff.concerns.forms import FindingForm, HideForm
from coffeecop.staff.concerns.queries import (
    concern_moved_by_staff,
    concerns_to_review,
    hidden_concerns,
    readable_concern,
)
from coffeecop.staff.concerns.views.blueprint import (
    bp,
    concern_or_404,
    event_concern_or_404,
    filter_or_404,
    go_on,
    stay,
    tabs,
)
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
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
    concern = event_concern_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _review_page(form)
    was_hidden = concern.is_hidden or None
    verbs.show(concern, by=g.staff_member)
    db.session.commit()
    return see_other("staff_concerns.review", hidden=was_hidden and "yes", released=concern.id)


@bp.get("/<int:concern_id>/hide")
@staff_only
def new_hide(concern_id: int) -> ResponseReturnValue:
    return _hide_page(event_concern_or_404(concern_id), HideForm())


@bp.post("/<int:concern_id>/hide")
@staff_only
def hide(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    form = HideForm()
    if not form.validate_on_submit():
        return _hide_page(concern, form)
    was_held, by, found = concern.is_held, g.staff_member, listing(filter_or_404())
    key = form.key_hash("hide", str(concern.id))
    step = partial(verbs.hide, concern, form.reason.data, by=by)
    change = change_undoably(ChangeKind.HIDDEN, [concern], step, key_hash=key, by=by)
    db.session.commit()
    if was_held:
        return see_other("staff_concerns.review", hidden_now=concern.id)
    return go_on(concern, found, _("Nothing had to be changed."), change=change)


def _review_page(form: StaffForm) -> Response:
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
    return render(
        "staff/concerns/hide.html",
        fragment="form",
        concern=concern,
        form=form,
        args=filter_or_404().args,
    )


@bp.get("/<int:concern_id>/complaint")
@staff_only
def moved(concern_id: int) -> ResponseReturnValue:
    """Confirm the move without showing the concern, which this person may no longer read."""
    complaint = concern_moved_by_staff(concern_id, g.staff_member.agency_id) or abort(404)
    unsaved = request.args.get("unsaved") == "yes"
    args = filter_or_404().args
    return render_template(
        "staff/concerns/moved.html", number=complaint.id, unsaved=unsaved, args=args
    )


@bp.post("/<int:concern_id>/complaint")
@staff_only
@recently_confirmed
def move(concern_id: int) -> ResponseReturnValue:
    concern = readable_concern(concern_id, g.staff_member)
    if concern is None and concern_moved_by_staff(concern_id, g.staff_member.agency_id):
        # Tapped twice, or a colleague was first.
        return see_other("staff_concerns.moved", concern_id=concern_id)
    concern = concern or abort(404)
    form = StaffForm()
    if not form.validate_on_submit():
        return concern_page(concern, move_form=form)
    verbs.make_complaint(concern, by=g.staff_member)
    db.session.commit()
    if g.staff_member.has_any(Role.COMPLAINTS):
        return stay(concern, _("It is moved to complaints."))
    return see_other("staff_concerns.moved", concern_id=concern_id, **filter_or_404().args)


@bp.post("/<int:concern_id>/complaint/return")
@only_for(Role.COMPLAINTS)
@recently_confirmed
def move_back(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return concern_page(concern, move_form=form)
    verbs.return_complaint(concern, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("It is back among the concerns of the event."))


@bp.post("/<int:concern_id>/complaint/finding")
@only_for(Role.COMPLAINTS)
def note_finding(concern_id: int) -> ResponseReturnValue:
    concern, form = concern_or_404(concern_id), FindingForm()
    if not form.validate_on_submit():
        return concern_page(concern, move_form=form)
    verbs.note_finding(concern, is_sustained=form.found.data == "yes", by=g.staff_member)
    db.session.commit()
    return stay(concern, _("Saved."))


@bp.errorhandler(IsComplaint)
def say_not_saved(_error: IsComplaint) -> ResponseReturnValue:
    concern_id = (request.view_args or {}).get("concern_id")
    if concern_id is None:
        text = _("Nothing was done: a colleague moved one of them to complaints meanwhile.")
        flash(text, "error")
        return see_other("staff_concerns.index", **filter_or_404().args)
    return see_other("staff_concerns.moved", concern_id=concern_id, unsaved="yes")
