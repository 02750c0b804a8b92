"""Changing a topic: its words, and merging, splitting, retiring or restoring it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import Response, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.analysis.training_data import examples_of, topic_texts
from coffeecop.db import db
from coffeecop.engine.examples import Example, TopicText
from coffeecop.engine.keywords import suggest_keywords
from coffeecop.engine.text import fold_line
from coffeecop.models import AuditEntry, Language, Role, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import NameTaken, split_lines
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.topics import actions
from coffeecop.staff.topics.forms import MergeForm, OperationForm, SplitForm, TopicForm
from coffeecop.staff.topics.queries import latest_entry, numbers_of, others_in_use, parts_of
from coffeecop.staff.topics.views.index import bp, colleague_was_first
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import render, see_other


class TopicOperation(NamedTuple):
    """What can be done with a topic, while it is possible."""

    form: type[OperationForm]
    do: Callable[..., None]
    is_possible: Callable[[Topic], bool]


OPERATIONS = {
    "merge": TopicOperation(MergeForm, actions.merge_topics, lambda topic: not topic.is_replaced),
    "split": TopicOperation(SplitForm, actions.split_topic, lambda topic: not topic.is_retired),
    "retire": TopicOperation(
        OperationForm, actions.retire_topic, lambda topic: not topic.is_retired
    ),
    "restore": TopicOperation(
        OperationForm, actions.restore_topic, lambda topic: topic.can_be_restored
    ),
}


@bp.get("/<int:topic_id>/edit")
@only_for(Role.ADMIN)
def edit(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    if topic.is_replaced:
        return see_other("topics.show", topic_id=topic.id)
    return _edit_page(topic, TopicForm(topic, formdata=None, **_suggested_keywords(topic)))


@bp.post("/<int:topic_id>")
@only_for(Role.ADMIN)
def update(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = TopicForm(topic).or_show(lambda form: _edit_page(topic, form))
    try:
        is_changed = actions.change_topic(
            topic, form.wording, seen=form.version.data, by=g.staff_member
        )
        if form.place.is_moved:
            actions.move_topic(topic, form.place.data, by=g.staff_member)
    except (ChangedByColleague, NameTaken) as refusal:
        entry = latest_entry(topic) if isinstance(refusal, ChangedByColleague) else None
        return _edit_page(topic, form.with_refusal(refusal, topic), entry=entry)
    db.session.commit()
    if is_changed or form.place.is_moved:
        flash(_("%(topic)s is changed.", topic=localized(topic, "name")))
    return see_other("topics.show", topic_id=topic.id)


@bp.post("/<int:topic_id>/<any(merge,split,retire,restore):what>")
@only_for(Role.ADMIN)
def operate(topic_id: int, what: str) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = OPERATIONS[what].form(topic).or_show(lambda form: _edit_page(topic, **{what: form}))
    seen = form.version.data
    try:
        OPERATIONS[what].do(topic, **form.arguments, seen=seen, by=g.staff_member)
    except actions.ColleagueWasFirst:
        return colleague_was_first(topic)
    except (ChangedByColleague, NameTaken) as refusal:
        return _edit_page(topic, **{what: form.with_refusal(refusal, topic)})
    db.session.commit()
    flash(_done(what, topic))
    return see_other("topics.show", topic_id=topic.id)


def _done(what: str, topic: Topic) -> str:
    name = localized(topic, "name")
    if what == "merge":
        into = db.session.get_one(Topic, topic.replaced_by_id)
        return _("%(topic)s is merged into %(other)s.", topic=name, other=localized(into, "name"))
    if what == "split":
        others = ", ".join(localized(part, "name") for part in parts_of(topic))
        return _("%(topic)s is split into %(others)s.", topic=name, others=others)
    if what == "retire":
        return _("%(topic)s is retired. Nobody is offered it anymore.", topic=name)
    return _("%(topic)s is restored. Residents can choose it again.", topic=name)


def _edit_page(
    topic: Topic,
    form: TopicForm | None = None,
    *,
    entry: AuditEntry | None = None,
    **operated: OperationForm,
) -> Response:
    form = form or TopicForm(topic, formdata=None)
    operations = {
        what: operation.form(topic, formdata=None)
        for what, operation in OPERATIONS.items()
        if operation.is_possible(topic) and what not in operated
    }
    forms = operations | operated
    merge = forms.get("merge")
    # The form that merges has read them already.
    others = merge.others if isinstance(merge, MergeForm) else others_in_use(topic, topic.agency_id)
    return render(
        "staff/topics/edit.html",
        fragment="staff_content",
        status=422 if any(each.errors for each in operated.values()) else None,
        topic=topic,
        form=form,
        operations=forms,
        shared=shared_keywords(form, others),
        entry=entry,
        numbers=numbers_of(topic),
    )


def _suggested_keywords(topic: Topic) -> dict[str, str]:
    """Return words that distinguish this topic in the texts that people assigned to it."""
    (text,) = topic_texts([topic])
    return keywords_offered(text, examples_of(topic.agency_id))


def keywords_offered(topic: TopicText, examples: Sequence[Example]) -> dict[str, str]:
    return {
        f"offered_{language}": "\n".join(
            suggest_keywords(topic, [each for each in examples if each.text.language == language])
        )
        for language in Language
    }


def shared_keywords(form: TopicForm, others: Sequence[Topic]) -> dict[str, dict[str, list[Topic]]]:
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
