"""The audit log: who did what, for administrators and those who keep the records."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.staff.audit.log import export_lines, exported_file, log_context
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render

bp = Blueprint("audit", __name__, url_prefix="/staff/audit")


@bp.get("")
@only_for(Role.ADMIN, Role.RECORDS)
def index() -> ResponseReturnValue:
    return _show_log(StaffForm(formdata=None))


@bp.post("/export")
@only_for(Role.ADMIN, Role.RECORDS)
@recently_confirmed
def export() -> ResponseReturnValue:
    StaffForm().or_show(_show_log)
    lines = export_lines(g.staff_member, request.args)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return exported_file(g.staff_member, lines)


def _show_log(form: StaffForm) -> Response:
    context = log_context(g.staff_member, request.args)
    return render("staff/audit/index.html", fragment="log", form=form, **context)
