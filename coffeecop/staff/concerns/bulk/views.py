"""What is done to many concerns at once, from what was picked in the list."""

from flask import abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns.undo import change_all
from coffeecop.db import db
from coffeecop.staff.concerns.bulk.forms import LEFT, STEPS
from coffeecop.staff.concerns.bulk.page import list_args, picked_now, steps_page
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


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
