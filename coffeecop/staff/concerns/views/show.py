"""The page of a concern: topics, status, answers and the sender. Sorting one after another."""

from typing import Any

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, ConcernStatus, Contact
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, ConcurrentSave
from coffeecop.staff.auth import staff_only
from coffeecop.staff.concerns.actions import (
    CannotBeAnswered,
    change_status,
    change_topics,
    send_answer,
)
from coffeecop.staff.concerns.forms import AnswerForm, ReasonForm, StatusForm, TopicsForm
from coffeecop.staff.concerns.queries import (
    MOST_COUNTED,
    TopicsOfConcern,
    has_contact,
    has_opened_contact,
    left_to_sort,
    next_to_sort,
    selectable_topics,
    sorted_concern,
    topics_of_concern,
)
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404
from coffeecop.staff.queries.filters import parse_ids
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

# Limits the length of the address; the first skipped concerns then come back.
MOST_SKIPPED = 50


@bp.get("/<int:concern_id>")
@staff_only
def show(concern_id: int) -> ResponseReturnValue:
    return concern_page(concern_or_404(concern_id))


@bp.post("/<int:concern_id>/topics")
@staff_only
def set_topics(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = _topics_form(concern, topics_of_concern(concern))
    if not form.validate_on_submit():
        return concern_page(concern, topics_form=form)
    try:
        change_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
    except ConcurrentSave:
        return concern_page(concern_or_404(concern_id), topics_form=form, changed_meanwhile=True)
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
        return concern_page(concern, status_form=form)
    change_status(concern, ConcernStatus(form.status.data), by=g.staff_member)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=concern.id, changed="status")


@bp.post("/<int:concern_id>/messages")
@staff_only
def answer(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return concern_page(concern, answer_form=form)
    key_hash = form.key_hash("answer", str(concern.id))
    try:
        send_answer(concern, key_hash=key_hash, body=form.body.data, by=g.staff_member)
    except CannotBeAnswered:
        form.form_errors.append(_("Not sent: the resident can no longer read an answer."))
        return concern_page(concern, answer_form=form)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=concern.id, changed="answer")


@bp.post("/<int:concern_id>/contact-openings")
@staff_only
def open_contact(concern_id: int) -> ResponseReturnValue:
    concern = _concern_with_contact_or_404(concern_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _contact_page(concern, form)
    record(AuditAction.CONTACT_OPENED, by=g.staff_member, subject=concern, detail=form.reason.data)
    db.session.commit()
    return see_other("staff_concerns.contact", concern_id=concern.id)


@bp.get("/<int:concern_id>/contact")
@staff_only
def contact(concern_id: int) -> ResponseReturnValue:
    concern = _concern_with_contact_or_404(concern_id)
    is_open = has_opened_contact(concern, g.staff_member)
    return _contact_page(concern, ReasonForm(), concern.contact if is_open else None)


@bp.get("/sorting")
@staff_only
def sorting() -> ResponseReturnValue:
    return _sorting_page(next_to_sort(g.staff_member.agency_id, _skipped()))


@bp.post("/<int:concern_id>/sorting")
@staff_only
def sort(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = _topics_form(concern, topics_of_concern(concern))
    if not form.validate_on_submit():
        return _sorting_page(concern, form=form)
    try:
        change_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
        db.session.commit()
    except ConcurrentSave:
        return _sorting_page(concern_or_404(concern_id), form=form, changed_meanwhile=True)
    except ChangedByColleague:
        db.session.rollback()
    skipped = "-".join(map(str, _skipped())) or None
    return see_other("staff_concerns.sorting", sorted=concern.id, skipped=skipped)


def concern_page(
    concern: Concern,
    *,
    topics_form: TopicsForm | None = None,
    status_form: StatusForm | None = None,
    answer_form: AnswerForm | None = None,
    move_form: StaffForm | None = None,
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
        topics_form=topics_form or _topics_form(concern, topics, formdata=None),
        status_form=status_form or StatusForm(formdata=None),
        answer_form=answer_form or AnswerForm(formdata=None),
        move_form=move_form or StaffForm(formdata=None),
        reason_form=ReasonForm(formdata=None) if has_contact(concern) else None,
        changed=request.args.get("changed"),
        changed_meanwhile=changed_meanwhile,
    )


def _concern_with_contact_or_404(concern_id: int) -> Concern:
    concern = concern_or_404(concern_id)
    return concern if has_contact(concern) else abort(404)


def _contact_page(concern: Concern, form: ReasonForm, contact: Contact | None = None) -> Response:
    return render(
        "staff/concerns/contact.html",
        fragment="contact",
        concern=concern,
        contact=contact,
        reason_form=form,
    )


def _sorting_page(
    concern: Concern | None, *, form: TopicsForm | None = None, changed_meanwhile: bool = False
) -> Response:
    """Render the next concern to sort, if any."""
    agency_id = g.staff_member.agency_id
    topics = topics_of_concern(concern) if concern else None
    sorted_id = parse_id(request.args.get("sorted", ""))
    return render(
        "staff/concerns/sorting.html",
        fragment="sorting",
        status=422 if changed_meanwhile else None,
        concern=concern,
        topics=topics,
        topics_form=form or (concern and topics and _topics_form(concern, topics)),
        left=left_to_sort(agency_id),
        most_counted=MOST_COUNTED,
        skipped=_skipped(),
        done=sorted_concern(sorted_id, g.staff_member) if sorted_id else None,
        changed_meanwhile=changed_meanwhile,
    )


def _skipped() -> list[int]:
    return list(parse_ids(request.args.get("skipped", "")))[-MOST_SKIPPED:]


def _topics_form(concern: Concern, topics: TopicsOfConcern, **options: Any) -> TopicsForm:
    choices = selectable_topics(concern.event.agency_id, topics.ids)
    return TopicsForm(choices=choices, ticked=topics.ids, **options)
