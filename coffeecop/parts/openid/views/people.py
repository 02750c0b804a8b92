from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.parts.openid import admission
from coffeecop.parts.openid.setup import set_up
from coffeecop.staff.accounts.people_page import redirect_signed_out, tapped_person
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.identity.confirmation import recently_confirmed

bp = Blueprint("openid", "coffeecop.parts.openid", template_folder="templates", url_prefix="/staff")
bp.record_once(set_up)


@bp.post("/people/<int:staff_id>/unlink-provider")
@admin_only
@recently_confirmed
def unlink(staff_id: int) -> ResponseReturnValue:
    member = tapped_person(staff_id)
    admission.unlink(member, by=g.staff_member)
    db.session.commit()
    linked = _("The next sign-in with the address %(email)s is linked again.", email=member.email)
    return redirect_signed_out(member, linked)
