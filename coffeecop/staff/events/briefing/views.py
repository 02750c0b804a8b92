"""The briefing of an event: five cards to read on a phone, or one sheet to print and carry."""

from functools import partial

from flask import g, request
from flask.typing import ResponseReturnValue

from coffeecop.staff.events.blueprint import bp, event_or_404
from coffeecop.staff.events.briefing.queries import briefing_of
from coffeecop.staff.events.briefing.said import ours_of
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.event_labels import opening_sentence
from coffeecop.web.i18n import in_each_language
from coffeecop.web.rendering import render


@bp.get("/<int:event_id>/briefing")
@staff_only
def briefing(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    found = briefing_of(event, g.staff_member)
    return render(
        "staff/events/briefing/show.html",
        fragment="staff_content",
        event=event,
        briefing=found,
        openings=in_each_language(partial(opening_sentence, event.agency)),
        turnout=found.turnout,
        ours_of=ours_of,
        prints_at_once="print" in request.args,
    )
