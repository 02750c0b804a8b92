"""A new topic, and perhaps the concerns that are examples of it."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.staff.concern_list.picks import PickGone
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.topics.actions import add_topic, move_topic
from coffeecop.staff.topics.forms import REFUSALS, TopicForm
from coffeecop.staff.topics.page import new_page, words_of_step
from coffeecop.staff.topics.views.index import back_to, bp


@bp.post("")
@admin_only
def create() -> ResponseReturnValue:
    form = TopicForm().or_show(lambda form: new_page(form.concern_ids, form))
    try:
        topic = add_topic(form.wording, form.concern_ids, by=g.staff_member)
        if form.place.is_moved:
            move_topic(topic, form.place.data, by=g.staff_member)
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
