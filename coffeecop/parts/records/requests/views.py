"""Requests for records: a list, and a page for each."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.models.topics import topics_of
from coffeecop.parts.records.forms import DeadlineForm
from coffeecop.parts.records.models.requests import (
    RecordsRequest,
    RequestPack,
    requests_readable_by,
)
from coffeecop.parts.records.models.schedule import starter_schedules
from coffeecop.parts.records.requests import actions, queries
from coffeecop.parts.records.requests.forms import (
    DecisionForm,
    PackForm,
    RequestForm,
    RequestWordsForm,
)
from coffeecop.parts.records.requests.found import MOST_FOUND
from coffeecop.parts.records.requests.redacting import all_of, proposals
from coffeecop.parts.records.requests.texts import records_of
from coffeecop.staff.concern_list.work import newest_events
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render, see_other

bp = Blueprint("records_requests", __name__, url_prefix="/staff/records/requests")


@bp.get("")
@only_for(Role.RECORDS)
def index() -> ResponseReturnValue:
    return _show_list()


@bp.post("")
@only_for(Role.RECORDS)
def create() -> ResponseReturnValue:
    form = _request_form()
    if not form.validate_on_submit():
        return _show_list(form)
    try:
        entered = actions.enter_request(
            form.wanted,
            asked_by=form.asked_by.data,
            received_on=form.came_on,
            key_hash=form.key_hash("request"),
            by=g.staff_member,
        )
    except actions.TooMany:
        form.words.errors = [_too_many()]
        return _show_list(form)
    db.session.commit()
    return see_other("records_requests.show", request_id=entered.id)


@bp.post("/deadline")
@only_for(Role.RECORDS)
def change_deadline() -> ResponseReturnValue:
    form = DeadlineForm()
    if not form.validate_on_submit():
        return _show_list(deadline_form=form)
    actions.change_deadline(form.values, by=g.staff_member)
    db.session.commit()
    flash(_("Saved. It counts for what comes from now on."))
    return see_other("records_requests.index")


@bp.get("/<int:request_id>")
@only_for(Role.RECORDS)
def show(request_id: int) -> ResponseReturnValue:
    return _show(_request_or_404(request_id))


@bp.post("/<int:request_id>/search")
@only_for(Role.RECORDS)
def search_again(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), StaffForm()
    if not form.validate_on_submit():
        return _show(found, plain_form=form)
    try:
        number = actions.search_again(found, by=g.staff_member)
    except (actions.Closed, actions.TooMany) as problem:
        form.form_errors.append(_refusal(problem))
        return _show(found, plain_form=form)
    db.session.commit()
    flash(ngettext("%(num)s more was found.", "%(num)s more were found.", number))
    return see_other("records_requests.show", request_id=found.id)


@bp.post("/<int:request_id>/words")
@only_for(Role.RECORDS)
def look_for_words(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), RequestWordsForm()
    if not form.validate_on_submit():
        return _show(found, words_form=form)
    try:
        actions.look_for_words(found, form.words, form.lines_code.data, by=g.staff_member)
    except actions.Closed as problem:
        form.form_errors.append(_refusal(problem))
        return _show(found, words_form=form)
    db.session.commit()
    flash(_("They are ticked below wherever they stand."))
    return see_other("records_requests.show", request_id=found.id)


@bp.post("/<int:request_id>/decisions")
@only_for(Role.RECORDS)
def decide(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), DecisionForm()
    if not form.validate_on_submit():
        return _show(found, decision_form=form)
    try:
        actions.decide(
            found,
            form.refs,
            form.chosen,
            code=form.code.data,
            redactions=form.redactions,
            by=g.staff_member,
        )
    except actions.NotInText as problem:
        form.more.errors = [_("These words are not in the text: %(words)s", words=problem)]
        return _show(found, decision_form=form)
    except actions.Closed as problem:
        form.form_errors.append(_refusal(problem))
        return _show(found, decision_form=form)
    db.session.commit()
    return see_other("records_requests.show", request_id=found.id, _anchor="items")


@bp.post("/<int:request_id>/packs")
@only_for(Role.RECORDS)
def make_pack(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), PackForm()
    if not form.validate_on_submit():
        return _show(found, plain_form=form)
    if not form.stays.data and (alike := queries.lookalikes(found)):
        return _show(found, alike=alike)
    try:
        actions.make_pack(found, by=g.staff_member)
    except (actions.Closed, actions.NothingNew) as problem:
        form.form_errors.append(_refusal(problem))
        return _show(found, plain_form=form)
    db.session.commit()
    flash(_("The pack is ready to download."))
    return see_other("records_requests.show", request_id=found.id, _anchor="packs")


@bp.get("/<int:request_id>/packs/<int:number>.zip")
@only_for(Role.RECORDS)
def download(request_id: int, number: int) -> ResponseReturnValue:
    found = _request_or_404(request_id)
    made = db.session.get(RequestPack, (found.id, number)) or abort(404)
    response = Response(made.file or abort(404), mimetype="application/zip")
    name = f"request-{found.id}-pack-{number}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/<int:request_id>/close")
@only_for(Role.RECORDS)
def close(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), StaffForm()
    if not form.validate_on_submit():
        return _show(found, plain_form=form)
    try:
        actions.close_request(found, by=g.staff_member)
    except actions.Closed as problem:
        form.form_errors.append(_refusal(problem))
        return _show(found, plain_form=form)
    db.session.commit()
    flash(_("Closed. Its hold is lifted, and the schedule applies again."))
    return see_other("records_requests.index")


def _request_or_404(request_id: int) -> RecordsRequest:
    own = select(RecordsRequest).where(RecordsRequest.id == request_id)
    found: RecordsRequest = db.one_or_404(own.where(requests_readable_by(g.staff_member)))
    return found


def _request_form(**options: Any) -> RequestForm:
    member = g.staff_member
    events = newest_events(member.agency_id)
    return RequestForm(member, events, topics_of(member.agency_id), **options)


def _too_many() -> str:
    return _("It finds more than %(most)s. Ask for less.", most=MOST_FOUND)


def _refusal(problem: Exception) -> str:
    if isinstance(problem, actions.TooMany):
        return _too_many()
    if isinstance(problem, actions.NothingNew):
        return _("Nothing was decided since the last pack.")
    return _("This request is closed.")


def _show_list(
    form: RequestForm | None = None, deadline_form: DeadlineForm | None = None
) -> Response:
    agency = g.staff_member.agency
    return render(
        "records/requests/index.html",
        fragment="requests",
        form=form or _request_form(formdata=None, data={"received_on": agency.today}),
        deadline_form=deadline_form or DeadlineForm.of(agency),
        listed=queries.requests_of(g.staff_member),
        today=agency.today,
    )


def _show(
    found: RecordsRequest,
    *,
    plain_form: StaffForm | None = None,
    words_form: RequestWordsForm | None = None,
    decision_form: DecisionForm | None = None,
    alike: Sequence[queries.Lookalike] = (),
) -> Response:
    member = g.staff_member
    redactions = queries.redactions_of(found)
    shared = queries.shared_redactions(found, redactions)
    code = next((each.code for own in [*redactions.values()][::-1] for each in own[::-1]), "")
    page = queries.items_page(found, page_number(request.args))
    # Of one record, not of those that were ticked.
    records = records_of(page.items)
    refs = decision_form.refs if decision_form else set()
    failed = next((each.key for each in records if {each.item.ref} == refs), None)
    proposed = {
        each.key: proposals(each, redactions[ref], shared[ref], redactions[None], code)
        for each in records
        for ref in [each.item.ref]
    }
    if decision_form and decision_form.typed and failed:
        proposed[failed] = decision_form.typed
    topics = [each for each in topics_of(member.agency_id) if each.id in found.topic_ids]
    return render(
        "records/requests/show.html",
        fragment="request",
        status=422 if alike else None,
        request_=found,
        topics=topics,
        events=queries.events_named(found),
        counts=queries.counts_of(found),
        page=page,
        records=records,
        proposals=proposed,
        also={each.key: all_of(each, (), shared[each.item.ref]) for each in records},
        alike=alike,
        for_all=redactions[None],
        exemptions=[each for one in starter_schedules().values() for each in one.exemptions],
        packs=queries.packs_of(found),
        form=plain_form or words_form or decision_form or StaffForm(formdata=None),
        plain_form=plain_form or StaffForm(formdata=None),
        words_form=words_form or RequestWordsForm(formdata=None),
        decision_form=decision_form or DecisionForm(formdata=None),
        failed=failed,
        today=member.agency.today,
    )
