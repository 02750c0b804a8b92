from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from coffeecop.models import Role
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.staff.auth import staff_only
from coffeecop.staff.queries.event_counts import event_counts, rsvp_counts
from coffeecop.staff.queries.events import newest_event_with_concerns, next_event
from coffeecop.staff.queries.heat_map import heat_map
from coffeecop.staff.queries.summary import summary, themes_of
from coffeecop.web.rendering import render

bp = Blueprint("today", __name__, url_prefix="/staff")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    member = g.staff_member
    agency_id = member.agency_id
    upcoming = next_event(agency_id)
    newest = newest_event_with_concerns(agency_id, until=upcoming)
    chart = heat_map(agency_id, until=upcoming, also=upcoming)
    counts = newest and event_counts(newest, chart.topics)
    return render(
        "staff/today/index.html",
        fragment="staff_content",
        upcoming=upcoming,
        rsvps=upcoming and rsvp_counts(upcoming),
        summary=newest and counts and summary(newest, counts, chart.topics, themes_of(newest)),
        chart=chart,
        warns_of_complaints=member.has_any(Role.ADMIN, Role.ORGANIZER)
        and not member.is_demo
        and not somebody_handles_complaints(agency_id),
    )
