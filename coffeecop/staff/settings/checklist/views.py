"""The department's checklist: which lines, in which words, and how many days from the event."""

from collections.abc import Sequence

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import ChecklistItem, Role
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.staff.auth import only_for
from coffeecop.staff.settings.checklist.actions import Lines, change_checklist, checklist_items
from coffeecop.staff.settings.checklist.forms import ChecklistForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("checklist_settings", __name__, url_prefix="/staff/settings/checklist")


@bp.get("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def edit() -> ResponseReturnValue:
    return _show_form(ChecklistForm(checklist_items(g.staff_member.agency)))


@bp.post("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def update() -> ResponseReturnValue:
    items = checklist_items(g.staff_member.agency, for_update=True)
    form = ChecklistForm(items)
    if not form.validate_on_submit():
        return _show_form(form)
    try:
        change_checklist(
            items, form.changed, form.added_line, seen=form.seen.data, by=g.staff_member
        )
    except ChangedByColleague:
        return _show_form(_with_conflict(form, items))
    db.session.commit()
    flash(_("Saved."))
    return see_other("checklist_settings.edit")


def _with_conflict(form: ChecklistForm, items: Sequence[ChecklistItem]) -> ChecklistForm:
    # Submitting again overwrites the colleague's change.
    form.seen.data = Lines.of(items).fingerprint
    form.form_errors.append(
        _("A colleague changed the checklist meanwhile. If you save again, yours replaces it.")
    )
    return form


def _show_form(form: ChecklistForm) -> ResponseReturnValue:
    return render("staff/settings/checklist/edit.html", fragment="form", form=form)
