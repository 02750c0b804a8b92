from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from coffeecop.models import Event, Role
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.staff.auth import own_or_404, staff_only
from coffeecop.staff.dashboard.heat_map import by_venue, heat_map, trends
from coffeecop.staff.queries.event_counts import event_counts, rsvp_counts
from coffeecop.staff.queries.events import newest_event_with_concerns, next_event
from coffeecop.staff.queries.summary import summary, themes_of
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

bp = Blueprint("dashboard", __name__, url_prefix="/staff")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    member = g.staff_member
    agency_id = member.agency_id
    upcoming = next_event(agency_id)
    until = _requested_event("until") or upcoming
    newest = newest_event_with_concerns(agency_id, until=upcoming)
    shown = _requested_event("event") or newest or upcoming
    chart = heat_map(agency_id, until=until, also=upcoming)
    counts = {each: event_counts(each, chart.topics) for each in {newest, shown} if each}
    return render(
        "staff/dashboard/index.html",
        fragment="event_counts",
        upcoming=upcoming,
        rsvps=upcoming and rsvp_counts(upcoming),
        summary=newest and summary(newest, counts[newest], chart.topics, themes_of(newest)),
        chart=chart,
        warns_of_complaints=member.has_any(Role.ADMIN, Role.ORGANIZER)
        and not member.is_demo
        and not somebody_handles_complaints(agency_id),
        trends=trends(chart),
        venues=by_venue(chart),
        event=shown,
        # Several events are on this page, so each section names its event.
        names_event=True,
        event_counts=shown and counts[shown],
    )


def _requested_event(name: str) -> Event | None:
    event_id = parse_id(request.args.get(name, ""))
    return own_or_404(Event, event_id, joinedload(Event.venue)) if event_id else None
