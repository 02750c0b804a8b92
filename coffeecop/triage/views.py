from collections.abc import Sequence

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, ConcernStatus
from coffeecop.models.audit import record
from coffeecop.staff.auth import staff_only
from coffeecop.triage.actions import ChangedMeanwhile, change_status, change_topics
from coffeecop.triage.forms import ReasonForm, StatusForm, TopicsForm
from coffeecop.triage.queries import (
    AssignedTopic,
    assigned_topics,
    has_contact,
    has_opened_contact,
    readable_concern,
    topics_to_choose_from,
)
from coffeecop.web import render, see_other

bp = Blueprint("triage", __name__, url_prefix="/staff")


@bp.get("/concerns/<int:concern_id>")
@staff_only
def show(concern_id: int) -> ResponseReturnValue:
    return _concern_page(_concern_or_404(concern_id))


@bp.post("/concerns/<int:concern_id>/topics")
@staff_only
def set_topics(concern_id: int) -> ResponseReturnValue:
    concern = _concern_or_404(concern_id)
    form = _topics_form(concern, assigned_topics(concern))
    if not form.validate_on_submit():
        return _concern_page(concern, topics_form=form)
    try:
        change_topics(
            concern, shown=form.shown_ids, chosen=set(form.topics.data or ()), by=g.staff_member
        )
    except ChangedMeanwhile:
        return _concern_page(_concern_or_404(concern_id), topics_form=form, changed_meanwhile=True)
    db.session.commit()
    return see_other("triage.show", concern_id=concern.id, changed="topics")


@bp.post("/concerns/<int:concern_id>/status")
@staff_only
def set_status(concern_id: int) -> ResponseReturnValue:
    concern = _concern_or_404(concern_id)
    form = StatusForm()
    if not form.validate_on_submit():
        return _concern_page(concern, status_form=form)
    change_status(concern, ConcernStatus(form.status.data), by=g.staff_member)
    db.session.commit()
    return see_other("triage.show", concern_id=concern.id, changed="status")


@bp.post("/concerns/<int:concern_id>/contact-openings")
@staff_only
def open_contact(concern_id: int) -> ResponseReturnValue:
    concern = _concern_with_contact_or_404(concern_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render(
            "triage/contact.html",
            fragment="contact",
            status=422,
            concern=concern,
            contact=None,
            reason_form=form,
        )
    record(AuditAction.CONTACT_OPENED, by=g.staff_member, subject=concern, detail=form.reason.data)
    db.session.commit()
    return see_other("triage.contact", concern_id=concern.id)


@bp.get("/concerns/<int:concern_id>/contact")
@staff_only
def contact(concern_id: int) -> ResponseReturnValue:
    concern = _concern_with_contact_or_404(concern_id)
    is_open = has_opened_contact(concern, g.staff_member)
    return render(
        "triage/contact.html",
        fragment="contact",
        concern=concern,
        contact=concern.contact if is_open else None,
        reason_form=ReasonForm(),
    )


def _concern_page(
    concern: Concern,
    *,
    topics_form: TopicsForm | None = None,
    status_form: StatusForm | None = None,
    changed_meanwhile: bool = False,
) -> Response:
    """Return the page; with a form given, which is one that failed, as a refusal."""
    topics = assigned_topics(concern)
    return render(
        "triage/show.html",
        fragment="triage",
        status=422 if topics_form or status_form else 200,
        concern=concern,
        topics=topics,
        statuses=ConcernStatus,
        topics_form=topics_form or _topics_form(concern, topics),
        status_form=status_form or StatusForm(),
        reason_form=ReasonForm() if has_contact(concern) else None,
        changed=request.args.get("changed"),
        changed_meanwhile=changed_meanwhile,
    )


def _topics_form(concern: Concern, topics: Sequence[AssignedTopic]) -> TopicsForm:
    ticked = [assigned.topic.id for assigned in topics]
    choices = topics_to_choose_from(concern.event.agency_id, ticked)
    return TopicsForm(choices=choices, ticked=ticked)


def _concern_or_404(concern_id: int) -> Concern:
    return readable_concern(concern_id, g.staff_member) or abort(404)


def _concern_with_contact_or_404(concern_id: int) -> Concern:
    concern = _concern_or_404(concern_id)
    return concern if has_contact(concern) else abort(404)
