"""The filtered list of concerns."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.models import ConcernStatus, Kind, Outcome, Phase, Role
from coffeecop.models.suggestion import Confidence
from coffeecop.models.topic import topics_of
from coffeecop.staff.auth import staff_only
from coffeecop.staff.concern_list import concern_list
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.queries.events import newest_events
from coffeecop.staff.queries.filters import ConcernFilter, FlagFilter
from coffeecop.web.rendering import render


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency_id = g.staff_member.agency_id
    chosen = ConcernFilter.read(request.args)
    hidden = set() if g.staff_member.has_any(Role.COMPLAINTS) else {Outcome.ABOUT_OFFICER}
    outcomes = [outcome for outcome in Outcome if outcome not in hidden]
    if chosen.outcome and chosen.outcome not in outcomes:
        abort(404)
    return render(
        "staff/concerns/index.html",
        fragment="concern_list",
        events_to_choose_from=newest_events(agency_id),
        topics=topics_of(agency_id),
        phases=Phase,
        kinds=Kind,
        statuses=ConcernStatus,
        confidence=Confidence,
        flag_filters=FlagFilter,
        outcomes=outcomes,
        **concern_list(chosen),
    )
