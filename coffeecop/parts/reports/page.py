"""What the pages of reports are about: events, days or what was published, and their sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from flask import Response, abort, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Agency, Event, EventStatus, Language
from coffeecop.models.keys import midnight
from coffeecop.parts.reports.forms import A_YEAR, ExportForm, PeriodForm, PublishForm, RhythmForm
from coffeecop.parts.reports.models import Report, last_report, reports_of
from coffeecop.parts.reports.sheet import ReportSheet
from coffeecop.staff.events.blueprint import event_or_plan
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.web.pdf import PdfFailed, pdf_response
from coffeecop.web.rendering import render, render_in
from coffeecop.web.security import parse_id

TEMPLATE, ARTICLE = "reports/show.html", "reports/article.html"
PAPERS = ("letter", "a4", "both", "slide")
QUARTER, HALF_A_YEAR = 3, 6


def sheet_or_index(report_id: int | None = None) -> ReportSheet:
    """Return what the address is about: ?event=7&event=5, days, or a report that is published.

    If these days cannot be, show what it may be about.
    """
    if report_id is not None:
        return ReportSheet({"report_id": report_id}, report=own_or_404(Report, report_id))
    agency = g.staff_member.agency
    chosen = {parse_id(each) or abort(404) for each in request.args.getlist("event")}
    if chosen:
        events = reported_events(agency, Event.id.in_(chosen))
        for each in chosen.difference(event.id for event in events):
            # There is none, or it has not begun.
            event_or_plan(each, lambda _event: False)
        return ReportSheet({"event": [event.id for event in events]}, events)
    period = _period(agency)
    if not period.validate():
        abort(index_page(period))
    return ReportSheet(period.args, events_between(agency, **period.args))


def index_page(period: PeriodForm | None = None, rhythm: RhythmForm | None = None) -> Response:
    agency = g.staff_member.agency
    return render(
        "reports/index.html",
        fragment="staff_content",
        period=period or _period(agency),
        rhythm=rhythm or RhythmForm(formdata=None, obj=agency),
        reports=reports_of(agency),
        offered=offered(agency),
        events=events_between(agency, since=agency.today - A_YEAR, until=agency.today),
    )


def _period(agency: Agency) -> PeriodForm:
    return PeriodForm(since=first_day(agency), until=agency.today)


def first_day(agency: Agency) -> date:
    """Return the day after the last report, or a year ago before the first."""
    last = last_report(agency.id)
    day = last.until_day + timedelta(days=1) if last else agency.today - A_YEAR
    return min(day, agency.today)


def offered(agency: Agency) -> Iterator[tuple[str, date, date]]:
    """Yield what the page offers to choose: a name, its first day and its last."""
    today, a_day = agency.today, timedelta(days=1)
    if last_report(agency.id):
        yield _("Since the last report"), first_day(agency), today
    start = today.replace(month=QUARTER * ((today.month - 1) // QUARTER) + 1, day=1)
    yield _("This quarter"), start, today
    yield _("Last quarter"), start - relativedelta(months=QUARTER), start - a_day
    yield _("Half a year"), today - relativedelta(months=HALF_A_YEAR), today
    yield _("A year"), today - A_YEAR, today


def events_between(agency: Agency, *, since: date, until: date) -> Sequence[Event]:
    """Return the published events that began on one of these days, in their order."""
    first = midnight(since, agency.time_zone)
    end = midnight(until + timedelta(days=1), agency.time_zone)
    return reported_events(agency, Event.starts_at >= first, Event.starts_at < end)


def reported_events(agency: Agency, *conditions: ColumnElement[bool]) -> Sequence[Event]:
    """Return the published events that have begun, of which a report may tell, in their order."""
    begun = Event.status == EventStatus.PUBLISHED, Event.starts_at <= now()
    return db.session.scalars(
        select(Event)
        .where(Event.agency_id == agency.id, *begun, *conditions)
        .order_by(Event.starts_at, Event.id)
        .options(joinedload(Event.venue), joinedload(Event.agency))
    ).all()


def sheet_page(
    sheet: ReportSheet, form: ExportForm | PublishForm, *, pdf_failed: bool = False
) -> Response:
    return render(
        TEMPLATE,
        fragment="staff_content",
        status=503 if pdf_failed else None,
        pdf_failed=pdf_failed,
        on_screen=True,
        form=form,
        sheet=sheet,
        paper=_paper(),
        chosen=form.data.get("chosen") if form.is_submitted() else None,
    )


def sheet_file(sheet: ReportSheet, kind: str) -> Response:
    """Return it as PDF or PNG; its page says so if that could not be made."""
    try:
        return pdf_response(_on_paper(sheet), f"{sheet.name}.{kind}", photos=sheet.photos)
    except PdfFailed:
        return sheet_page(sheet, PublishForm(), pdf_failed=True)


def _on_paper(sheet: ReportSheet) -> str:
    """Return what is on paper: of both sides each with a sheet that keeps what it says."""
    paper = _paper()
    sides = Language if paper == "both" else ()
    # What leaves the department does not lead into the pages of staff.
    shown = {"paper": paper, "chosen": None, "on_screen": False}
    articles = [render_in(each, ARTICLE, sheet=replace(sheet), **shown) for each in sides]
    return render_template(TEMPLATE, form=PublishForm(), articles=articles, sheet=sheet, **shown)


def _paper() -> str:
    paper = request.args.get("paper", "")
    return paper if paper in PAPERS else "letter"
