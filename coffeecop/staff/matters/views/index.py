"""The list of matters; of an event, each with its words; and the mail to its guests."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters import queries
from coffeecop.staff.matters.actions import tell_guests
from coffeecop.staff.matters.forms import OneTapForm
from coffeecop.staff.matters.views.blueprint import bp, event_or_404, publishers_only
from coffeecop.web.rendering import render, see_other


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    if event := queries.own_row(Event, g.staff_member, request.args.get("event")):
        return _of_event(event)
    member, words = g.staff_member, request.args.get("q", "")[: queries.LONGEST_SEARCH].strip()
    numbers = queries.tab_numbers(member)
    tab = queries.chosen_tab(numbers, request.args.get("view"))
    return render(
        "staff/matters/index.html",
        fragment="staff_content",
        listed=queries.search_matters(member, words) if words else queries.matters_in(member, tab),
        numbers=numbers,
        tab=None if words else tab,
        words=words,
        event=None,
    )


@bp.post("/news/<int:event_id>")
@publishers_only
def send_news(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    OneTapForm().or_show(lambda form: _of_event(event, form))
    mails = tell_guests(event)
    db.session.commit()
    if mails:
        flash(ngettext("It goes by mail to %(num)s.", "It goes by mail to %(num)s.", mails))
    else:
        flash(_("Nobody is left to tell."))
    return see_other("staff_matters.index", event=event.id)


def _of_event(event: Event, form: OneTapForm | None = None) -> ResponseReturnValue:
    return render(
        "staff/matters/index.html",
        fragment="staff_content",
        listed=queries.matters_at(g.staff_member, event),
        numbers={},
        tab=None,
        words="",
        event=event,
        form=form or OneTapForm(formdata=None),
        guests=queries.guests_to_tell(g.staff_member, event),
    )
