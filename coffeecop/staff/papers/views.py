from typing import Any

from flask import Blueprint, Response, abort, flash, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AuditAction, Role, SeasonEntry, SeasonStep
from coffeecop.models.audit import record
from coffeecop.models.public_record.season import SeasonIsOver, SeasonTaken, choose, end, seasons_of
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.papers.forms import QuestionForm
from coffeecop.staff.papers.written import PAPERS, paper_of
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import in_each_language
from coffeecop.web.pdf import PdfFailed, can_make_pdf, pdf_response
from coffeecop.web.rendering import render, see_other
from coffeecop.web.season_labels import rules_in_short, season_rule

bp = Blueprint("papers", __name__, url_prefix="/staff/papers")


@bp.get("")
@only_for(Role.ADMIN, Role.RECORDS)
def index() -> ResponseReturnValue:
    papers = {name: paper_of(g.staff_member.agency, name) for name in PAPERS}
    return render("staff/papers/index.html", fragment="staff_content", papers=papers)


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
    paper = paper_of(g.staff_member.agency, name)
    html = render_template("staff/papers/show.html", name=name, paper=paper)
    try:
        return pdf_response(html, f"{g.staff_member.agency.slug}-{name}.pdf")
    except PdfFailed:
        return _show(name, pdf_failed=True)


@bp.get("/evaluation")
@only_for(Role.ADMIN, Role.RECORDS)
def evaluation() -> Response:
    if not g.staff_member.is_admin:
        return _show("evaluation")
    return _show_evaluation(QuestionForm(g.staff_member.agency.today, formdata=None))


@bp.post("/evaluation")
@only_for(Role.ADMIN)
def choose_question() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = QuestionForm(agency.today)
    if not form.validate_on_submit():
        return _show_evaluation(form)
    chosen = form.question.data, form.first_day.data, form.last_day.data
    try:
        entry = choose(agency, *chosen, in_each_language(lambda: season_rule(*chosen)))
    except SeasonTaken:
        form.last_day.errors = [_("Another question stands for some of these days.")]
        return _show_evaluation(form)
    _record(AuditAction.SEASON_CHOSEN, entry)
    db.session.commit()
    flash(_("Sealed. Residents can read it now."))
    return see_other("papers.evaluation")


@bp.post("/evaluation/<int:entry_id>/withdrawal")
@only_for(Role.ADMIN)
def withdraw_question(entry_id: int) -> ResponseReturnValue:
    chosen = own_or_404(SeasonEntry, entry_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_evaluation(QuestionForm(g.staff_member.agency.today, formdata=None), form)
    try:
        entry = end(g.staff_member.agency, chosen.id, SeasonEntry(step=SeasonStep.WITHDRAWN))
    except SeasonIsOver:
        # Its page says what became of it.
        return see_other("papers.evaluation")
    _record(AuditAction.SEASON_WITHDRAWN, entry)
    db.session.commit()
    flash(_("Withdrawn. The record keeps that it was chosen."))
    return see_other("papers.evaluation")


def _record(action: AuditAction, entry: SeasonEntry) -> None:
    record(action, by=g.staff_member, subject=entry, detail={"seal": entry.seal})


def _show_evaluation(form: QuestionForm, withdrawal: StaffForm | None = None) -> Response:
    seasons = seasons_of(g.staff_member.agency_id)
    return _show(
        "evaluation",
        form=form,
        withdrawal=withdrawal or StaffForm(formdata=None),
        open_seasons=[season for season in seasons if season.end is None],
        rules=rules_in_short(),
    )


def _show(name: str, *, pdf_failed: bool = False, **options: Any) -> Response:
    return render(
        "staff/papers/show.html",
        fragment="staff_content",
        status=503 if pdf_failed else None,
        name=name,
        paper=paper_of(g.staff_member.agency, name),
        can_make_pdf=can_make_pdf(),
        pdf_failed=pdf_failed,
        **options,
    )
