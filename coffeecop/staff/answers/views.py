"""Answers for everybody: the list, the form, and what residents read."""

from typing import Any

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Concern, PublicAnswer, Role, Topic
from coffeecop.models.answers import TEXTS, confirmations_by_answer
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import topics_in_use
from coffeecop.staff.answers.actions import add_answer, change_answer, publish, take_down
from coffeecop.staff.answers.forms import AnswerForm
from coffeecop.staff.answers.queries import (
    listed_answers,
    questions_about,
    questions_many_ask,
    source_ids,
)
from coffeecop.staff.concern_list.picks import join_ids, picked_concerns
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

# Who decides what all residents read.
PUBLISHERS = (Role.ORGANIZER, Role.ADMIN)

bp = Blueprint("staff_answers", __name__, url_prefix="/staff/answers")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return render(
        "staff/answers/index.html",
        fragment="staff_content",
        listed=listed_answers(g.staff_member.agency_id),
        asked=questions_many_ask(g.staff_member.agency_id),
    )


@bp.get("/new")
@staff_only
def new() -> ResponseReturnValue:
    return _show_form(_form(formdata=None, data=_values_of_request()))


@bp.post("")
@staff_only
def create() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit() or not _may_save(form):
        return _show_form(form)
    answer = add_answer(
        form.content,
        picked_concerns(form.concern_ids, g.staff_member.agency_id),
        key_hash=form.key_hash("public answer"),
        by=g.staff_member,
    )
    return _saved(answer, form)


@bp.get("/<int:answer_id>")
@staff_only
def edit(answer_id: int) -> ResponseReturnValue:
    return _show_stored(own_or_404(PublicAnswer, answer_id))


@bp.post("/<int:answer_id>")
@staff_only
def update(answer_id: int) -> ResponseReturnValue:
    answer = own_or_404(PublicAnswer, answer_id, for_update=True)
    form = _form(answer)
    if not form.validate_on_submit() or not _may_save(form, answer):
        return _show_form(form, answer)
    concerns = picked_concerns(form.concern_ids, g.staff_member.agency_id)
    try:
        change_answer(answer, form.content, concerns, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(answer)
        return _show_form(form, answer)
    return _saved(answer, form)


@bp.post("/<int:answer_id>/withdrawal")
@only_for(*PUBLISHERS)
def withdraw(answer_id: int) -> ResponseReturnValue:
    answer = own_or_404(PublicAnswer, answer_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_stored(answer, form)
    take_down(answer, by=g.staff_member)
    db.session.commit()
    flash(_("It is taken down. Residents no longer see it."))
    return see_other("staff_answers.edit", answer_id=answer.id)


def _saved(answer: PublicAnswer | None, form: AnswerForm) -> ResponseReturnValue:
    if answer is None:
        return see_other("staff_answers.index")
    if form.publish.data:
        publish(answer, by=g.staff_member)
    db.session.commit()
    flash(_("Published. Residents see it now.") if form.publish.data else _("Saved."))
    return see_other("staff_answers.edit", answer_id=answer.id)


def _may_save(form: AnswerForm, answer: PublicAnswer | None = None) -> bool:
    """Return whether this person may; add an error to the form if it takes a publisher."""
    is_public = form.publish.data or (answer is not None and answer.is_published)
    if is_public and not g.staff_member.has_any(*PUBLISHERS):
        form.form_errors.append(_("Only organizers and administrators publish an answer."))
        return False
    return True


def _form(answer: PublicAnswer | None = None, **options: Any) -> AnswerForm:
    topics = list(topics_in_use(g.staff_member.agency_id))
    if answer and answer.topic and answer.topic not in topics:
        topics.append(answer.topic)
    is_published = answer is not None and answer.is_published
    return AnswerForm(topics=topics, is_published=is_published, **options)


def _values_of_request() -> dict[str, Any]:
    """Return what an address says of the question: ?concern=7 or ?topic=4."""
    agency_id = g.staff_member.agency_id
    concern_id, topic_id = (parse_id(request.args.get(name, "")) for name in ("concern", "topic"))
    topic = own_or_404(Topic, topic_id) if topic_id else None
    if concern_id:
        picked = picked_concerns([concern_id], agency_id) or abort(404)
        topic_ids = [row.topic_id for row in picked[0].topic_rows]
        return {"concerns": str(concern_id), "topic": min(topic_ids, default="")}
    asked = questions_about(agency_id, topic=topic)
    return {"concerns": join_ids(asked), "topic": topic.id if topic else ""}


def _show_stored(answer: PublicAnswer, withdrawal_form: StaffForm | None = None) -> Response:
    values = {name: getattr(answer, name) for name in (*TEXTS, "version")}
    values |= {"topic": answer.topic_id or "", "concerns": join_ids(source_ids(answer))}
    return _show_form(_form(answer, formdata=None, data=values), answer, withdrawal_form)


def _show_form(
    form: AnswerForm, answer: PublicAnswer | None = None, withdrawal_form: StaffForm | None = None
) -> Response:
    sources: list[Concern] = picked_concerns(form.concern_ids, g.staff_member.agency_id)
    form.concerns.data = join_ids(concern.id for concern in sources)
    may_publish = g.staff_member.has_any(*PUBLISHERS)
    return render(
        "staff/answers/edit.html",
        fragment="form",
        form=form,
        answer=answer,
        sources=sources,
        helped=confirmations_by_answer([answer.id]).get(answer.id, 0) if answer else 0,
        may_publish=may_publish,
        may_save=may_publish or not (answer and answer.is_published),
        withdrawal_form=withdrawal_form or StaffForm(formdata=None),
    )
