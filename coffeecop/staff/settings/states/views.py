"""What residents read of how far their concern is, in the department's own words."""

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.staff.auth import only_for
from coffeecop.staff.settings.states.actions import Wordings, change_wordings, state_wordings
from coffeecop.staff.settings.states.forms import StatesForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.state_words import usual_words_by_language

bp = Blueprint("state_settings", __name__, url_prefix="/staff/settings/states")


@bp.get("")
@only_for(Role.ADMIN)
def edit() -> ResponseReturnValue:
    return _show_form(StatesForm(state_wordings(g.staff_member.agency)))


@bp.post("")
@only_for(Role.ADMIN)
def update() -> ResponseReturnValue:
    rows = state_wordings(g.staff_member.agency, for_update=True)
    form = StatesForm(rows)
    if not form.validate_on_submit():
        return _show_form(form)
    try:
        change_wordings(rows, form.wordings, seen=form.seen.data, by=g.staff_member)
    except ChangedByColleague:
        # Submitting again overwrites the colleague's change.
        form.seen.data = Wordings.of(rows).fingerprint
        form.form_errors.append(
            _("A colleague changed the words meanwhile. If you save again, yours replace them.")
        )
        return _show_form(form)
    db.session.commit()
    flash(_("Saved."))
    return see_other("state_settings.edit")


def _show_form(form: StatesForm) -> ResponseReturnValue:
    return render(
        "staff/settings/states/edit.html",
        fragment="form",
        form=form,
        usual=usual_words_by_language(),
    )
