"""Facts about a topic, which every staff member may keep for the briefing."""

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.staff.topics.actions import change_note
from coffeecop.staff.topics.forms import NoteForm
from coffeecop.staff.topics.queries import note_of
from coffeecop.staff.topics.views.index import bp
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("/<int:topic_id>/note")
@staff_only
def edit_note(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    return _show_note(topic, NoteForm(formdata=None, obj=note_of(topic)))


@bp.post("/<int:topic_id>/note")
@staff_only
def save_note(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id, for_update=True)
    form = NoteForm()
    if not form.validate_on_submit():
        return _show_note(topic, form)
    try:
        change_note(topic, form.body.data, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(note_of(topic))
        return _show_note(topic, form, is_late=True)
    db.session.commit()
    flash(_("Saved. The briefing shows it now."))
    if event := _event_to_brief():
        return see_other("staff_events.briefing", event_id=event.id)
    return see_other("topics.edit_note", topic_id=topic.id)


def _event_to_brief() -> Event | None:
    """Return the event whose briefing led here, if there is one."""
    event_id = parse_id(request.args.get("event", ""))
    return own_or_404(Event, event_id) if event_id else None


def _show_note(topic: Topic, form: NoteForm, *, is_late: bool = False) -> Response:
    return render(
        "staff/topics/note.html",
        fragment="form",
        topic=topic,
        form=form,
        note=note_of(topic),
        event=_event_to_brief(),
        is_late=is_late,
    )
