from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, StaffMember
from coffeecop.parts.openid import admission
from coffeecop.parts.openid.setup import set_up
from coffeecop.staff.accounts.views.people import redirect_signed_out, show_person
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm

bp = Blueprint("openid", "coffeecop.parts.openid", template_folder="templates", url_prefix="/staff")
bp.record_once(set_up)


@bp.post("/people/<int:staff_id>/unlink-provider")
@only_for(Role.ADMIN)
@recently_confirmed
def unlink(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return show_person(member, problem=form)
    admission.unlink(member, by=g.staff_member)
    db.session.commit()
    flash(_("The next sign-in with the address %(email)s is linked again.", email=member.email))
    return redirect_signed_out(member)
