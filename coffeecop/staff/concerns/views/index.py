"""The lists of concerns: filtered, flagged, held or hidden in review."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernFlag,
    ConcernStatus,
    FlagKind,
    Kind,
    Phase,
    Role,
)
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.suggestion import Confidence
from coffeecop.models.topic import topics_of
from coffeecop.staff.auth import staff_only
from coffeecop.staff.concern_list import concern_list
from coffeecop.staff.concerns.actions import hide_concern, record_verdict, release_concern
from coffeecop.staff.concerns.flag_figures import figures
from coffeecop.staff.concerns.forms import VERDICTS, HidingForm, VerdictForm
from coffeecop.staff.concerns.queries import (
    concerns_to_review,
    flag_of,
    flag_page,
    hidden_concerns,
)
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404
from coffeecop.staff.queries.events import newest_events
from coffeecop.staff.queries.filters import ConcernFilter, FlagFilter
from coffeecop.staff.queries.paging import page_number
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency_id = g.staff_member.agency_id
    chosen = ConcernFilter.read(request.args)
    if chosen.complaints and not g.staff_member.has_any(Role.COMPLAINTS):
        abort(404)
    return render(
        "staff/concerns/index.html",
        fragment="concern_list",
        events_to_choose_from=newest_events(agency_id),
        topics=topics_of(agency_id),
        phases=Phase,
        kinds=Kind,
        statuses=ConcernStatus,
        confidence=Confidence,
        flag_filters=FlagFilter,
        **concern_list(chosen),
    )


@bp.get("/flags")
@staff_only
def flags() -> ResponseReturnValue:
    return _flags_page(VerdictForm())


@bp.post("/<int:concern_id>/flags/<kind>")
@staff_only
def review_flag(concern_id: int, kind: str) -> ResponseReturnValue:
    flag = _flag(concern_id, kind) or abort(404)
    form = VerdictForm()
    if not form.validate_on_submit():
        return _flags_page(form)
    shown = VERDICTS.get(form.shown.data)
    try:
        record_verdict(flag, is_right=VERDICTS[form.is_right.data], shown=shown, by=g.staff_member)
        db.session.commit()
    except ChangedByColleague:
        db.session.rollback()
    return see_other(
        "staff_concerns.flags", concern=concern_id, kind=kind, page=request.args.get("page")
    )


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


@bp.get("/<int:concern_id>/hiding")
@staff_only
def new_hiding(concern_id: int) -> ResponseReturnValue:
    return _hiding_page(_concern_to_review_or_404(concern_id), HidingForm())


@bp.post("/<int:concern_id>/hiding")
@staff_only
def hide(concern_id: int) -> ResponseReturnValue:
    concern = _concern_to_review_or_404(concern_id)
    form = HidingForm()
    if not form.validate_on_submit():
        return _hiding_page(concern, form)
    hide_concern(concern, form.reason.data, by=g.staff_member)
    db.session.commit()
    return see_other("staff_concerns.review", hidden_now=concern.id)


def _flags_page(form: VerdictForm) -> Response:
    args = request.args
    return render(
        "staff/concerns/flags.html",
        fragment="flags",
        flags=flag_page(g.staff_member, page=page_number(args)),
        form=form,
        figures=figures(),
        # The flag just reviewed, by this person or by a colleague who was first.
        decided=_flag(parse_id(args.get("concern", "")), args.get("kind", "")),
    )


def _flag(concern_id: int | None, kind: str) -> ConcernFlag | None:
    if kind not in list(FlagKind) or concern_id is None:
        return None
    return flag_of(concern_id, FlagKind(kind), g.staff_member)


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
    )


def _hiding_page(concern: Concern, form: HidingForm) -> Response:
    return render("staff/concerns/hiding.html", fragment="form", concern=concern, form=form)


def _concern_to_review_or_404(concern_id: int) -> Concern:
    """Return a concern that can be held or hidden; complaints cannot."""
    concern = concern_or_404(concern_id)
    return abort(404) if concern.is_complaint or concern.is_withdrawn else concern
