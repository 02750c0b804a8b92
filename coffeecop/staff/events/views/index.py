"""The list of events, and the management page of each."""

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from coffeecop.mail.outbox import mail_counts
from coffeecop.models import Event
from coffeecop.staff.auth import staff_only
from coffeecop.staff.events.queries import drafts_and_upcoming, past_events, turnouts
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.queries.paging import page_number
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency = g.staff_member.agency
    ahead = drafts_and_upcoming(agency)
    past = past_events(agency, page_number(request.args))
    return render(
        "staff/events/index.html",
        fragment="past_events",
        drafts=[event for event in ahead if event.is_draft],
        upcoming=[event for event in ahead if not event.is_draft],
        past=past,
        turnouts=turnouts([*ahead, *past.items]),
    )


@bp.get("/<int:event_id>/plan")
@staff_only
def plan(event_id: int) -> ResponseReturnValue:
    return plan_page(event_or_404(event_id), StaffForm())


def plan_page(event: Event, form: StaffForm) -> ResponseReturnValue:
    return render(
        "staff/events/plan.html",
        fragment="removal" if form.errors else "staff_content",
        event=event,
        form=form,
        turnout=turnouts([event])[event.id],
        mail=mail_counts(event),
        mail_is_sent=current_app.config["SMTP_URL"] is not None,
    )
