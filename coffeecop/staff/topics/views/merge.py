"""Merging a topic into another."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import merge_topics
from coffeecop.staff.topics.forms import MergeForm
from coffeecop.staff.topics.queries import others_in_use
from coffeecop.staff.topics.views.blueprint import (
    bp,
    colleague_was_first,
    current_list,
    form_page,
    preview_impact,
    with_refusal,
)
from coffeecop.web.rendering import see_other


@bp.get("/<int:topic_id>/merger/new")
@only_for(Role.ADMIN)
def new_merger(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if topic.is_merged:
        return see_other("topics.show", topic_id=topic.id)
    return form_page("new_merger", topic, _form(topic, seen=Wording.of(topic).fingerprint))


@bp.post("/<int:topic_id>/merger/preview")
@only_for(Role.ADMIN)
def preview_merger(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = _form(topic)
    if not form.validate_on_submit():
        return form_page("new_merger", topic, form)
    proposal = current_list().without_topic(topic, into=form.target)
    if form.takes_keywords.data:
        both = Wording.of(form.target).with_keywords_of(Wording.of(topic))
        proposal = proposal.with_wordings(both, topic=form.target)
    return form_page("new_merger", topic, form, impact=preview_impact(form, proposal))


@bp.post("/<int:topic_id>/merger")
@only_for(Role.ADMIN)
def create_merger(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = _form(topic)
    if not form.validate_on_submit():
        return form_page("new_merger", topic, form)
    into, takes_keywords, seen = form.target, form.takes_keywords.data, form.seen.data
    try:
        merge_topics(topic, into, takes_keywords=takes_keywords, seen=seen, by=g.staff_member)
    except ChangedByColleague as refusal:
        if topic.is_merged or into.is_retired:
            return colleague_was_first(topic)
        return form_page("new_merger", topic, with_refusal(form, refusal, topic))
    db.session.commit()
    flash(_("Merged. All its concerns are here now."))
    return see_other("topics.show", topic_id=into.id)


def _form(topic: Topic, **values: object) -> MergeForm:
    return MergeForm(others=others_in_use(topic, topic.agency_id), **values)
