"""The list of topics, a new one, and one: its words, its facts, and what is done with it."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Topic
from coffeecop.staff.concern_list.picks import MOST_PICKED, PickGone, picked_ids
from coffeecop.staff.identity.auth import admin_only, own_or_404, staff_only
from coffeecop.staff.topics import actions
from coffeecop.staff.topics.forms import REFUSALS, TopicForm, TopicNoteForm
from coffeecop.staff.topics.page import (
    OPERATIONS,
    begun_form,
    edit_page,
    event_to_brief,
    list_page,
    new_page,
    sorting_form,
    topic_page,
    words_of_step,
)
from coffeecop.web.rendering import see_other

bp = Blueprint("topics", __name__, url_prefix="/staff/topics")


def colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return back_to(topic)


def back_to(topic: Topic, **args: int) -> ResponseReturnValue:
    return see_other("topics.show", topic_id=topic.id, **args)


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Show the list, or ?open=new with the concerns that are examples."""
    return _open_new() if request.args.get("open") == "new" else list_page()


@admin_only
def _open_new() -> ResponseReturnValue:
    return new_page(picked_ids(request.args)[:MOST_PICKED])


@bp.post("")
@admin_only
def create() -> ResponseReturnValue:
    form = TopicForm().or_show(lambda form: new_page(form.concern_ids, form))
    try:
        topic = actions.add_topic(form.wording, form.concern_ids, by=g.staff_member)
        if form.place.is_moved:
            actions.move_topic(topic, form.place.data, by=g.staff_member)
    except REFUSALS as refusal:
        return new_page(form.concern_ids, form.with_refusal(refusal, None))
    except PickGone:
        db.session.rollback()
        form.form_errors.append(
            _("A concern is no longer here. Save again to continue without it.")
        )
        return new_page(form.concern_ids, form)
    db.session.commit()
    flash(words_of_step("add", topic))
    return back_to(topic)


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
        actions.change_note(topic, form.body.data, seen=form.version.data, by=g.staff_member)
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
    actions.sort_concern(concern_id, topic, form.chosen, by=g.staff_member)
    db.session.commit()
    return back_to(topic, sorted=concern_id)


@admin_only
def open_form(topic: Topic) -> ResponseReturnValue:
    if topic.is_replaced:
        return back_to(topic)
    return edit_page(topic, begun_form(topic))


@bp.post("/<int:topic_id>")
@admin_only
def update(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = TopicForm(topic).or_show(lambda form: edit_page(topic, form))
    try:
        is_changed = actions.change_topic(
            topic, form.wording, seen=form.version.data, by=g.staff_member
        )
        if form.place.is_moved:
            actions.move_topic(topic, form.place.data, by=g.staff_member)
    except REFUSALS as refusal:
        return edit_page(topic, form.with_refusal(refusal, topic))
    db.session.commit()
    if is_changed or form.place.is_moved:
        flash(words_of_step("change", topic))
    return back_to(topic)


@bp.post("/<int:topic_id>/<any(merge,split,retire,restore):what>")
@admin_only
def operate(topic_id: int, what: str) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = OPERATIONS[what].form(topic).or_show(lambda form: edit_page(topic, **{what: form}))
    seen = form.version.data
    try:
        OPERATIONS[what].do(topic, **form.arguments, seen=seen, by=g.staff_member)
    except actions.ColleagueWasFirst:
        return colleague_was_first(topic)
    except REFUSALS as refusal:
        return edit_page(topic, **{what: form.with_refusal(refusal, topic)})
    db.session.commit()
    flash(words_of_step(what, topic))
    return back_to(topic)
