"""Changing a topic: its words, and merging, splitting, retiring or restoring it."""

from flask import flash, g
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Topic
from coffeecop.staff.identity.auth import admin_only, own_or_404
from coffeecop.staff.topics import actions
from coffeecop.staff.topics.forms import REFUSALS, TopicForm
from coffeecop.staff.topics.page import OPERATIONS, begun_form, edit_page, words_of_step
from coffeecop.staff.topics.views.index import back_to, bp, colleague_was_first


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
