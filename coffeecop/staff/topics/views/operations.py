"""Merging, splitting, retiring and restoring a topic, each with a preview of its impact."""

from flask import Response, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.topics import NameTaken, Wording
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import merge_topics, restore_topic, retire_topic, split_topic
from coffeecop.staff.topics.forms import MergeForm, OperationForm, SplitForm, form_values
from coffeecop.staff.topics.impact_preview import Proposal
from coffeecop.staff.topics.queries import has_concerns_to_sort, others_in_use
from coffeecop.staff.topics.views.blueprint import (
    bp,
    colleague_was_first,
    current_list,
    names_are_free,
    preview_impact,
)
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:topic_id>/merger/new")
@only_for(Role.ADMIN)
def new_merger(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if topic.is_merged:
        return see_other("topics.show", topic_id=topic.id)
    return _form_page("new_merger", topic, _merge_form(topic, seen=Wording.of(topic).fingerprint))


@bp.post("/<int:topic_id>/merger/preview")
@only_for(Role.ADMIN)
def preview_merger(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = _merge_form(topic)
    if not form.validate_on_submit():
        return _form_page("new_merger", topic, form)
    proposal = current_list().without_topic(topic, into=form.target)
    if form.takes_keywords.data:
        both = Wording.of(form.target).with_keywords_of(Wording.of(topic))
        proposal = proposal.with_wordings(both, topic=form.target)
    return _form_page("new_merger", topic, form, proposal)


@bp.post("/<int:topic_id>/merger")
@only_for(Role.ADMIN)
def create_merger(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = _merge_form(topic)
    if not form.validate_on_submit():
        return _form_page("new_merger", topic, form)
    into, takes_keywords, seen = form.target, form.takes_keywords.data, form.seen.data
    try:
        merge_topics(topic, into, takes_keywords=takes_keywords, seen=seen, by=g.staff_member)
    except ChangedByColleague as refusal:
        if topic.is_merged or into.is_retired:
            return colleague_was_first(topic)
        return _form_page("new_merger", topic, form.with_refusal(refusal, topic))
    db.session.commit()
    flash(_("Merged. All its concerns are here now."))
    return see_other("topics.show", topic_id=into.id)


@bp.get("/<int:topic_id>/split/new")
@only_for(Role.ADMIN)
def new_split(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if topic.is_retired:
        return see_other("topics.show", topic_id=topic.id)
    wording = Wording.of(topic)
    keywords = {name: form_values(wording)[name] for name in ("keywords_en", "keywords_es")}
    return _form_page("new_split", topic, SplitForm(seen=wording.fingerprint, parts=[keywords]))


@bp.post("/<int:topic_id>/split/preview")
@only_for(Role.ADMIN)
def preview_split(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SplitForm()
    if not form.validate_on_submit() or not names_are_free(form, form.wordings, topic=topic):
        return _form_page("new_split", topic, form)
    proposal = current_list().without_topic(topic, is_split=True).with_wordings(*form.wordings)
    return _form_page("new_split", topic, form, proposal)


@bp.post("/<int:topic_id>/split")
@only_for(Role.ADMIN)
def create_split(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SplitForm()
    if not form.validate_on_submit():
        return _form_page("new_split", topic, form)
    try:
        split_topic(topic, form.wordings, seen=form.seen.data, by=g.staff_member)
    except (ChangedByColleague, NameTaken) as refusal:
        if topic.is_retired:
            return colleague_was_first(topic)
        return _form_page("new_split", topic, form.with_refusal(refusal, topic))
    db.session.commit()
    flash(_("Split. Concerns that no person has sorted are being read again."))
    next_page = "topics.sorting" if has_concerns_to_sort(topic) else "topics.show"
    return see_other(next_page, topic_id=topic.id)


@bp.get("/<int:topic_id>/retirement/new")
@only_for(Role.ADMIN)
def new_retirement(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if topic.is_retired:
        return see_other("topics.show", topic_id=topic.id)
    return _form_page("new_retirement", topic, OperationForm(seen=Wording.of(topic).fingerprint))


@bp.post("/<int:topic_id>/retirement/preview")
@only_for(Role.ADMIN)
def preview_retirement(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = OperationForm()
    if not form.validate_on_submit():
        return _form_page("new_retirement", topic, form)
    return _form_page("new_retirement", topic, form, current_list().without_topic(topic))


@bp.post("/<int:topic_id>/retirement")
@only_for(Role.ADMIN)
def create_retirement(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = OperationForm()
    if not form.validate_on_submit():
        return _form_page("new_retirement", topic, form)
    try:
        retire_topic(topic, seen=form.seen.data, by=g.staff_member)
    except ChangedByColleague as refusal:
        if topic.is_retired:
            return colleague_was_first(topic)
        return _form_page("new_retirement", topic, form.with_refusal(refusal, topic))
    db.session.commit()
    flash(_("Retired. Nobody is offered this topic any more."))
    return see_other("topics.show", topic_id=topic.id)


@bp.get("/<int:topic_id>/restoration/new")
@only_for(Role.ADMIN)
def new_restoration(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if not topic.can_be_restored:
        return see_other("topics.show", topic_id=topic.id)
    return _form_page("new_restoration", topic, OperationForm(seen=Wording.of(topic).fingerprint))


@bp.post("/<int:topic_id>/restoration/preview")
@only_for(Role.ADMIN)
def preview_restoration(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = OperationForm()
    if not form.validate_on_submit() or not names_are_free(form, [Wording.of(topic)], topic=topic):
        return _form_page("new_restoration", topic, form)
    proposal = current_list().with_wordings(Wording.of(topic), topic=topic)
    return _form_page("new_restoration", topic, form, proposal)


@bp.post("/<int:topic_id>/restoration")
@only_for(Role.ADMIN)
def create_restoration(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = OperationForm()
    if not form.validate_on_submit():
        return _form_page("new_restoration", topic, form)
    try:
        restore_topic(topic, seen=form.seen.data, by=g.staff_member)
    except (ChangedByColleague, NameTaken) as refusal:
        if not topic.can_be_restored:
            return colleague_was_first(topic)
        return _form_page("new_restoration", topic, form.with_refusal(refusal, topic))
    db.session.commit()
    flash(_("Restored. Residents can choose this topic again."))
    return see_other("topics.show", topic_id=topic.id)


def _merge_form(topic: Topic, **values: object) -> MergeForm:
    return MergeForm(others=others_in_use(topic, topic.agency_id), **values)


def _form_page(
    template: str, topic: Topic, form: OperationForm, proposal: Proposal | None = None
) -> Response:
    """Render the form for one operation on a topic, and a preview of the impact of a proposal."""
    return render(
        f"staff/topics/{template}.html",
        fragment="form",
        topic=topic,
        form=form,
        impact=proposal and preview_impact(form, proposal),
    )
