"""A published report for residents, and what checks that it answers for the one before it."""

import json

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.models import Report
from coffeecop.models.installation import content_version
from coffeecop.models.report import report_file
from coffeecop.web.i18n import PublicBlueprint, current_language
from coffeecop.web.reports_shown import account_of
from coffeecop.web.response_cache import cached_page

VERIFIER = PROJECT / "docs" / "verify_record.py"

bp = PublicBlueprint("reports", __name__)


@bp.get("/reports/<int:report_id>")
def show(report_id: int) -> ResponseReturnValue:
    return cached_page(content_version(), lambda: _page(report_or_404(report_id)))


@bp.get("/reports/<int:report_id>.json")
def download(report_id: int) -> ResponseReturnValue:
    report = report_or_404(report_id)
    response = Response(json.dumps(report_file(report), indent=1), mimetype="application/json")
    name = f"report-{report.number}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/record/verify_record.py")
def verifier() -> ResponseReturnValue:
    response = Response(VERIFIER.read_bytes(), mimetype="text/x-python")
    response.headers.set("Content-Disposition", "attachment", filename=VERIFIER.name)
    return response


def report_or_404(report_id: int) -> Report:
    return db.session.get(Report, report_id) or abort(404)


def _page(report: Report) -> str:
    both = [report, report.previous] if report.previous else [report]
    return render_template(
        "public/reports/show.html",
        report=report,
        told=report.told[str(current_language())],
        account=account_of(report.previous, report.lines),
        files=[url_for("reports.download", report_id=each.id) for each in both],
    )
