"""Flagged concerns, and what was done about each."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import flags
from coffeecop.db import db
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.concerns.forms import FlagForm
from coffeecop.staff.concerns.page import concern_page, tapped
from coffeecop.staff.concerns.views.blueprint import back_to, bp, flagged_or_404
from coffeecop.staff.identity.auth import staff_only


@bp.post("/<int:concern_id>/flags")
@staff_only
def decide(concern_id: int) -> ResponseReturnValue:
    concern = flagged_or_404(concern_id)
    form = FlagForm().or_show(lambda form: concern_page(concern, flag_form=form))
    try:
        flags.decide_flags(
            concern, form.action.data, shown=form.shown.data or "", by=g.staff_member
        )
        db.session.commit()
        flash(_("Number %(number)s: what you did is on record.", number=concern.id))
    except ChangedByColleague:
        db.session.rollback()
        flash(_("Not saved: a colleague was first, or there is a new flag. Look again."), "error")
    return back_to(concern)


@bp.post("/<int:concern_id>/flags/taken")
@staff_only
def take_flags(concern_id: int) -> ResponseReturnValue:
    concern = flagged_or_404(concern_id)
    tapped(concern, "flag_form")
    flags.take_flags(concern, by=g.staff_member)
    db.session.commit()
    return back_to(concern)
