"""A report: what became of what we said, what people raised since, and what we will do."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.parts.reports.files import export, table
from coffeecop.parts.reports.forms import ExportForm, PublishForm, RhythmForm
from coffeecop.parts.reports.page import index_page, sheet_file, sheet_or_index, sheet_page
from coffeecop.parts.reports.publishing import LacksState, publish
from coffeecop.staff.identity.auth import admin_only, only_for, own_or_404, staff_only
from coffeecop.web.rendering import flash_to, see_other

# What the addresses of before could say besides their event.
FORMER_ARGS = ("since", "until", "paper")

bp = Blueprint("staff_reports", "coffeecop.parts.reports", url_prefix="/staff/events")


@bp.get("/reports")
@staff_only
def index() -> ResponseReturnValue:
    return index_page()


@bp.get("/reports/sheet")
@bp.get("/reports/<int:report_id>")
@staff_only
def show(report_id: int | None = None) -> ResponseReturnValue:
    return sheet_page(sheet_or_index(report_id), PublishForm())


@bp.get("/reports/sheet.pdf", endpoint="pdf")
@bp.get("/reports/<int:report_id>.pdf", endpoint="pdf")
@bp.get("/reports/sheet.png", endpoint="png")
@bp.get("/reports/<int:report_id>.png", endpoint="png")
@staff_only
def file(report_id: int | None = None) -> ResponseReturnValue:
    return sheet_file(sheet_or_index(report_id), _kind())


@bp.post("/reports/sheet.csv", endpoint="export_csv")
@bp.post("/reports/sheet.xlsx", endpoint="export_xlsx")
@staff_only
def export_table() -> ResponseReturnValue:
    sheet, form, kind = sheet_or_index(), ExportForm(), _kind()
    if not sheet.events or not form.validate_on_submit():
        return sheet_page(sheet, form)
    rows = export(sheet, kind, by=g.staff_member)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return table(sheet, rows, kind)


@bp.post("/reports")
@only_for(Role.ORGANIZER, Role.ADMIN)
def create() -> ResponseReturnValue:
    sheet, form = sheet_or_index(), PublishForm()
    form.or_show(lambda form: sheet_page(sheet, form))
    try:
        report = publish(
            sheet, chosen=form.chosen.data or (), key_hash=form.key_hash(), by=g.staff_member
        )
    except LacksState:
        db.session.rollback()
        form.form_errors.append(_("Say what became of each line of the last report first."))
        return sheet_page(sheet, form)
    db.session.commit()
    return flash_to(_("Published."), "staff_reports.show", report_id=report.id)


@bp.post("/reports/rhythm")
@admin_only
def set_rhythm() -> ResponseReturnValue:
    form = RhythmForm().or_show(lambda form: index_page(rhythm=form))
    form.save(by=g.staff_member)
    db.session.commit()
    return flash_to(_("Saved."), "staff_reports.index")


@bp.get("/<int:event_id>/report")
@bp.get("/<int:event_id>/report.pdf")
@bp.get("/season")
@bp.get("/season.pdf")
@staff_only
def former(event_id: int | None = None) -> ResponseReturnValue:
    """Lead on from where the report of an event and of a season was."""
    page = "pdf" if _kind() == "pdf" else "show"
    event = own_or_404(Event, event_id).id if event_id else None
    kept = {name: request.args[name] for name in FORMER_ARGS if name in request.args}
    return see_other(f"staff_reports.{page}", event=event, **kept)


def _kind() -> str:
    return request.path.rpartition(".")[2]
