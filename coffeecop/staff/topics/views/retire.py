"""Retiring a topic, so that it is no longer offered."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import retire_topic
from coffeecop.staff.topics.forms import SeenForm
from coffeecop.staff.topics.views.blueprint import (
    bp,
    colleague_was_first,
    current_list,
    form_page,
    preview_impact,
    with_refusal,
)
from coffeecop.web.rendering import see_other


@bp.get("/<int:topic_id>/retirement/new")
@only_for(Role.ADMIN)
def new_retirement(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if topic.is_retired:
        return see_other("topics.show", topic_id=topic.id)
    return form_page("new_retirement", topic, SeenForm(seen=Wording.of(topic).fingerprint))


@bp.post("/<int:topic_id>/retirement/preview")
@only_for(Role.ADMIN)
def preview_retirement(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SeenForm()
    if not form.validate_on_submit():
        return form_page("new_retirement", topic, form)
    return form_page(
        "new_retirement",
        topic,
        form,
        impact=preview_impact(form, current_list().without_topic(topic)),
    )


@bp.post("/<int:topic_id>/retirement")
@only_for(Role.ADMIN)
def create_retirement(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SeenForm()
    if not form.validate_on_submit():
        return form_page("new_retirement", topic, form)
    try:
        retire_topic(topic, seen=form.seen.data, by=g.staff_member)
    except ChangedByColleague as refusal:
        if topic.is_retired:
            return colleague_was_first(topic)
        return form_page("new_retirement", topic, with_refusal(form, refusal, topic))
    db.session.commit()
    flash(_("Retired. Nobody is offered this topic any more."))
    return see_other("topics.show", topic_id=topic.id)
