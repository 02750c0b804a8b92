"""A topic with its facts, and sorting the concerns of a split one."""

from typing import Any

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import Wording, topics_of
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.topics import queries
from coffeecop.staff.topics.actions import change_note, sort_concern
from coffeecop.staff.topics.forms import SortingForm, TopicNoteForm
from coffeecop.staff.topics.views.index import bp
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("/<int:topic_id>")
@staff_only
def show(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    return _topic_page(topic, "sorting" if "sorted" in request.args else "staff_content")


@bp.post("/<int:topic_id>/note")
@staff_only
def save_note(topic_id: int) -> ResponseReturnValue:
    topic, event = own_or_404(Topic, topic_id, for_update=True), _event_to_brief()
    form = TopicNoteForm().or_show(lambda form: _topic_page(topic, note_form=form))
    try:
        change_note(topic, form.body.data, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(None)
        form.version.data = topic.note_version
        return _topic_page(topic, note_form=form, is_late=True)
    db.session.commit()
    flash(_("Saved. The briefing shows it now."))
    if event:
        return see_other("staff_events.briefing", event_id=event.id)
    return see_other("topics.show", topic_id=topic.id)


@bp.post("/<int:topic_id>/sort/<int:concern_id>")
@only_for(Role.ADMIN)
def sort(topic_id: int, concern_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SortingForm(queries.parts_of(topic))
    if not form.validate_on_submit():
        return _topic_page(topic, "sorting", sorting_form=form)
    into = next((part for part in form.parts if str(part.id) == form.topic.data), None)
    concern = queries.concern_to_sort(topic, concern_id)
    # None if a colleague has sorted it in the meantime.
    if concern:
        sort_concern(concern, topic, into, by=g.staff_member)
        db.session.commit()
    return see_other("topics.show", topic_id=topic.id, sorted=concern_id)


def _event_to_brief() -> Event | None:
    """Return the event whose briefing led here, if there is one."""
    event_id = parse_id(request.args.get("event", ""))
    return own_or_404(Event, event_id) if event_id else None


def _topic_page(
    topic: Topic,
    fragment: str = "staff_content",
    *,
    note_form: TopicNoteForm | None = None,
    sorting_form: SortingForm | None = None,
    is_late: bool = False,
) -> Response:
    parts = queries.parts_of(topic) if topic.is_retired else []
    note = {"body": topic.note, "version": topic.note_version}
    context: dict[str, Any] = {}
    if g.staff_member.is_admin:
        concerns, has_more = queries.concerns_to_sort(topic) if parts else ([], False)
        context = {
            "concerns": concerns,
            "has_more": has_more,
            "history": queries.history_of(topic),
            "topics": {each.key: each for each in topics_of(topic.agency_id)},
        }
    return render(
        "staff/topics/show.html",
        fragment=fragment,
        topic=topic,
        wording=Wording.of(topic),
        replaced_by=db.session.get(Topic, topic.replaced_by_id) if topic.replaced_by_id else None,
        parts=parts,
        note_form=note_form or TopicNoteForm(formdata=None, data=note),
        sorting_form=sorting_form or SortingForm([], formdata=None),
        sorted_id=request.args.get("sorted", type=int),
        event=_event_to_brief(),
        is_late=is_late,
        **context,
    )
