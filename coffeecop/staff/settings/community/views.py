"""Shares of the community, which a report compares with whom the department heard."""

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.staff.auth import only_for
from coffeecop.staff.settings.community.actions import Shares, change_shares
from coffeecop.staff.settings.community.forms import CommunityForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("community_settings", __name__, url_prefix="/staff/settings/community")


@bp.get("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def edit() -> ResponseReturnValue:
    return _show_form(CommunityForm(Shares.of(g.staff_member.agency)))


@bp.post("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def update() -> ResponseReturnValue:
    form = CommunityForm(Shares.of(g.staff_member.agency))
    if not form.validate_on_submit():
        return _show_form(form)
    try:
        change_shares(form.shares, seen=form.seen.data, by=g.staff_member)
    except ChangedByColleague:
        return _show_form(_with_conflict(form))
    db.session.commit()
    flash(_("Saved."))
    return see_other("community_settings.edit")


def _with_conflict(form: CommunityForm) -> CommunityForm:
    # Submitting again overwrites the colleague's change.
    form.seen.data = Shares.of(g.staff_member.agency).fingerprint
    form.form_errors.append(
        _("A colleague changed the shares meanwhile. If you save again, yours replace them.")
    )
    return form


def _show_form(form: CommunityForm) -> ResponseReturnValue:
    return render("staff/settings/community/edit.html", fragment="form", form=form)
