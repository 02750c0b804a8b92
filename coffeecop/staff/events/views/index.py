"""The list of events, and of each its page and the export of its concerns."""

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.mail.outbox import mail_counts
from coffeecop.models import AuditAction, ChecklistStep, Event
from coffeecop.models.audit import record
from coffeecop.models.checklist import checklists
from coffeecop.models.event.attendance import Needs, needs_of
from coffeecop.models.topics import topics_of
from coffeecop.parts import links_at
from coffeecop.parts.links import Spot
from coffeecop.staff.events.export import concerns_csv, exported_concerns
from coffeecop.staff.events.lines.forms import LineForm
from coffeecop.staff.events.lines.queries import line_of
from coffeecop.staff.events.queries import drafts_and_upcoming, past_events, rows_of, turnouts
from coffeecop.staff.events.statistics import survey_results
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.staff.summaries.changes import since_last_here
from coffeecop.staff.summaries.counts import event_counts
from coffeecop.staff.summaries.groups import MOST_GROUPS, groups_of, with_quotes
from coffeecop.staff.summaries.heat_map import map_of_phases
from coffeecop.staff.summaries.matters import what_matters
from coffeecop.staff.tools import tools_of, url_for_step
from coffeecop.web.csv_files import csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    agency = g.staff_member.agency
    ahead = drafts_and_upcoming(agency)
    drafts = rows_of(agency, (event for event in ahead if event.is_draft), are_ahead=True)
    upcoming = rows_of(agency, (event for event in ahead if not event.is_draft), are_ahead=True)
    past = past_events(agency, page_number(request.args))
    past_rows = rows_of(agency, past.items, are_ahead=False)
    return render(
        "staff/events/index.html",
        fragment="past_events",
        drafts=drafts,
        upcoming=upcoming,
        past=past,
        past_rows=past_rows,
        turnouts=turnouts(row.event for row in (*drafts, *upcoming, *past_rows)),
    )


@bp.get("/<int:event_id>")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    return event_page(event_or_404(event_id), StaffForm())


@bp.post("/<int:event_id>/export")
@staff_only
@recently_confirmed
def export(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return event_page(event, form)
    concerns = exported_concerns(event)
    detail = {"concerns": len(concerns)}
    record(AuditAction.CONCERNS_EXPORTED, by=g.staff_member, subject=event, detail=detail)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    file = concerns_csv(concerns)
    return csv_response(file, f"{event.slug}-concerns.csv")


def event_page(
    event: Event,
    form: StaffForm,
    *,
    line_form: LineForm | None = None,
    asks_about_details: bool = False,
) -> Response:
    topics, turnout = topics_of(event.agency_id), turnouts([event])[event.id]
    needs = needs_of(event) if turnout.parties else Needs([], {})
    tells_heads = event.has_begun and event.heads_counted is None and not turnout.parties
    counts = event_counts(event)
    matters = what_matters({event: counts.concerns})[event.id]
    groups = groups_of(event, topics, total=counts.concerns)
    # What a person named comes first, and leaves room for fewer topics.
    most = max(1, MOST_GROUPS - 2 * len(matters.rows))
    # What is not confirmed may turn out to be about any topic.
    is_final = event.is_over and not counts.to_confirm
    last_here, changes = since_last_here(event, topics, is_final=is_final)
    writes_line = line_form is not None or "line" in request.args
    own_line = line_of(event, g.staff_member) if writes_line else None
    checklist = checklists(Event.id == event.id)[0]
    is_said = matters.is_told or ChecklistStep.PUBLISHED in checklist.steps_done
    return render(
        "staff/events/show.html",
        fragment="staff_content",
        event=event,
        form=form,
        own_line=own_line,
        line_form=line_form or (LineForm(formdata=None, obj=own_line) if writes_line else None),
        asks_about_details=asks_about_details,
        counts=counts,
        phases=map_of_phases(event, topics),
        matters=matters,
        groups=with_quotes(event, groups[:most]),
        other_groups=groups[most:],
        last_here=last_here,
        changes=changes,
        turnout=turnout,
        heads_url=url_for_step(event, ChecklistStep.COUNTED),
        # Where nobody had said that they come, the count at the door is all there is to tell.
        counted_at_door=turnout.at_door if tells_heads else 0,
        needs=needs.others,
        language_needs=needs.languages,
        survey=survey_results(event) if event.has_begun else None,
        checklist=checklist,
        links=links_at(Spot.EVENT, event.agency, event, g.staff_member),
        tools=tools_of(
            event,
            is_shared=ChecklistStep.ONLINE in checklist.steps_done,
            is_said=is_said or not g.staff_member.is_organizer,
        ),
        ticked_id=parse_id(request.args.get("ticked", "")),
        # Whether it arrives is for those who run the event.
        mail=mail_counts(event) if g.staff_member.is_organizer else None,
        mail_is_sent=current_app.config["SMTP_URL"] is not None,
    )
