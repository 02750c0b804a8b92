"""The list of events, and of each the management page, the concerns and their export."""

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.mail.outbox import mail_counts
from coffeecop.models import AuditAction, Event
from coffeecop.models.audit import record
from coffeecop.models.event.attendance import language_needs
from coffeecop.models.suggestions import MOST_SEARCHED_FOR_THEMES
from coffeecop.models.topics import topics_of
from coffeecop.staff.events.export import concerns_csv, exported_concerns
from coffeecop.staff.events.queries import (
    drafts_and_upcoming,
    needs_of,
    past_events,
    shortened,
    turnouts,
)
from coffeecop.staff.events.statistics import hides_languages, survey_results
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.staff.summaries.counts import event_counts
from coffeecop.staff.summaries.quotes import quotes
from coffeecop.staff.summaries.summary import summary, themes_of
from coffeecop.web.csv_files import csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency = g.staff_member.agency
    ahead = drafts_and_upcoming(agency)
    drafts = shortened([event for event in ahead if event.is_draft])
    upcoming = shortened([event for event in ahead if not event.is_draft])
    past = past_events(agency, page_number(request.args))
    return render(
        "staff/events/index.html",
        fragment="past_events",
        drafts=drafts,
        upcoming=upcoming,
        past=past,
        turnouts=turnouts([*drafts.events, *upcoming.events, *past.items]),
    )


@bp.get("/<int:event_id>/plan")
@staff_only
def plan(event_id: int) -> ResponseReturnValue:
    return plan_page(event_or_404(event_id), StaffForm())


@bp.get("/<int:event_id>")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    return _event_page(event_or_404(event_id), StaffForm())


@bp.post("/<int:event_id>/export")
@staff_only
@recently_confirmed
def export(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _event_page(event, form)
    concerns = exported_concerns(event)
    is_hidden = hides_languages(event)
    detail = {"concerns": len(concerns)}
    record(AuditAction.CONCERNS_EXPORTED, by=g.staff_member, subject=event, detail=detail)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    file = concerns_csv(concerns, hides_languages=is_hidden)
    return csv_response(file, f"{event.slug}-concerns.csv")


def plan_page(event: Event, form: StaffForm) -> ResponseReturnValue:
    return render(
        "staff/events/plan.html",
        fragment="removal" if form.errors else "staff_content",
        event=event,
        form=form,
        turnout=turnouts([event])[event.id],
        language_needs=language_needs(event),
        mail=mail_counts(event),
        mail_is_sent=current_app.config["SMTP_URL"] is not None,
    )


def _event_page(event: Event, form: StaffForm) -> Response:
    topics = topics_of(event.agency_id)
    counts, themes = event_counts(event, topics), themes_of(event)
    told = summary(event, counts, topics, themes)
    return render(
        "staff/events/show.html",
        fragment="staff_content",
        event=event,
        form=form,
        counts=counts,
        themes=themes,
        most_searched_for_themes=MOST_SEARCHED_FOR_THEMES,
        summary=told,
        # A quote each for the topics that the summary tells of.
        quoted=quotes(event, [each.subject for each in told.topics]),
        turnout=turnouts([event])[event.id],
        needs=needs_of(event),
        language_needs=language_needs(event),
        survey=survey_results(event) if event.has_begun else None,
    )
