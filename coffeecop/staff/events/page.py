"""The page of one event, and the preview of a draft."""

from collections.abc import Callable

from flask import Response, current_app, g, request

from coffeecop.db import db
from coffeecop.mail.outbox import mail_counts
from coffeecop.models import ChecklistStep, Event, EventStatus, Language
from coffeecop.models.checklist import checklist_of
from coffeecop.models.event.attendance import Needs, needs_of
from coffeecop.models.topics import topics_of
from coffeecop.parts import links_at, sections_at
from coffeecop.parts.links import Spot
from coffeecop.public.forms.event_page import event_page_parts
from coffeecop.staff.events.blueprint import complaint_readers
from coffeecop.staff.events.lines.forms import LineForm
from coffeecop.staff.events.lines.line import line_of
from coffeecop.staff.events.queries import turnouts
from coffeecop.staff.summaries.changes import since_last_here
from coffeecop.staff.summaries.counts import event_counts
from coffeecop.staff.summaries.groups import MOST_GROUPS, groups_of, with_quotes
from coffeecop.staff.summaries.heat_map import map_of_phases
from coffeecop.staff.summaries.matters import what_matters
from coffeecop.staff.tools import tools_of, url_for_step
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import in_language
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id


def pressed(event: Event, page: Callable[[Event, StaffForm], Response] | None = None) -> StaffForm:
    """Return the form of a button of an event; if it is refused, its page is shown, or this one."""
    return StaffForm().or_show(lambda form: (page or event_page)(event, form))


def event_page(
    event: Event, form: StaffForm | None = None, *, line_form: LineForm | None = None
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
    checklist = checklist_of(event)
    is_said = matters.is_public or ChecklistStep.PUBLISHED in checklist.steps_done
    return render(
        "staff/events/show.html",
        fragment="staff_content",
        event=event,
        form=form or StaffForm(),
        own_line=own_line,
        line_form=line_form or (LineForm(formdata=None, obj=own_line) if writes_line else None),
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
        said_afterwards=sections_at(Spot.HEARD, event.agency, event).items(),
        checklist=checklist,
        links=links_at(Spot.EVENT, event.agency, event, g.staff_member),
        counted_by_parts=sections_at(Spot.EVENT, event.agency, event, matters).items(),
        tools=tools_of(
            event,
            steps_done=checklist.steps_done,
            is_said=is_said or not g.staff_member.is_organizer,
        ),
        ticked_id=parse_id(request.args.get("ticked", "")),
        # Whether it arrives is for those who run the event.
        mail=mail_counts(event) if g.staff_member.is_organizer else None,
        mail_is_sent=current_app.config["SMTP_URL"] is not None,
    )


def preview_page(event: Event, form: StaffForm | None = None) -> Response:
    spanish = request.args.get("language") == "es"
    # Detached from the session, so that the changed status is not saved.
    db.session.expunge(event)
    event.status = EventStatus.PUBLISHED
    with in_language(Language.SPANISH if spanish else Language.ENGLISH):
        return render(
            "staff/events/preview.html",
            fragment="publication",
            event=event,
            **event_page_parts(event),
            **complaint_readers(),
            form=form or StaffForm(),
        )
