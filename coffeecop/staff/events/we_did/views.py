"""What the department did: written from a draft or freely, signed off, and taken down."""

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Event, Language, Role
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.events.we_did.actions import (
    LacksText,
    NotOver,
    change_we_did,
    publish_we_did,
    take_down_we_did,
)
from coffeecop.staff.events.we_did.drafting import Draft, draft_of
from coffeecop.staff.events.we_did.forms import WeDidForm
from coffeecop.staff.events.we_did.queries import facts_of
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.forms import StaffForm, VersionForm
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def edit_we_did(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    if "draft" not in request.args or not event.has_begun:
        return _show_form(event, WeDidForm(formdata=None, obj=event))
    draft = draft_of(event, facts_of(event))
    texts = {f"we_did_{language.value}": draft.text(language) for language in Language}
    form = WeDidForm(formdata=None, data=texts, version=event.version)
    return _show_form(event, form, draft)


@bp.post("/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def save_we_did(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = WeDidForm()
    if not form.validate_on_submit():
        return _show_form(event, form)
    texts = {"we_did_en": form.we_did_en.data, "we_did_es": form.we_did_es.data}
    try:
        change_we_did(event, texts, seen=form.version.data, by=g.staff_member)
    except (ChangedByColleague, LacksText) as refusal:
        _set_error(form, event, refusal)
        return _show_form(event, form)
    db.session.commit()
    if event.we_did_is_published:
        flash(_("Saved. Residents read it now."))
    elif event.is_over and event.is_published and event.we_did_is_written:
        return see_other("staff_events.new_we_did_publication", event_id=event.id)
    else:
        flash(_("Saved. Residents do not read it yet."))
    return see_other("staff_events.show", event_id=event.id)


@bp.get("/<int:event_id>/we-did/publication")
@only_for(Role.ORGANIZER)
def new_we_did_publication(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    if not event.we_did_is_written:
        return see_other("staff_events.edit_we_did", event_id=event.id)
    return _show_publication(event, VersionForm(version=event.version))


@bp.post("/<int:event_id>/we-did/publication")
@only_for(Role.ORGANIZER)
def publish_what_was_done(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = VersionForm()
    if not form.validate_on_submit():
        return _show_publication(event, form)
    try:
        mails = publish_we_did(event, seen=form.version.data, by=g.staff_member)
    except (ChangedByColleague, LacksText, NotOver) as refusal:
        changed = _("A colleague changed this event meanwhile. Read the text again.")
        _set_error(form, event, refusal, changed)
        return _show_publication(event, form)
    db.session.commit()
    flash(_("Published. Residents read it now."))
    if mails:
        flash(ngettext("It goes by mail to %(num)s.", "It goes by mail to %(num)s.", mails))
    return see_other("staff_events.show", event_id=event.id)


@bp.post("/<int:event_id>/we-did/withdrawal")
@only_for(Role.ORGANIZER)
def take_down_what_was_done(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_publication(event, form)
    take_down_we_did(event, by=g.staff_member)
    db.session.commit()
    flash(_("Taken down. Residents no longer read it."))
    return see_other("staff_events.show", event_id=event.id)


def _set_error(form: VersionForm, event: Event, refusal: Exception, changed: str = "") -> None:
    """Say why not; `changed` is said of a colleague's change."""
    match refusal:
        case LacksText():
            form.form_errors.append(_("Residents read it, so it needs a text."))
        case NotOver():
            form.form_errors.append(_("It can be published once the event is over."))
        case _:
            form.add_conflict(event, changed)


def _show_form(event: Event, form: WeDidForm, draft: Draft | None = None) -> Response:
    return render(
        "staff/events/we_did/edit.html", fragment="form", event=event, form=form, draft=draft
    )


def _show_publication(event: Event, form: StaffForm) -> Response:
    return render("staff/events/we_did/publication.html", fragment="form", event=event, form=form)
