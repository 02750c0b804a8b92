"""The offices outside the department that concerns are referred to."""

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.staff.auth import only_for
from coffeecop.staff.settings.partners.actions import Offices, all_partners, change_partners
from coffeecop.staff.settings.partners.forms import PartnersForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("partner_settings", __name__, url_prefix="/staff/settings/partners")


@bp.get("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def edit() -> ResponseReturnValue:
    return _show_form(PartnersForm(all_partners(g.staff_member.agency)))


@bp.post("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def update() -> ResponseReturnValue:
    partners = all_partners(g.staff_member.agency, for_update=True)
    form = PartnersForm(partners)
    if not form.validate_on_submit():
        return _show_form(form)
    try:
        change_partners(
            partners, form.changed, form.added_office, seen=form.seen.data, by=g.staff_member
        )
    except ChangedByColleague:
        # Submitting again overwrites the colleague's change.
        form.seen.data = Offices.of(partners).fingerprint
        form.form_errors.append(
            _("A colleague changed the partners meanwhile. If you save again, yours replaces it.")
        )
        return _show_form(form)
    db.session.commit()
    flash(_("Saved."))
    return see_other("partner_settings.edit")


def _show_form(form: PartnersForm) -> ResponseReturnValue:
    return render("staff/settings/partners/edit.html", fragment="form", form=form)
