"""Moving a concern to the complaints and back."""

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.staff.concern_list.undo import IsComplaint
from coffeecop.staff.concerns.actions import move_from_complaints, move_to_complaints
from coffeecop.staff.concerns.queries import concern_moved_by_staff, readable_concern
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, filter_or_404, stay
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other


@bp.get("/<int:concern_id>/complaint")
@staff_only
def moved(concern_id: int) -> ResponseReturnValue:
    """Confirm the move without showing the concern, which this person may no longer read."""
    complaint = concern_moved_by_staff(concern_id, g.staff_member.agency_id) or abort(404)
    unsaved = request.args.get("unsaved") == "yes"
    args = filter_or_404().args
    return render_template(
        "staff/concerns/moved.html", number=complaint.id, unsaved=unsaved, args=args
    )


@bp.post("/<int:concern_id>/complaint")
@staff_only
@recently_confirmed
def move(concern_id: int) -> ResponseReturnValue:
    concern = readable_concern(concern_id, g.staff_member)
    if concern is None and concern_moved_by_staff(concern_id, g.staff_member.agency_id):
        # Tapped twice, or a colleague was first.
        return see_other("staff_concerns.moved", concern_id=concern_id)
    concern = concern or abort(404)
    form = StaffForm()
    if not form.validate_on_submit():
        return concern_page(concern, move_form=form)
    move_to_complaints(concern, by=g.staff_member)
    db.session.commit()
    if g.staff_member.has_any(Role.COMPLAINTS):
        return stay(concern, _("It is moved to complaints."))
    return see_other("staff_concerns.moved", concern_id=concern_id, **filter_or_404().args)


@bp.post("/<int:concern_id>/complaint/return")
@only_for(Role.COMPLAINTS)
@recently_confirmed
def move_back(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return concern_page(concern, move_form=form)
    move_from_complaints(concern, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("It is back among the concerns of the event."))


@bp.errorhandler(IsComplaint)
def say_not_saved(_error: IsComplaint) -> ResponseReturnValue:
    concern_id = (request.view_args or {})["concern_id"]
    return see_other("staff_concerns.moved", concern_id=concern_id, unsaved="yes")
