from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.forms import StaffForm
from coffeecop.models import AuditAction, Concern, ConcernStatus, Role
from coffeecop.models.audit import record
from coffeecop.staff.auth import only_for, staff_only
from coffeecop.triage.actions import (
    ChangedMeanwhile,
    ColleagueWasFirst,
    NobodyReads,
    change_status,
    change_topics,
    hide_concern,
    release_concern,
    send_answer,
    set_holding,
)
from coffeecop.triage.forms import (
    AnswerForm,
    HidingForm,
    HoldingForm,
    ReasonForm,
    StatusForm,
    TopicsForm,
)
from coffeecop.triage.queries import (
    MOST_COUNTED,
    TopicsOfConcern,
    concerns_about_officers,
    concerns_to_review,
    event_of_agency,
    has_contact,
    has_opened_contact,
    hidden_concerns,
    left_to_sort,
    next_to_sort,
    readable_concern,
    topics_of_concern,
    topics_said_of,
    topics_to_choose_from,
)
from coffeecop.web import render, see_other

# Longer addresses are of no use; what was skipped first then comes back.
MOST_SKIPPED = 50

bp = Blueprint("triage", __name__, url_prefix="/staff")


@bp.get("/concerns/<int:concern_id>")
@staff_only
def show(concern_id: int) -> ResponseReturnValue:
    return _concern_page(_concern_or_404(concern_id))


@bp.post("/concerns/<int:concern_id>/topics")
@staff_only
def set_topics(concern_id: int) -> ResponseReturnValue:
    concern = _concern_or_404(concern_id)
    form = _topics_form(concern, topics_of_concern(concern))
    if not form.validate_on_submit():
        return _concern_page(concern, topics_form=form)
    try:
        change_topics(
            concern, shown=form.shown_ids, chosen=set(form.topics.data or ()), by=g.staff_member
        )
    except ChangedMeanwhile:
        return _concern_page(_concern_or_404(concern_id), topics_form=form, changed_meanwhile=True)
    except ColleagueWasFirst:
        return see_other("triage.show", concern_id=concern.id, changed="by-colleague")
    db.session.commit()
    return see_other("triage.show", concern_id=concern.id, changed="topics")


@bp.get("/concerns/sorting")
@staff_only
def sorting() -> ResponseReturnValue:
    return _sorting_page(next_to_sort(g.staff_member.agency_id, _ids("skipped")))


@bp.post("/concerns/<int:concern_id>/sorting")
@staff_only
def sort(concern_id: int) -> ResponseReturnValue:
    concern = _concern_or_404(concern_id)
    form = _topics_form(concern, topics_of_concern(concern))
    if not form.validate_on_submit():
        return _sorting_page(concern, form=form)
    try:
        change_topics(
            concern, shown=form.shown_ids, chosen=set(form.topics.data or ()), by=g.staff_member
        )
    except ChangedMeanwhile:
        return _sorting_page(_concern_or_404(concern_id), form=form, changed_meanwhile=True)
    except ColleagueWasFirst:
        db.session.rollback()
    db.session.commit()
    skipped = "-".join(map(str, _ids("skipped"))) or None
    return see_other("triage.sorting", sorted=concern.id, skipped=skipped)


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


