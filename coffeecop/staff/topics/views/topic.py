"""A topic with its facts, and sorting the concerns of a split one."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Topic
from coffeecop.staff.identity.auth import admin_only, own_or_404, staff_only
from coffeecop.staff.topics.actions import change_note, sort_concern
from coffeecop.staff.topics.forms import REFUSALS, TopicNoteForm
from coffeecop.staff.topics.page import event_to_brief, sorting_form, topic_page
from coffeecop.staff.topics.views.edit import open_form
from coffeecop.staff.topics.views.index import back_to, bp


@bp.get("/<int:topic_id>")
@staff_only
def show(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if request.args.get("open") == "edit":
        return open_form(topic)
    return topic_page(topic, "sorting" if "sorted" in request.args else "staff_content")


@bp.post("/<int:topic_id>/note")
@staff_only
def save_note(topic_id: int) -> ResponseReturnValue:
    topic, event = own_or_404(Topic, topic_id, for_update=True), event_to_brief()
    form = TopicNoteForm().or_show(lambda form: topic_page(topic, note_form=form))
    try:
        change_note(topic, form.body.data, seen=form.version.data, by=g.staff_member)
    except REFUSALS:
        form.add_conflict(None)
        form.version.data = topic.note_version
        return topic_page(topic, note_form=form)
    db.session.commit()
    flash(_("Saved. The briefing shows it now."))
    if event:
        return redirect(url_for("staff_events.briefing", event_id=event.id), code=303)
    return back_to(topic)


@bp.post("/<int:topic_id>/sort/<int:concern_id>")
@admin_only
def sort(topic_id: int, concern_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = sorting_form(topic).or_show(lambda form: topic_page(topic, "sorting", sorting=form))
    sort_concern(concern_id, topic, form.chosen, by=g.staff_member)
    db.session.commit()
    return back_to(topic, sorted=concern_id)
