"""The list of events."""

from flask import g, request
from flask.typing import ResponseReturnValue

from coffeecop.staff.events.queries import drafts_and_upcoming, past_events, shortened, turnouts
from coffeecop.staff.events.views.blueprint import bp
from coffeecop.staff.identity.auth import staff_only
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