@bp.post("/concerns/<int:concern_id>/messages")
@staff_only
def answer(concern_id: int) -> ResponseReturnValue:
    concern = _concern_or_404(concern_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _concern_page(concern, answer_form=form)
    key_hash = form.key_hash("answer", str(concern.id), form.body.data)
    try:
        send_answer(concern, key_hash=key_hash, body=form.body.data, by=g.staff_member)
    except NobodyReads:
        form.form_errors.append(_("Not sent: the resident can no longer read an answer."))
        return _concern_page(concern, answer_form=form)
    db.session.commit()
    return see_other("triage.show", concern_id=concern.id, changed="answer")


@bp.get("/concerns/review")
@staff_only
def review() -> ResponseReturnValue:
    return _review_page(StaffForm())


@bp.post("/concerns/<int:concern_id>/release")
@staff_only
def release(concern_id: int) -> ResponseReturnValue:
    concern = _concern_to_review_or_404(concern_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _review_page(form)
    was_hidden = concern.is_hidden or None
    release_concern(concern, by=g.staff_member)
    db.session.commit()
    return see_other("triage.review", hidden=was_hidden and "yes", released=concern.id)


@bp.get("/concerns/<int:concern_id>/hiding")
@staff_only
def new_hiding(concern_id: int) -> ResponseReturnValue:
    return _hiding_page(_concern_to_review_or_404(concern_id), HidingForm())


@bp.post("/concerns/<int:concern_id>/hiding")
@staff_only
def hide(concern_id: int) -> ResponseReturnValue:
    concern = _concern_to_review_or_404(concern_id)
    form = HidingForm()
    if not form.validate_on_submit():
        return _hiding_page(concern, form, status=422)
    hide_concern(concern, form.reason.data, by=g.staff_member)
    db.session.commit()
    return see_other("triage.review", hidden_now=concern.id)


@bp.get("/concerns/about-officers")
@only_for(Role.COMPLAINTS)
def about_officers() -> ResponseReturnValue:
    concerns = concerns_about_officers(g.staff_member.agency_id, page=_page_number())
    return render("triage/about_officers.html", fragment="concern_list", concerns=concerns)


@bp.post("/events/<int:event_id>/holding")
@only_for(Role.ORGANIZER)
def hold_submissions(event_id: int) -> ResponseReturnValue:
    event = event_of_agency(event_id, g.staff_member.agency_id) or abort(404)
    form = HoldingForm()
    if not form.validate_on_submit():
        return render("triage/holding.html", fragment="form", status=422, event=event, form=form)
    set_holding(event, form.holds.data == "yes", by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("planning.show", event_id=event.id)


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
    answer_form: AnswerForm | None = None,
    changed_meanwhile: bool = False,
) -> Response:
    """Return the page; with a form given, which is one that failed, as a refusal."""
    topics = topics_of_concern(concern)
    return render(
        "triage/show.html",
        fragment="triage",
        status=422 if topics_form or status_form or answer_form else 200,
        concern=concern,
        topics=topics,
        statuses=ConcernStatus,
        topics_form=topics_form or _topics_form(concern, topics),
        status_form=status_form or StatusForm(),
        # Whatever else was sent, its body is not an answer.
        answer_form=answer_form or AnswerForm(formdata=None),
        reason_form=ReasonForm() if has_contact(concern) else None,
        changed=request.args.get("changed"),
        changed_meanwhile=changed_meanwhile,
    )


def _sorting_page(
    concern: Concern | None, *, form: TopicsForm | None = None, changed_meanwhile: bool = False
) -> Response:
    """Return a concern to sort, or that there is none; with a form given, as a refusal."""
    agency_id = g.staff_member.agency_id
    topics = topics_of_concern(concern) if concern else None
    done = next(iter(_ids("sorted")), None)
    return render(
        "triage/sorting.html",
        fragment="sorting",
        status=422 if form else 200,
        concern=concern,
        topics=topics,
        topics_form=form or (concern and topics and _topics_form(concern, topics)),
        left=left_to_sort(agency_id),
        most_counted=MOST_COUNTED,
        skipped=_ids("skipped"),
        done=done,
        done_topics=topics_said_of(done, agency_id) if done else (),
        changed_meanwhile=changed_meanwhile,
    )


def _review_page(form: StaffForm) -> Response:
    """Return what waits, or what is hidden; a form given with errors makes it a refusal."""
    hidden = request.args.get("hidden") == "yes"
    listed = hidden_concerns if hidden else concerns_to_review
    return render(
        "triage/review.html",
        fragment="review",
        status=422 if form.errors else 200,
        concerns=listed(g.staff_member.agency_id, page=_page_number()),
        hidden=hidden,
        form=form,
        released=request.args.get("released", type=int),
        hidden_now=request.args.get("hidden_now", type=int),
    )


def _hiding_page(concern: Concern, form: HidingForm, status: int = 200) -> Response:
    return render("triage/hiding.html", fragment="form", status=status, concern=concern, form=form)


def _ids(name: str) -> list[int]:
    """Read ids as in 7-5-2, which this address carries."""
    parts = request.args.get(name, "").split("-")
    # Nine digits: as many as fit the column whatever they are.
    return [int(part) for part in parts if part.isdecimal() and len(part) < 10][-MOST_SKIPPED:]


def _page_number() -> int:
    return request.args.get("page", 1, int)


def _topics_form(concern: Concern, topics: TopicsOfConcern) -> TopicsForm:
    choices = topics_to_choose_from(concern.event.agency_id, topics.ids)
    return TopicsForm(choices=choices, ticked=topics.ids)


def _concern_or_404(concern_id: int) -> Concern:
    return readable_concern(concern_id, g.staff_member) or abort(404)


def _concern_to_review_or_404(concern_id: int) -> Concern:
    """Return a concern that may be held or hidden: one about an officer never is."""
    concern = _concern_or_404(concern_id)
    return abort(404) if concern.is_about_officer or concern.is_withdrawn else concern


def _concern_with_contact_or_404(concern_id: int) -> Concern:
    concern = _concern_or_404(concern_id)
    return concern if has_contact(concern) else abort(404)
