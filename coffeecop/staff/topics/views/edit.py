"""Adding and changing a topic."""

from collections import defaultdict
from collections.abc import Sequence

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.analysis.training_data import examples_of, texts_of, topic_texts
from coffeecop.db import db
from coffeecop.engine.examples import Example, TopicText
from coffeecop.engine.keywords import suggest_keywords
from coffeecop.engine.text import fold_line
from coffeecop.models import AuditEntry, Language, Role, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import NameTaken, split_lines
from coffeecop.staff.concern_list import picks
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import add_topic, change_topic
from coffeecop.staff.topics.forms import TopicForm
from coffeecop.staff.topics.queries import latest_entry, others_in_use
from coffeecop.staff.topics.views.changes import commit_change
from coffeecop.staff.topics.views.index import bp
from coffeecop.web.rendering import render, see_other

# No topic has this id.
NEW_TOPIC = 0


@bp.get("/new")
@only_for(Role.ADMIN)
def new() -> ResponseReturnValue:
    picked = picks.picked_ids(request.args)[: picks.MOST_PICKED]
    values = {"concerns": picks.join_ids(picked), **_keywords_of_picked(picked)}
    return _form_page(TopicForm(formdata=None, data=values))


@bp.post("")
@only_for(Role.ADMIN)
def create() -> ResponseReturnValue:
    form = TopicForm()
    if not form.validate_on_submit():
        return _form_page(form)
    try:
        change = add_topic(form.wording, form.concern_ids, by=g.staff_member)
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields)
        return _form_page(form)
    except picks.PickGone:
        db.session.rollback()
        form.form_errors.append(_("A concern is no longer here. Save again to go on without it."))
        return _form_page(form)
    return commit_change(change)


@bp.get("/<int:topic_id>/edit")
@only_for(Role.ADMIN)
def edit(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    return _form_page(TopicForm(topic, formdata=None, **_suggested_keywords(topic)), topic)


@bp.post("/<int:topic_id>")
@only_for(Role.ADMIN)
def update(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = TopicForm()
    if not form.validate_on_submit():
        return _form_page(form, topic)
    try:
        change = change_topic(topic, form.wording, seen=form.version.data, by=g.staff_member)
    except (ChangedByColleague, NameTaken) as refusal:
        entry = latest_entry(topic) if isinstance(refusal, ChangedByColleague) else None
        return _form_page(form.with_refusal(refusal, topic), topic, entry=entry)
    return commit_change(change) if change else see_other("topics.show", topic_id=topic.id)


def _form_page(
    form: TopicForm, topic: Topic | None = None, *, entry: AuditEntry | None = None
) -> Response:
    picked = [] if topic else picks.picked_concerns(form.concern_ids, g.staff_member.agency_id)
    form.concerns.data = picks.join_ids(concern.id for concern in picked)
    return render(
        "staff/topics/edit.html",
        fragment="form",
        topic=topic,
        form=form,
        shared=_shared_keywords(form, others_in_use(topic, g.staff_member.agency_id)),
        entry=entry,
        picked=picked,
    )


def _keywords_of_picked(concern_ids: Sequence[int]) -> dict[str, str]:
    """Return words that distinguish these concerns from those that people gave a topic."""
    agency_id = g.staff_member.agency_id
    picked = [concern.id for concern in picks.picked_concerns(concern_ids, agency_id)]
    if not picked:
        return {}
    texts = texts_of(picked)
    own = [Example(text, frozenset({NEW_TOPIC})) for text in texts]
    others = [example for example in examples_of(agency_id) if example.text not in texts]
    return _offered(TopicText(NEW_TOPIC, ()), [*own, *others])


def _suggested_keywords(topic: Topic) -> dict[str, str]:
    """Return words that distinguish this topic in the texts that people assigned to it."""
    (text,) = topic_texts([topic])
    return _offered(text, examples_of(topic.agency_id))


def _offered(topic: TopicText, examples: Sequence[Example]) -> dict[str, str]:
    return {
        f"offered_{language}": "\n".join(
            suggest_keywords(topic, [each for each in examples if each.text.language == language])
        )
        for language in Language
    }


def _shared_keywords(form: TopicForm, others: Sequence[Topic]) -> dict[str, dict[str, list[Topic]]]:
    """Return, by field, the keywords that other topics also have, with these topics."""
    owners: dict[str, dict[int, Topic]] = defaultdict(dict)
    for topic in others:
        for keyword in (*topic.keywords_en.splitlines(), *topic.keywords_es.splitlines()):
            owners[fold_line(keyword)][topic.id] = topic
    return {
        box.name: {
            keyword: [*owners[fold_line(keyword)].values()]
            for keyword in split_lines(box.data)
            if fold_line(keyword) in owners
        }
        for box in (form.keywords_en, form.keywords_es)
    }
