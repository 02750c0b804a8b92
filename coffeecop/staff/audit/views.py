"""The audit log: who did what, for administrators and those who keep the records."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Role
from coffeecop.models.audit import record
from coffeecop.staff.audit import queries
from coffeecop.staff.audit.filters import SERVER, AuditFilter
from coffeecop.staff.audit.labels import KIND_NAMES, SUBJECT_NAMES
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.csv_files import csv_file, csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

bp = Blueprint("audit", __name__, url_prefix="/staff/audit")


@bp.get("")
@only_for(Role.ADMIN, Role.RECORDS)
def index() -> ResponseReturnValue:
    return _show_log(StaffForm(formdata=None))


@bp.post("/export")
@only_for(Role.ADMIN, Role.RECORDS)
@recently_confirmed
def export() -> ResponseReturnValue:
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_log(form)
    chosen, agency = AuditFilter.read(request.args), g.staff_member.agency
    lines = queries.exported_lines(g.staff_member, chosen)
    detail = {"entries": len(lines), **chosen.args}
    record(AuditAction.AUDIT_EXPORTED, by=g.staff_member, subject=agency, detail=detail)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    zone = ZoneInfo(agency.time_zone)
    file = csv_file(queries.COLUMNS, (line.cells(zone) for line in lines))
    return csv_response(file, f"{agency.slug}-audit-{now():%Y-%m-%d}.csv")


def _show_log(form: StaffForm) -> Response:
    chosen = AuditFilter.read(request.args)
    before = parse_id(request.args.get("before", ""))
    return render(
        "staff/audit/index.html",
        fragment="log",
        form=form,
        chosen=chosen,
        log=queries.log_page(g.staff_member, chosen, before=before),
        is_first_page=before is None,
        most_exported=queries.MOST_EXPORTED,
        people=queries.people_in_log(g.staff_member.agency_id),
        kind_names=KIND_NAMES,
        subject_names=SUBJECT_NAMES,
        server=SERVER,
    )
