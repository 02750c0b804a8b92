"""What the pages of topics show: their list, a topic, the form that changes it, a new one."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import Response, g, request
from flask_babel import gettext as _

from coffeecop.analysis.training_data import examples_of, texts_of, topic_texts
from coffeecop.db import db
from coffeecop.engine.examples import Example, TopicText
from coffeecop.engine.keywords import suggest_keywords
from coffeecop.engine.text import fold_line
from coffeecop.models import Concern, Event, Language, Topic
from coffeecop.models.topics import Wording, split_lines, topics_of
from coffeecop.parts import links_at
from coffeecop.parts.links import Spot
from coffeecop.staff.audit.details import what_was_done
from coffeecop.staff.concern_list.picks import join_ids, picked_concerns
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.staff.navigation import page_of_part
from coffeecop.staff.topics import actions, queries
from coffeecop.staff.topics.forms import (
    MergeForm,
    OperationForm,
    SortingForm,
    SplitForm,
    TopicForm,
    TopicNoteForm,
)
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

# No topic has this id.
NEW_TOPIC = 0


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


def words_of_step(what: str, topic: Topic) -> str:
    name = localized(topic, "name")
    if what == "add":
        return _("%(topic)s is on the list. Residents can choose it now.", topic=name)
    if what == "change":
        return _("%(topic)s is changed.", topic=name)
    if what == "merge":
        into = db.session.get_one(Topic, topic.replaced_by_id)
        return _("%(topic)s is merged into %(other)s.", topic=name, other=localized(into, "name"))
    if what == "split":
        others = ", ".join(localized(part, "name") for part in queries.parts_of(topic))
        return _("%(topic)s is split into %(others)s.", topic=name, others=others)
    if what == "retire":
        return _("%(topic)s is retired. Nobody is offered it anymore.", topic=name)
    return _("%(topic)s is restored. Residents can choose it again.", topic=name)


def list_page() -> Response:
    """Show the list, or a page of a part that opens at its address."""
    member = g.staff_member
    return page_of_part(Spot.TOPICS) or render(
        "staff/topics/index.html",
        fragment="staff_content",
        listed=queries.topic_list(member.agency_id),
        links=links_at(Spot.TOPICS, member.agency, member=member),
    )


def topic_page(
    topic: Topic,
    fragment: str = "staff_content",
    *,
    note_form: TopicNoteForm | None = None,
    sorting: SortingForm | None = None,
) -> Response:
    parts = queries.parts_of(topic) if topic.is_retired else []
    note = {"body": topic.note, "version": topic.note_version}
    context: dict[str, Any] = {}
    if g.staff_member.is_admin:
        concerns, has_more = queries.concerns_to_sort(topic) if parts else ([], False)
        context = {"concerns": concerns, "has_more": has_more, "history": history_of(topic)}
    return render(
        "staff/topics/show.html",
        fragment=fragment,
        topic=topic,
        wording=Wording.of(topic),
        replaced_by=db.session.get(Topic, topic.replaced_by_id) if topic.replaced_by_id else None,
        parts=parts,
        note_form=note_form or TopicNoteForm(formdata=None, data=note),
        sorting_form=sorting or SortingForm(parts, formdata=None),
        sorted_id=request.args.get("sorted", type=int),
        event=event_to_brief(),
        **context,
    )


def history_of(topic: Topic) -> list[tuple[str, datetime]]:
    """Return what was done to a topic and when, the newest first."""
    names = {each.key: localized(each, "name") for each in topics_of(topic.agency_id)}
    return [
        (what_was_done(entry, names[topic.key], names), entry.created_at)
        for entry in queries.entries_about(topic)
    ]


def sorting_form(topic: Topic) -> SortingForm:
    return SortingForm(queries.parts_of(topic))


def event_to_brief() -> Event | None:
    event_id = parse_id(request.args.get("event", ""))
    return own_or_404(Event, event_id) if event_id else None


def edit_page(topic: Topic, form: TopicForm | None = None, **operated: OperationForm) -> Response:
    form = form or TopicForm(topic, formdata=None)
    operations = {
        what: operation.form(topic, formdata=None)
        for what, operation in OPERATIONS.items()
        if operation.is_possible(topic) and what not in operated
    }
    forms = operations | operated
    merge = forms.get("merge")
    # The form that merges has read them already.
    others = (
        [*merge.into.rows.values()]
        if isinstance(merge, MergeForm)
        else queries.others_in_use(topic, topic.agency_id)
    )
    return render(
        "staff/topics/edit.html",
        fragment="staff_content",
        status=422 if any(each.errors for each in operated.values()) else None,
        topic=topic,
        form=form,
        operations=forms,
        shared=_shared_keywords(form, others),
        entry=queries.latest_entry(topic) if form.is_late else None,
        numbers=queries.numbers_of(topic),
    )


def begun_form(topic: Topic) -> TopicForm:
    """Begin with words that distinguish this topic in the texts that people assigned to it."""
    (text,) = topic_texts([topic])
    return TopicForm(topic, formdata=None, **_offered(text, examples_of(topic.agency_id)))


def new_page(concern_ids: Sequence[int], form: TopicForm | None = None) -> Response:
    agency_id = g.staff_member.agency_id
    concerns = picked_concerns(concern_ids, agency_id)
    form = form or TopicForm(formdata=None, data=_words_of(concerns))
    form.concerns.data = join_ids(concern.id for concern in concerns)
    return render(
        "staff/topics/new.html",
        fragment="staff_content",
        picked=concerns,
        form=form,
        shared=_shared_keywords(form, queries.others_in_use(None, agency_id)),
    )


def _words_of(concerns: Sequence[Concern]) -> dict[str, str]:
    if not concerns:
        return {}
    texts = texts_of([concern.id for concern in concerns])
    own = [Example(text, frozenset({NEW_TOPIC})) for text in texts]
    others = [each for each in examples_of(g.staff_member.agency_id) if each.text not in texts]
    return _offered(TopicText(NEW_TOPIC, ()), [*own, *others])


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
