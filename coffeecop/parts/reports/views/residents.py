"""A published report for residents, and what checks that it answers for the one before it."""

import json

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models.installation import content_version
from coffeecop.parts import is_off
from coffeecop.parts.reports.models import Report, report_file
from coffeecop.parts.reports.sheet import ReportSheet
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.response_cache import cached_page

bp = PublicBlueprint("reports", "coffeecop.parts.reports", template_folder="templates")


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


def report_or_404(report_id: int) -> Report:
    report = db.session.get(Report, report_id)
    return report if report and not is_off(report.agency) else abort(404)


def _page(report: Report) -> str:
    both = [report, report.previous] if report.previous else [report]
    return render_template(
        "reports/public.html",
        sheet=ReportSheet({}, report=report, is_public=True),
        files=[url_for("reports.download", report_id=each.id) for each in both],
    )
