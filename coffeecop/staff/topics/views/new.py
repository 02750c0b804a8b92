"""A new topic, and perhaps the concerns that are examples of it."""

from collections.abc import Sequence

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.analysis.training_data import examples_of, texts_of
from coffeecop.db import db
from coffeecop.engine.examples import Example, TopicText
from coffeecop.models import Concern, Role
from coffeecop.models.topics import NameTaken
from coffeecop.staff.concern_list import picks
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.topics.actions import add_topic, move_topic
from coffeecop.staff.topics.forms import TopicForm
from coffeecop.staff.topics.queries import others_in_use
from coffeecop.staff.topics.views.edit import keywords_offered, shared_keywords
from coffeecop.staff.topics.views.index import bp
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import render, see_other

# No topic has this id.
NEW_TOPIC = 0


@bp.get("/new")
@only_for(Role.ADMIN)
def new() -> ResponseReturnValue:
    return _new_page(picks.picked_ids(request.args)[: picks.MOST_PICKED])


@bp.post("")
@only_for(Role.ADMIN)
def create() -> ResponseReturnValue:
    form = TopicForm().or_show(lambda form: _new_page(form.concern_ids, form))
    try:
        topic = add_topic(form.wording, form.concern_ids, by=g.staff_member)
        if form.place.is_moved:
            move_topic(topic, form.place.data, by=g.staff_member)
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields)
        return _new_page(form.concern_ids, form)
    except picks.PickGone:
        db.session.rollback()
        form.form_errors.append(
            _("A concern is no longer here. Save again to continue without it.")
        )
        return _new_page(form.concern_ids, form)
    db.session.commit()
    name = localized(topic, "name")
    flash(_("%(topic)s is on the list. Residents can choose it now.", topic=name))
    return see_other("topics.show", topic_id=topic.id)


def _new_page(concern_ids: Sequence[int], form: TopicForm | None = None) -> Response:
    agency_id = g.staff_member.agency_id
    concerns = picks.picked_concerns(concern_ids, agency_id)
    form = form or TopicForm(formdata=None, data=_words_of(concerns))
    form.concerns.data = picks.join_ids(concern.id for concern in concerns)
    return render(
        "staff/topics/new.html",
        fragment="staff_content",
        picked=concerns,
        form=form,
        shared=shared_keywords(form, others_in_use(None, agency_id)),
    )


def _words_of(concerns: Sequence[Concern]) -> dict[str, str]:
    """Return words that distinguish these concerns."""
    if not concerns:
        return {}
    texts = texts_of([concern.id for concern in concerns])
    own = [Example(text, frozenset({NEW_TOPIC})) for text in texts]
    others = [each for each in examples_of(g.staff_member.agency_id) if each.text not in texts]
    return keywords_offered(TopicText(NEW_TOPIC, ()), [*own, *others])
