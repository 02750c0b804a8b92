"""The list of matters; of an event, each with its words; the mail to its guests; a new one."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.matters import telling
from coffeecop.models import Event
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters import queries
from coffeecop.staff.matters.forms import OneTapForm, StartForm
from coffeecop.staff.matters.views.blueprint import back_to, bp, event_or_404, publishers_only
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
    mails = telling.tell_guests(event)
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
        guests=telling.guests_to_tell(event, g.staff_member),
    )


@bp.get("/new")
@staff_only
def new() -> ResponseReturnValue:
    origin = queries.origin_of(g.staff_member, request.args)
    return _new_page(StartForm.begun(request.args, origin), origin)


@bp.post("")
@staff_only
def create() -> ResponseReturnValue:
    # What the form names, not the address: it may have been changed.
    origin = queries.origin_of(g.staff_member, request.form)
    form = StartForm().or_show(lambda form: _new_page(form, origin))
    matter = form.start(origin, by=g.staff_member)
    db.session.commit()
    return back_to(matter, did="started", open=form.open.data or None)


def _new_page(form: StartForm, origin: queries.Origin) -> ResponseReturnValue:
    return render("staff/matters/new.html", fragment="form", form=form, origin=origin)
