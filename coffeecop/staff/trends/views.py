from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from coffeecop.models import Event
from coffeecop.staff.concern_list.work import next_event
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.staff.summaries.heat_map import LEAST_POINTS, heat_map, later_map_id
from coffeecop.staff.trends.queries import breakdown, by_venue, phase_rows
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

bp = Blueprint("trends", __name__, url_prefix="/staff/trends")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency_id = g.staff_member.agency_id
    until_id = parse_id(request.args.get("until", ""))
    until = own_or_404(Event, until_id) if until_id else next_event(agency_id)
    chart = heat_map(agency_id, until=until)
    found = breakdown(chart.columns)
    return render(
        "staff/trends/index.html",
        fragment="staff_content",
        chart=chart,
        later_id=later_map_id(chart),
        breakdown=found,
        phase_rows=phase_rows(chart, found.by_phase),
        venues=by_venue(chart),
        least_points=LEAST_POINTS,
    )
