"""Who may read a concern: what is held or hidden, and what is moved to the complaints."""

from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coffeecop.concerns import verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.undo import change_undoably
from coffeecop.db import db
from coffeecop.models import ChangeKind, Role
from coffeecop.staff.concerns.forms import FindingForm, HideForm
from coffeecop.staff.concerns.page import concern_page
from coffeecop.staff.concerns.queries import concern_moved_by_staff, readable_concern
from coffeecop.staff.concerns.views.blueprint import (
    bp,
    chosen_list,
    concern_or_404,
    event_concern_or_404,
    filter_or_404,
    show_next,
    stay,
)
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other


@bp.post("/<int:concern_id>/release")
@staff_only
def release(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    StaffForm().or_show(lambda form: concern_page(concern, review_form=form))
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
    by, found, kind = g.staff_member, chosen_list(), ChangeKind.HIDDEN
    key, reason = form.key_hash("hide", str(concern.id)), form.hidden_for.data
    change = change_undoably(kind, [concern], verbs.hide, reason, key_hash=key, by=by)
    db.session.commit()
    return show_next(concern, found, _("Nothing had to be changed."), change=change)


@bp.post("/<int:concern_id>/complaint")
@staff_only
@recently_confirmed
def move(concern_id: int) -> ResponseReturnValue:
    concern = readable_concern(concern_id, g.staff_member)
    if concern is None and concern_moved_by_staff(concern_id, g.staff_member.agency_id):
        # Tapped twice, or a colleague was first.
        return _to_list(concern_id)
    concern = concern or abort(404)
    StaffForm().or_show(lambda form: concern_page(concern, move_form=form))
    verbs.make_complaint(concern, by=g.staff_member)
    db.session.commit()
    if g.staff_member.has_any(Role.COMPLAINTS):
        return stay(concern, _("It is moved to complaints."))
    return _to_list(concern_id)


@bp.post("/<int:concern_id>/complaint/return")
@only_for(Role.COMPLAINTS)
@recently_confirmed
def move_back(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    StaffForm().or_show(lambda form: concern_page(concern, move_form=form))
    verbs.return_complaint(concern, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("It is back among the concerns of the event."))


@bp.post("/<int:concern_id>/complaint/finding")
@only_for(Role.COMPLAINTS)
def note_finding(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = FindingForm().or_show(lambda form: concern_page(concern, move_form=form))
    verbs.note_finding(concern, is_sustained=form.found.data == "yes", by=g.staff_member)
    db.session.commit()
    return stay(concern, _("Saved."))


@bp.app_errorhandler(IsComplaint)
def say_not_saved(_error: IsComplaint) -> ResponseReturnValue:
    concern_id = (request.view_args or {}).get("concern_id")
    if concern_id is None:
        text = _("Nothing was done: a colleague moved one of them to complaints in the meantime.")
        flash(text, "error")
        return see_other("staff_concerns.index", **filter_or_404().args)
    text = _(
        "Your change is not saved: a colleague moved this concern to complaints at the same moment."
    )
    flash(text, "error")
    return _to_list(concern_id)


def _to_list(concern_id: int) -> Response:
    """Confirm the move on the list: this person may no longer read the concern."""
    text = _(
        "Number %(number)s was moved to complaints. Only complaint staff can read it now, and it "
        "is in no count, list or export of the event.",
        number=concern_id,
    )
    flash(text)
    return see_other("staff_concerns.index", **filter_or_404().args)
