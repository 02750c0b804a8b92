"""Whether a concern counts: what was held is released, and what should not count is hidden."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import verbs
from coffeecop.concerns.undo import change_undoably
from coffeecop.db import db
from coffeecop.staff.concerns.address import chosen_list
from coffeecop.staff.concerns.forms import HideForm
from coffeecop.staff.concerns.page import concern_page, tapped
from coffeecop.staff.concerns.views.blueprint import bp, event_concern_or_404, show_next, stay
from coffeecop.staff.identity.auth import staff_only


@bp.post("/<int:concern_id>/release")
@staff_only
def release(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    tapped(concern, "review_form")
    found = chosen_list()
    verbs.show(concern, by=g.staff_member)
    db.session.commit()
    counts = _("Number %(number)s counts now.", number=concern.id)
    return show_next(concern, found, counts) if found.chosen.review else stay(concern, counts)


@bp.post("/<int:concern_id>/hide")
@staff_only
def hide(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    form = HideForm().or_show(lambda form: concern_page(concern, hide_form=form))
    by, found = g.staff_member, chosen_list()
    key, reason = form.key_hash("hide", str(concern.id)), form.hidden_for.data
    change = change_undoably(form.kind, [concern], verbs.hide, reason, key_hash=key, by=by)
    db.session.commit()
    return show_next(concern, found, _("Nothing had to be changed."), change=change)
