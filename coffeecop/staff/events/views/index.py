"""The list of events, and of each its page and what is ticked there."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models.checklist import checklist_of
from coffeecop.staff.events.blueprint import bp, event_or_404
from coffeecop.staff.events.checklist import TickForm, tick_line
from coffeecop.staff.events.page import event_page
from coffeecop.staff.events.queries import (
    drafts_and_upcoming,
    links_under_past,
    past_events,
    rows_of,
    turnouts,
)
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render, see_other


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency = g.staff_member.agency
    ahead = drafts_and_upcoming(agency)
    drafts = rows_of(agency, (event for event in ahead if event.is_draft), are_ahead=True)
    upcoming = rows_of(agency, (event for event in ahead if not event.is_draft), are_ahead=True)
    past = past_events(agency, request.args)
    past_rows = rows_of(agency, past.items, are_ahead=False)
    return render(
        "staff/events/index.html",
        fragment="past_events",
        drafts=drafts,
        upcoming=upcoming,
        past=past,
        past_rows=past_rows,
        turnouts=turnouts(row.event for row in (*drafts, *upcoming, *past_rows)),
        links=links_under_past(g.staff_member),
    )


@bp.get("/<int:event_id>")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    return event_page(event_or_404(event_id))


@bp.post("/<int:event_id>/checklist/<int:item_id>")
@staff_only
def tick(event_id: int, item_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = TickForm().or_show(lambda form: event_page(event, form))
    line = checklist_of(event).line(item_id) or abort(404)
    if not tick_line(line, event, is_done=form.done.data == "yes", by=g.staff_member):
        return see_other("staff_events.show", event_id=event.id)
    db.session.commit()
    return see_other("staff_events.show", event_id=event.id, ticked=item_id)
