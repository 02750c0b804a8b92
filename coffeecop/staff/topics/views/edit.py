"""Adding and changing a topic: the form, a preview of the impact, and saving."""

from collections.abc import Sequence

from flask import Response, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.topic_list import NameTaken
from coffeecop.models.topic_wording import Wording, split_lines
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import add_topic, change_topic
from coffeecop.staff.topics.forms import TopicForm, form_values
from coffeecop.staff.topics.impact_preview import Proposal
from coffeecop.staff.topics.keywords import missing_keywords, shared_keywords, suggested_keywords
from coffeecop.staff.topics.queries import others_in_use
from coffeecop.staff.topics.views.blueprint import (
    bp,
    current_list,
    names_are_free,
    preview_impact,
    with_refusal,
)
from coffeecop.web.rendering import render, see_other


@bp.get("/new")
@only_for(Role.ADMIN)
def new() -> ResponseReturnValue:
    return _form_page(TopicForm(formdata=None))


@bp.post("/preview")
@only_for(Role.ADMIN)
def preview_new() -> ResponseReturnValue:
    form = TopicForm()
    if not form.validate_on_submit() or not names_are_free(form, [form.wording]):
        return _form_page(form)
    return _form_page(form, proposal=current_list().with_wordings(form.wording))


@bp.post("")
@only_for(Role.ADMIN)
def create() -> ResponseReturnValue:
    form = TopicForm()
    if not form.validate_on_submit():
        return _form_page(form)
    try:
        topic = add_topic(form.wording, by=g.staff_member)
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields)
        return _form_page(form)
    db.session.commit()
    flash(_("The topic is added. Residents can choose it now."))
    return see_other("topics.show", topic_id=topic.id)


@bp.get("/<int:topic_id>/edit")
@only_for(Role.ADMIN)
def edit(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    wording = Wording.of(topic)
    offered = {
        f"offered_{language}": "\n".join(words)
        for language, words in suggested_keywords(topic).items()
    }
    form = TopicForm(
        formdata=None, data={**form_values(wording), **offered, "seen": wording.fingerprint}
    )
    return _form_page(form, topic)


@bp.post("/<int:topic_id>/preview")
@only_for(Role.ADMIN)
def preview(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = TopicForm()
    if not form.validate_on_submit() or not names_are_free(form, [form.wording], topic=topic):
        return _form_page(form, topic)
    return _form_page(form, topic, proposal=current_list().with_wordings(form.wording, topic=topic))


@bp.post("/<int:topic_id>")
@only_for(Role.ADMIN)
def update(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = TopicForm()
    if not form.validate_on_submit():
        return _form_page(form, topic)
    try:
        change_topic(topic, form.wording, seen=form.seen.data, by=g.staff_member)
    except (ChangedByColleague, NameTaken) as refusal:
        theirs = _current_values(form, topic) if isinstance(refusal, ChangedByColleague) else ()
        return _form_page(with_refusal(form, refusal, topic), topic, theirs=theirs)
    db.session.commit()
    flash(_("Saved. Concerns that no person has sorted are being read again."))
    return see_other("topics.show", topic_id=topic.id)


def _form_page(
    form: TopicForm,
    topic: Topic | None = None,
    *,
    proposal: Proposal | None = None,
    theirs: Sequence[tuple[str, str]] = (),
) -> Response:
    return render(
        "staff/topics/edit.html" if topic else "staff/topics/new.html",
        fragment="form",
        topic=topic,
        form=form,
        impact=proposal and preview_impact(form, proposal),
        shared=_shared(form, others_in_use(topic, g.staff_member.agency_id)),
        theirs=theirs,
    )


def _shared(form: TopicForm, others: Sequence[Topic]) -> dict[str, dict[str, list[Topic]]]:
    return {
        box.name: shared_keywords(split_lines(box.data), others)
        for box in (form.keywords_en, form.keywords_es)
    }


def _current_values(form: TopicForm, topic: Topic) -> list[tuple[str, str]]:
    """Return the topic's current values of the fields that differ from the form, by label."""
    now, mine = Wording.of(topic), form.wording
    current_values = {
        name: missing_keywords(getattr(mine, name), getattr(now, name))
        if name.startswith("keywords")
        else getattr(now, name)
        for name in now.differences(mine)
    }
    return [(form[name].label.text, text) for name, text in current_values.items() if text]
