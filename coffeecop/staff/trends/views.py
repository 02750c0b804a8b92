from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from coffeecop.models import Event
from coffeecop.parts import links_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concern_list.work import next_event
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.staff.summaries.heat_map import SWITCH, heat_map, later_map_id
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

bp = Blueprint("trends", __name__, url_prefix="/staff/trends")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency_id, by = g.staff_member.agency_id, request.args.get("by")
    until_id = parse_id(request.args.get("until", ""))
    until = own_or_404(Event, until_id) if until_id else next_event(agency_id)
    events = heat_map(agency_id, until=until, has_matters=True)
    chart = events.by_property(by) if by in SWITCH[1:] else events.with_event(until)
    return render(
        "staff/trends/index.html",
        fragment="staff_content",
        chart=chart,
        rows=chart.rows if request.args.get("all") else chart.largest_rows,
        changes=events.changes,
        has_changes=events.is_chart,
        switch=SWITCH,
        links=links_at(Spot.PAST_EVENTS, g.staff_member.agency, member=g.staff_member),
        until_id=until_id,
        later_id=later_map_id(events),
    )
