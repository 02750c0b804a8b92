"""Requests for records: a list, and a page for each."""

from collections.abc import Sequence
from typing import TypeVar

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.parts.records.forms import DeadlineForm, values_of
from coffeecop.parts.records.models.requests import RecordsRequest
from coffeecop.parts.records.models.settings import settings_of
from coffeecop.parts.records.requests import decisions, pack, page
from coffeecop.parts.records.requests import request as requests
from coffeecop.parts.records.requests.forms import (
    DecisionForm,
    PackForm,
    RequestForm,
    RequestWordsForm,
)
from coffeecop.parts.records.views.blueprint import attempt, for_clerks
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to, render

bp = Blueprint("records_requests", __name__, url_prefix="/staff/records/requests")
Form = TypeVar("Form", bound=StaffForm)


@bp.get("")
@for_clerks
def index() -> ResponseReturnValue:
    return _show_list()


@bp.post("")
@for_clerks
def create() -> ResponseReturnValue:
    form = RequestForm(g.staff_member)
    entered = attempt(
        form,
        lambda: requests.enter_request(
            form.asked, key_hash=form.key_hash("request"), by=g.staff_member
        ),
    )
    if entered is None:
        return _show_list(form)
    said = ngettext(
        "%(num)s was found.",
        "%(num)s were found.",
        requests.counts_of([entered.id])[entered.id].found,
    )
    return flash_to(said, "records_requests.show", request_id=entered.id)


@bp.post("/deadline")
@for_clerks
def change_deadline() -> ResponseReturnValue:
    form = DeadlineForm()
    if attempt(form, lambda: requests.change_deadline(values_of(form), by=g.staff_member)):
        return flash_to(_("Saved. It counts for what comes from now on."), "records_requests.index")
    return _show_list(deadline_form=form)


@bp.get("/<int:request_id>")
@for_clerks
def show(request_id: int) -> ResponseReturnValue:
    return _show(_request_or_404(request_id))


@bp.post("/<int:request_id>/search")
@for_clerks
def search_again(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), StaffForm()
    number = attempt(form, lambda: requests.search_again(found, by=g.staff_member))
    if number is None:
        return _show(found, form)
    said = ngettext("%(num)s more was found.", "%(num)s more were found.", number)
    return flash_to(said, "records_requests.show", request_id=found.id)


@bp.post("/<int:request_id>/words")
@for_clerks
def look_for_words(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), RequestWordsForm()
    code = form.lines_code.data
    if attempt(form, lambda: decisions.look_for_words(found, form.words, code, by=g.staff_member)):
        said = _("They are checked wherever they appear.")
        return flash_to(said, "records_requests.show", request_id=found.id)
    return _show(found, form)


@bp.post("/<int:request_id>/decisions")
@for_clerks
def decide(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), DecisionForm()
    if form.asks and form.validate():
        return _show(found, form)
    number = attempt(
        form,
        lambda: decisions.decide(
            found,
            form.refs,
            form.chosen,
            code=form.code.data,
            redactions=form.redactions,
            by=g.staff_member,
        ),
    )
    if number is None:
        return _show(found, form)
    said = ngettext("%(num)s decided.", "%(num)s decided.", number)
    return flash_to(said, "records_requests.show", request_id=found.id)


@bp.post("/<int:request_id>/packs")
@for_clerks
def make_pack(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), PackForm()
    if form.validate() and not form.stays.data and (alike := decisions.lookalikes(found)):
        return _show(found, alike=alike)
    if attempt(form, lambda: pack.make_pack(found, by=g.staff_member)):
        said = _("The pack is ready to download.")
        return flash_to(said, "records_requests.show", request_id=found.id)
    return _show(found, form)


@bp.get("/<int:request_id>/packs/<int:number>.zip")
@for_clerks
def download(request_id: int, number: int) -> ResponseReturnValue:
    file = pack.file_of(_request_or_404(request_id), number) or abort(404)
    response = Response(file, mimetype="application/zip")
    name = f"request-{request_id}-pack-{number}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/<int:request_id>/close")
@for_clerks
def close(request_id: int) -> ResponseReturnValue:
    found, form = _request_or_404(request_id), StaffForm()
    if attempt(form, lambda: requests.close_request(found, by=g.staff_member)):
        said = _("Closed. Its hold is lifted, and the schedule applies again.")
        return flash_to(said, "records_requests.index")
    return _show(found, form)


def _request_or_404(request_id: int) -> RecordsRequest:
    return requests.readable(request_id, g.staff_member) or abort(404)


def _show_list(
    form: RequestForm | None = None, deadline_form: DeadlineForm | None = None
) -> Response:
    member = g.staff_member
    today = member.agency.today
    return render(
        "records/requests/index.html",
        fragment="requests",
        form=form or RequestForm(member, formdata=None, data={"received_on": today}),
        deadline_form=deadline_form or DeadlineForm(formdata=None, obj=settings_of(member.agency)),
        listed=requests.requests_of(member),
        today=today,
    )


def _show(
    found: RecordsRequest,
    form: StaffForm | None = None,
    *,
    alike: Sequence[decisions.Lookalike] = (),
) -> Response:
    decision_form = _own(DecisionForm, form)
    number = request.args.get("page", 1, type=int)
    shown = page.request_page(found, g.staff_member, number, decision_form)
    return render(
        "records/requests/show.html",
        fragment="request",
        status=422 if alike or shown.asked else None,
        request_=found,
        page=shown,
        alike=alike,
        form=form or StaffForm(formdata=None),
        plain_form=form if type(form) in (StaffForm, PackForm) else StaffForm(formdata=None),
        words_form=_own(RequestWordsForm, form),
        decision_form=decision_form,
        today=g.staff_member.agency.today,
    )


def _own(kind: type[Form], form: StaffForm | None) -> Form:
    return form if isinstance(form, kind) else kind(formdata=None)
