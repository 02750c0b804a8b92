from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from coffeecop.models import Event
from coffeecop.staff.auth import own_or_404, staff_only
from coffeecop.staff.queries.event_counts import event_counts
from coffeecop.staff.queries.events import newest_event_with_concerns, next_event
from coffeecop.staff.queries.heat_map import by_venue, heat_map, trends
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

bp = Blueprint("trends", __name__, url_prefix="/staff/trends")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency_id = g.staff_member.agency_id
    upcoming = next_event(agency_id)
    newest = newest_event_with_concerns(agency_id, until=upcoming)
    shown = _requested_event("event") or newest or upcoming
    chart = heat_map(agency_id, until=_requested_event("until") or upcoming, also=upcoming)
    return render(
        "staff/trends/index.html",
        fragment="event_counts",
        upcoming=upcoming,
        chart=chart,
        trends=trends(chart),
        venues=by_venue(chart),
        event=shown,
        # Several events are on this page, so each section names its event.
        names_event=True,
        event_counts=shown and event_counts(shown, chart.topics),
    )


def _requested_event(name: str) -> Event | None:
    event_id = parse_id(request.args.get(name, ""))
    return own_or_404(Event, event_id, joinedload(Event.venue)) if event_id else None
