"""Saying that the department cannot do it, and why."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.staff.concern_list.listing import listing
from coffeecop.staff.concerns.actions import CannotBeAnswered, decline_concern
from coffeecop.staff.concerns.forms import DeclineForm
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, filter_or_404, go_on
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import staff_only


@bp.post("/<int:concern_id>/decline")
@staff_only
def decline(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return concern_page(concern, decline_form=form)
    found = listing(filter_or_404())
    key_hash = form.key_hash("decline", str(concern.id))
    try:
        decline_concern(concern, key_hash=key_hash, reason=form.why.data, by=g.staff_member)
    except CannotBeAnswered:
        form.form_errors.append(_("Not saved: the resident took it back."))
        return concern_page(concern, decline_form=form)
    db.session.commit()
    said = _("Number %(number)s: you said that it cannot be done, and why.", number=concern.id)
    return go_on(concern, found, said)
