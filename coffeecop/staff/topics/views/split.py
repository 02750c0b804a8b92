"""Splitting a topic into several new ones."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.topic_list import NameTaken
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import split_topic
from coffeecop.staff.topics.forms import SplitForm, form_values
from coffeecop.staff.topics.queries import has_concerns_to_sort
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


@bp.get("/<int:topic_id>/split/new")
@only_for(Role.ADMIN)
def new_split(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if topic.is_retired:
        return see_other("topics.show", topic_id=topic.id)
    wording = Wording.of(topic)
    keywords = {name: form_values(wording)[name] for name in ("keywords_en", "keywords_es")}
    return form_page("new_split", topic, SplitForm(seen=wording.fingerprint, parts=[keywords]))


@bp.post("/<int:topic_id>/split/preview")
@only_for(Role.ADMIN)
def preview_split(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SplitForm()
    if not form.validate_on_submit() or not names_are_free(form, form.wordings, topic=topic):
        return form_page("new_split", topic, form)
    proposal = current_list().without_topic(topic, is_split=True).with_wordings(*form.wordings)
    return form_page("new_split", topic, form, impact=preview_impact(form, proposal))


@bp.post("/<int:topic_id>/split")
@only_for(Role.ADMIN)
def create_split(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SplitForm()
    if not form.validate_on_submit():
        return form_page("new_split", topic, form)
    try:
        split_topic(topic, form.wordings, seen=form.seen.data, by=g.staff_member)
    except (ChangedByColleague, NameTaken) as refusal:
        if topic.is_retired:
            return colleague_was_first(topic)
        return form_page("new_split", topic, with_refusal(form, refusal, topic))
    db.session.commit()
    flash(_("Split. Concerns that no person has sorted are being read again."))
    next_page = "topics.sorting" if has_concerns_to_sort(topic) else "topics.show"
    return see_other(next_page, topic_id=topic.id)
