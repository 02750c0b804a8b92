"""Restoring a retired topic."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.topic_list import NameTaken
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import restore_topic
from coffeecop.staff.topics.forms import SeenForm
from coffeecop.staff.topics.views.blueprint import (
    bp,
    colleague_was_first,
    current_list,
    form_page,
    names_are_free,
    preview_impact,
    with_refusal,
)
from coffeecop.web.rendering import see_other


@bp.get("/<int:topic_id>/restoration/new")
@only_for(Role.ADMIN)
def new_restoration(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if not topic.can_be_restored:
        return see_other("topics.show", topic_id=topic.id)
    return form_page("new_restoration", topic, SeenForm(seen=Wording.of(topic).fingerprint))


@bp.post("/<int:topic_id>/restoration/preview")
@only_for(Role.ADMIN)
def preview_restoration(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SeenForm()
    if not form.validate_on_submit() or not names_are_free(form, [Wording.of(topic)], topic=topic):
        return form_page("new_restoration", topic, form)
    proposal = current_list().with_wordings(Wording.of(topic), topic=topic)
    return form_page("new_restoration", topic, form, impact=preview_impact(form, proposal))


@bp.post("/<int:topic_id>/restoration")
@only_for(Role.ADMIN)
def create_restoration(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SeenForm()
    if not form.validate_on_submit():
        return form_page("new_restoration", topic, form)
    try:
        restore_topic(topic, seen=form.seen.data, by=g.staff_member)
    except (ChangedByColleague, NameTaken) as refusal:
        if not topic.can_be_restored:
            return colleague_was_first(topic)
        return form_page("new_restoration", topic, with_refusal(form, refusal, topic))
    db.session.commit()
    flash(_("Restored. Residents can choose this topic again."))
    return see_other("topics.show", topic_id=topic.id)
