"""The list of concerns: its filters, what is done to many at once, and undoing that."""

from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.concerns.undo import UndoResult, change_all, undo
from coffeecop.db import db
from coffeecop.staff.concerns.blueprint import (
    bp,
    change_to_undo,
    concern_id_in_address,
    filter_or_404,
    show_or_list,
)
from coffeecop.staff.concerns.bulk import (
    LEFT,
    STEPS,
    like_what_is_ticked,
    list_args,
    open_steps,
    picked_now,
    steps_page,
)
from coffeecop.staff.concerns.list_page import first_args, list_page, tab_of_part
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Show the list, or what is done to the ticked concerns."""
    if request.args.get("open") == "steps":
        return open_steps()
    # The form of ticks sends what was ticked before.
    if "before" in request.args:
        return like_what_is_ticked()
    if tab := tab_of_part(request.args):
        return tab.page()
    if not request.args and (args := first_args()):
        return see_other("staff_concerns.index", **args)
    return list_page()


@bp.get("/<any(flags,review):former>")
@staff_only
def former_tab(former: str) -> ResponseReturnValue:
    """Lead to the list from mails and alerts of former versions."""
    tab = {"urgent": "open"} if former == "flags" else {"review": "held"}
    return see_other("staff_concerns.index", **tab)


@bp.post("/bulk/<step>")
@staff_only
def change_picked(step: str) -> ResponseReturnValue:
    if step not in STEPS:
        abort(404)
    form = STEPS[step](g.staff_member)
    picked = picked_now(form.ids)
    form.or_show(lambda form: steps_page(picked, **{f"{step}_form": form}))
    key, by = form.key_hash(step), g.staff_member
    change, left = change_all(form.kind, picked, form.verb, form.value, key_hash=key, by=by)
    db.session.commit()
    # Which stay as they are, and why.
    for why, sentence in LEFT.items():
        if ids := [str(number) for number, error in left.items() if type(error) is why]:
            flash(sentence % {"numbers": ", ".join(ids)}, "error")
    if not left and not change.items:
        flash(_("Nothing had to be changed."))
    # With the button that undoes the change.
    return see_other("staff_concerns.index", **list_args(), change=change.id)


@bp.post("/changes/<int:change_id>/undo")
@staff_only
def undo_change(change_id: int) -> ResponseReturnValue:
    change = change_to_undo(change_id) or abort(404)
    form = StaffForm()
    if not form.validate_on_submit():
        return render("staff/concerns/undo.html", fragment="staff_content", form=form)
    _say(undo(change, by=g.staff_member))
    db.session.commit()
    return show_or_list(concern_id_in_address(), filter_or_404().args)


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
