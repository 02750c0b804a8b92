"""The list of matters; of an event, each with its words; and the mail to its guests."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.mail.news import news_to_send, send_news
from coffeecop.models import Event, Role
from coffeecop.models.matters import may_publish
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.matters.forms import StartForm
from coffeecop.staff.matters.queries import Tab, matters_at, matters_in, search_matters, tab_numbers
from coffeecop.staff.matters.views.blueprint import bp
from coffeecop.web.matters_shown import pairs_at
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

LONGEST_SEARCH = 100


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    if event_id := parse_id(request.args.get("event", "")):
        return _of_event(own_or_404(Event, event_id))
    member, words = g.staff_member, request.args.get("q", "")[:LONGEST_SEARCH].strip()
    numbers = tab_numbers(member)
    wanted = request.args.get("view")
    tab = next((each for each in numbers if each == wanted), next(iter(numbers), Tab.HEARD))
    return render(
        "staff/matters/index.html",
        fragment="staff_content",
        listed=search_matters(member, words) if words else matters_in(member, tab),
        numbers=numbers,
        tab=None if words else tab,
        words=words,
        event=None,
    )


@bp.post("/news")
@only_for(Role.ORGANIZER, Role.ADMIN)
def tell_guests() -> ResponseReturnValue:
    event = own_or_404(Event, parse_id(request.form.get("event", "")) or 0, for_update=True)
    mails = send_news(event) if pairs_at(event) else 0
    db.session.commit()
    if mails:
        flash(ngettext("It goes by mail to %(num)s.", "It goes by mail to %(num)s.", mails))
    else:
        flash(_("Nobody is left to tell."))
    return see_other("staff_matters.index", event=event.id)


def _of_event(event: Event) -> ResponseReturnValue:
    return render(
        "staff/matters/index.html",
        fragment="staff_content",
        listed=matters_at(g.staff_member, event),
        numbers={},
        tab=None,
        words="",
        event=event,
        another=StartForm(formdata=None),
        may_tell=may_publish(g.staff_member),
        guests=len(news_to_send(event)) if pairs_at(event) else 0,
    )
