"""What waits to count, what is hidden, and what is about an officer and never counts."""

from flask import Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.forms import StaffForm
from coffeecop.models import Concern, Event, Role
from coffeecop.staff.auth import only_for, own_or_404, staff_only
from coffeecop.triage.actions import hide_concern, release_concern, set_holding
from coffeecop.triage.forms import HidingForm, HoldingForm
from coffeecop.triage.queries import (
    concerns_about_officers,
    concerns_to_review,
    hidden_concerns,
)
from coffeecop.triage.views.blueprint import bp, concern_or_404, page_number
from coffeecop.web import render, see_other


@bp.get("/concerns/review")
@staff_only
def review() -> ResponseReturnValue:
    return _review_page(StaffForm())


@bp.post("/concerns/<int:concern_id>/release")
@staff_only
def release(concern_id: int) -> ResponseReturnValue:
    concern = _concern_to_review_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _review_page(form)
    was_hidden = concern.is_hidden or None
    release_concern(concern, by=g.staff_member)
    db.session.commit()
    return see_other("triage.review", hidden=was_hidden and "yes", released=concern.id)


@bp.get("/concerns/<int:concern_id>/hiding")
@staff_only
def new_hiding(concern_id: int) -> ResponseReturnValue:
    return _hiding_page(_concern_to_review_or_404(concern_id), HidingForm())


@bp.post("/concerns/<int:concern_id>/hiding")
@staff_only
def hide(concern_id: int) -> ResponseReturnValue:
    concern = _concern_to_review_or_404(concern_id)
    form = HidingForm()
    if not form.validate_on_submit():
        return _hiding_page(concern, form, status=422)
    hide_concern(concern, form.reason.data, by=g.staff_member)
    db.session.commit()
    return see_other("triage.review", hidden_now=concern.id)


@bp.get("/concerns/about-officers")
@only_for(Role.COMPLAINTS)
def about_officers() -> ResponseReturnValue:
    concerns = concerns_about_officers(g.staff_member.agency_id, page=page_number())
    return render("triage/about_officers.html", fragment="concern_list", concerns=concerns)


@bp.post("/events/<int:event_id>/holding")
@only_for(Role.ORGANIZER)
def hold_submissions(event_id: int) -> ResponseReturnValue:
    event = own_or_404(Event, event_id)
    form = HoldingForm()
    if not form.validate_on_submit():
        return render("triage/holding.html", fragment="form", status=422, event=event, form=form)
    set_holding(event, form.holds.data == "yes", by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("planning.show", event_id=event.id)


def _review_page(form: StaffForm) -> Response:
    """Return what waits, or what is hidden; a form given with errors makes it a refusal."""
    hidden = request.args.get("hidden") == "yes"
    listed = hidden_concerns if hidden else concerns_to_review
    return render(
        "triage/review.html",
        fragment="review",
        status=422 if form.errors else 200,
        concerns=listed(g.staff_member.agency_id, page=page_number()),
        hidden=hidden,
        form=form,
        released=request.args.get("released", type=int),
        hidden_now=request.args.get("hidden_now", type=int),
    )


def _hiding_page(concern: Concern, form: HidingForm, status: int = 200) -> Response:
    return render("triage/hiding.html", fragment="form", status=status, concern=concern, form=form)


def _concern_to_review_or_404(concern_id: int) -> Concern:
    """Return a concern that may be held or hidden: one about an officer never is."""
    concern = concern_or_404(concern_id)
    return abort(404) if concern.is_about_officer or concern.is_withdrawn else concern
