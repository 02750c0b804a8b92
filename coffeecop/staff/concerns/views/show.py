"""The page of a concern: topics, status and answers."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Concern, ConcernStatus
from coffeecop.models.conflicts import ChangedByColleague, ConcurrentSave
from coffeecop.staff.auth import staff_only
from coffeecop.staff.concerns.actions import (
    CannotBeAnswered,
    change_status,
    change_topics,
    send_answer,
)
from coffeecop.staff.concerns.forms import AnswerForm, ReasonForm, StatusForm, TopicsForm
from coffeecop.staff.concerns.queries import has_contact, topics_of_concern
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, topics_form_of
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:concern_id>")
@staff_only
def show(concern_id: int) -> ResponseReturnValue:
    return _concern_page(concern_or_404(concern_id))


@bp.post("/<int:concern_id>/topics")
@staff_only
def set_topics(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = topics_form_of(concern, topics_of_concern(concern))
    if not form.validate_on_submit():
        return _concern_page(concern, topics_form=form)
    try:
        change_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
    except ConcurrentSave:
        return _concern_page(concern_or_404(concern_id), topics_form=form, changed_meanwhile=True)
    except ChangedByColleague:
        return see_other("staff_concerns.show", concern_id=concern.id, changed="by-colleague")
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=concern.id, changed="topics")


@bp.post("/<int:concern_id>/status")
@staff_only
def set_status(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = StatusForm()
    if not form.validate_on_submit():
        return _concern_page(concern, status_form=form)
    change_status(concern, ConcernStatus(form.status.data), by=g.staff_member)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=concern.id, changed="status")


@bp.post("/<int:concern_id>/messages")
@staff_only
def answer(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _concern_page(concern, answer_form=form)
    key_hash = form.key_hash("answer", str(concern.id))
    try:
        send_answer(concern, key_hash=key_hash, body=form.body.data, by=g.staff_member)
    except CannotBeAnswered:
        form.form_errors.append(_("Not sent: the resident can no longer read an answer."))
        return _concern_page(concern, answer_form=form)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=concern.id, changed="answer")


def _concern_page(
    concern: Concern,
    *,
    topics_form: TopicsForm | None = None,
    status_form: StatusForm | None = None,
    answer_form: AnswerForm | None = None,
    changed_meanwhile: bool = False,
) -> Response:
    topics = topics_of_concern(concern)
    return render(
        "staff/concerns/show.html",
        fragment="triage",
        status=422 if changed_meanwhile else None,
        concern=concern,
        topics=topics,
        statuses=ConcernStatus,
        # Without form data: a POST to this page holds the fields of one form only.
        topics_form=topics_form or topics_form_of(concern, topics, formdata=None),
        status_form=status_form or StatusForm(formdata=None),
        answer_form=answer_form or AnswerForm(formdata=None),
        reason_form=ReasonForm(formdata=None) if has_contact(concern) else None,
        changed=request.args.get("changed"),
        changed_meanwhile=changed_meanwhile,
    )
