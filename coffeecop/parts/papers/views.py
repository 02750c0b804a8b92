import json
from pathlib import Path

import click
from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue

from coffeecop.cli.database import require_tables
from coffeecop.models import Role
from coffeecop.models.agency import agencies_with
from coffeecop.parts.papers.report import open_acr, report_context
from coffeecop.parts.papers.written import NAME, PAPERS, values_of, write_papers
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.pdf import PdfFailed, pdf_response
from coffeecop.web.rendering import render

bp = Blueprint(
    "papers", __name__, url_prefix="/staff/papers", template_folder="templates", cli_group=None
)
# In English alone, as the standards are.
report_bp = Blueprint("accessibility_report", __name__, url_prefix="/accessibility")


@bp.get("")
@only_for(Role.ADMIN, Role.RECORDS)
def index() -> ResponseReturnValue:
    return render("papers/index.html", fragment="staff_content", papers=PAPERS)


@bp.get("/<name>")
@only_for(Role.ADMIN, Role.RECORDS)
def show(name: str) -> Response:
    if name not in PAPERS:
        abort(404)
    return _show(name)


@bp.get("/<name>.pdf")
@only_for(Role.ADMIN, Role.RECORDS)
def pdf(name: str) -> Response:
    if name not in PAPERS:
        abort(404)
    html = render_template("papers/show.html", name=name, **values_of(g.staff_member.agency, name))
    try:
        return pdf_response(html, f"{g.staff_member.agency.slug}-{name}.pdf")
    except PdfFailed:
        return _show(name, pdf_failed=True)


def _show(name: str, *, pdf_failed: bool = False) -> Response:
    return render(
        "papers/show.html",
        fragment="staff_content",
        status=503 if pdf_failed else None,
        name=name,
        pdf_failed=pdf_failed,
        **values_of(g.staff_member.agency, name),
    )


@report_bp.get("/report")
def report() -> ResponseReturnValue:
    if not agencies_with(NAME):
        abort(404)
    return render_template("papers/report.html", report=report_context())


@report_bp.get("/report.yaml")
def report_file() -> Response:
    # JSON is YAML too.
    text = json.dumps(open_acr(agencies_with(NAME) or abort(404)), indent=1)
    return Response(text, mimetype="application/yaml")


@bp.cli.command("papers")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def write(folder: Path) -> None:
    """Write the papers of each department that has them on into FOLDER, as its pages show them."""
    require_tables()
    for agency in agencies_with(NAME):
        for file in write_papers(agency, folder):
            click.echo(file)
