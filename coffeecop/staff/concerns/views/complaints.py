"""What is moved to the complaints and back, and what was found about a complaint."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import verbs
from coffeecop.db import db
from coffeecop.staff.concerns.forms import FindingForm
from coffeecop.staff.concerns.page import concern_page, tapped
from coffeecop.staff.concerns.views.blueprint import (
    bp,
    concern_or_404,
    concern_to_move,
    list_without,
    stay,
)
from coffeecop.staff.identity.auth import complaints_only, staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed


@bp.post("/<int:concern_id>/complaint")
@staff_only
@recently_confirmed
def move(concern_id: int) -> ResponseReturnValue:
    concern = concern_to_move(concern_id)
    tapped(concern, "move_form")
    verbs.make_complaint(concern, by=g.staff_member)
    db.session.commit()
    if g.staff_member.reads_complaints:
        return stay(concern, _("It is moved to complaints."))
    return list_without(concern_id)


@bp.post("/<int:concern_id>/complaint/return")
@complaints_only
@recently_confirmed
def move_back(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    tapped(concern, "move_form")
    verbs.return_complaint(concern, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("It is back among the concerns of the event."))


@bp.post("/<int:concern_id>/complaint/finding")
@complaints_only
def note_finding(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = FindingForm().or_show(lambda form: concern_page(concern, move_form=form))
    verbs.note_finding(concern, is_sustained=form.found.data == "yes", by=g.staff_member)
    db.session.commit()
    return stay(concern, _("Saved."))
