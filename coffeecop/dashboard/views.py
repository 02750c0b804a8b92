from typing import Any

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.dashboard.concern_list import (
    EVENTS_SEARCHED,
    concern_page,
    readable_outcomes,
)
from coffeecop.dashboard.corrections import corrections
from coffeecop.dashboard.event_picture import picture, rsvp_counts
from coffeecop.dashboard.events import (
    event_or_none,
    events_by_id,
    newest_event_with_concerns,
    newest_events,
    next_event,
)
from coffeecop.dashboard.export import concerns_csv, exported_concerns
from coffeecop.dashboard.filters import Asked, ConcernFilter, Marks
from coffeecop.dashboard.languages import language_table
from coffeecop.dashboard.summary import summary, themes_of
from coffeecop.dashboard.survey import survey_results
from coffeecop.dashboard.topics_by_event import heat_map
from coffeecop.dashboard.trends import by_venue, trends
from coffeecop.db import db
from coffeecop.forms import StaffForm
from coffeecop.models import AuditAction, ConcernStatus, Event, Kind, Phase, Theme, Topic, Venue
from coffeecop.models.audit import record
from coffeecop.models.suggestion import Confidence
from coffeecop.models.topic import topics_of
from coffeecop.security import read_id
from coffeecop.staff.auth import own_or_404, staff_only
from coffeecop.web import render

bp = Blueprint("dashboard", __name__, url_prefix="/staff")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency_id = g.staff_member.agency_id
    upcoming = next_event(agency_id)
    until = _event_asked_for("until") or upcoming
    newest = newest_event_with_concerns(agency_id, until=upcoming)
    shown = _event_asked_for("event") or newest or upcoming
    chart = heat_map(agency_id, until=until, also=upcoming)
    pictures = {each: picture(each, chart.topics) for each in {newest, shown} if each}
    return render(
        "dashboard/index.html",
        fragment="event_picture",
        upcoming=upcoming,
        rsvps=upcoming and rsvp_counts(upcoming),
        summary=newest and summary(newest, pictures[newest], chart.topics, themes_of(newest)),
        chart=chart,
        trends=trends(chart),
        venues=by_venue(chart),
        event=shown,
        picture=shown and pictures[shown],
    )


@bp.get("/events/<int:event_id>")
@staff_only
def event(event_id: int) -> ResponseReturnValue:
    return _event_page(_event_or_404(event_id), StaffForm())


@bp.post("/events/<int:event_id>/export")
@staff_only
def export(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _event_page(event, form, status=422)
    concerns = exported_concerns(event)
    hides_languages = language_table(event, topics_of(event.agency_id)).hides_something
    record(
        AuditAction.CONCERNS_EXPORTED,
        by=g.staff_member,
        subject=event,
        detail=f"concerns: {len(concerns)}",
    )
    # Before the file is made: other writers need not wait for that.
    db.session.commit()
    file = concerns_csv(event, concerns, hides_languages=hides_languages)
    response = Response(file, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{event.slug}-concerns.csv")
    return response


@bp.get("/concerns")
@staff_only
def concerns() -> ResponseReturnValue:
    agency_id = g.staff_member.agency_id
    chosen = ConcernFilter.read(request.args)
    outcomes = readable_outcomes(g.staff_member)
    if chosen.outcome and chosen.outcome not in outcomes:
        abort(404)
    return render(
        "dashboard/concerns.html",
        fragment="concern_list",
        events_to_choose_from=newest_events(agency_id),
        topics=topics_of(agency_id),
        phases=Phase,
        kinds=Kind,
        statuses=ConcernStatus,
        confidence=Confidence,
        marks=Marks,
        asked=Asked,
        outcomes=outcomes,
        **_concern_list(chosen),
    )


def _event_page(event: Event, form: StaffForm, *, status: int = 200) -> Response:
    topics = topics_of(event.agency_id)
    seen, themes = picture(event, topics), themes_of(event)
    return render(
        "dashboard/event.html",
        fragment="event_picture",
        status=status,
        event=event,
        form=form,
        summary=summary(event, seen, topics, themes),
        picture=seen,
        themes=themes,
        languages=language_table(event, topics),
        corrections=corrections(event, topics),
        survey=survey_results(event) if event.has_begun else None,
        **_concern_list(ConcernFilter(event_ids=(event.id,))),
    )


def _concern_list(chosen: ConcernFilter) -> dict[str, Any]:
    """Return what the list of concerns says and shows. Aborts for what another agency has."""
    agency_id = g.staff_member.agency_id
    events = events_by_id(agency_id, chosen.event_ids) if chosen.event_ids else []
    if len(events) < len(chosen.event_ids):
        abort(404)
    topics = {each: own_or_404(Topic, each) for each in chosen.topic_ids}
    return {
        "chosen": chosen,
        "chosen_events": events,
        "chosen_topics": topics,
        "chosen_venue": own_or_404(Venue, chosen.venue_id) if chosen.venue_id else None,
        "chosen_theme": own_or_404(Theme, chosen.theme_id) if chosen.theme_id else None,
        "events_searched": EVENTS_SEARCHED,
        "page": concern_page(agency_id, chosen, page=read_id(request.args.get("page", "")) or 1),
    }


def _event_asked_for(name: str) -> Event | None:
    event_id = read_id(request.args.get(name, ""))
    return _event_or_404(event_id) if event_id else None


def _event_or_404(event_id: int) -> Event:
    return event_or_none(g.staff_member.agency_id, event_id) or abort(404)
