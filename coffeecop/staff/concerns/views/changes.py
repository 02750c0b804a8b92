"""Undoing what was done to one or many concerns."""

from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.concerns.undo import UndoResult, undo
from coffeecop.db import db
from coffeecop.staff.concerns.address import change_to_undo, filter_or_404
from coffeecop.staff.concerns.views.blueprint import bp, show_or_list
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id


@bp.post("/changes/<int:change_id>/undo")
@staff_only
def undo_change(change_id: int) -> ResponseReturnValue:
    change = change_to_undo(change_id) or abort(404)
    form = StaffForm()
    if not form.validate_on_submit():
        return render("staff/concerns/undo.html", fragment="staff_content", form=form)
    _say(undo(change, by=g.staff_member))
    db.session.commit()
    return show_or_list(parse_id(request.args.get("concern", "")), filter_or_404().args)


def _say(result: UndoResult) -> None:
    if result.undone:
        number = len(result.undone)
        flash(
            ngettext(
                "%(num)s concern is as it was before.",
                "%(num)s concerns are as they were before.",
                number,
            )
        )
    if result.left:
        numbers = ", ".join(map(str, result.left))
        text = _(
            "Something changed since, so these stay as they are: %(numbers)s.", numbers=numbers
        )
        flash(text, "error")
