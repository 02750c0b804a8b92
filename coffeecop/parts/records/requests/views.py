"""Requests for records: a list, and a page for each."""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.parts.records.requests import decisions, pack
from coffeecop.parts.records.requests import request as requests
from coffeecop.parts.records.requests.forms import (
    DeadlineForm,
    DecisionForm,
    PackForm,
    RequestForm,
    RequestWordsForm,
)
from coffeecop.parts.records.requests.page import list_page, request_or_404, shown_page
from coffeecop.parts.records.views.blueprint import attempt, for_clerks
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to

bp = Blueprint("records_requests", __name__, url_prefix="/staff/records/requests")


@bp.get("")
@for_clerks
def index() -> ResponseReturnValue:
    return list_page()


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
        return list_page(form)
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
    if attempt(form, lambda: requests.change_deadline(form.settings, by=g.staff_member)):
        return flash_to(_("Saved. It counts for what comes from now on."), "records_requests.index")
    return list_page(deadline_form=form)


@bp.get("/<int:request_id>")
@for_clerks
def show(request_id: int) -> ResponseReturnValue:
    return shown_page(request_or_404(request_id))


@bp.post("/<int:request_id>/search")
@for_clerks
def search_again(request_id: int) -> ResponseReturnValue:
    found, form = request_or_404(request_id), StaffForm()
    number = attempt(form, lambda: requests.search_again(found, by=g.staff_member))
    if number is None:
        return shown_page(found, form)
    said = ngettext("%(num)s more was found.", "%(num)s more were found.", number)
    return flash_to(said, "records_requests.show", request_id=found.id)


@bp.post("/<int:request_id>/words")
@for_clerks
def look_for_words(request_id: int) -> ResponseReturnValue:
    found, form = request_or_404(request_id), RequestWordsForm()
    code = form.lines_code.data
    if attempt(form, lambda: decisions.look_for_words(found, form.words, code, by=g.staff_member)):
        said = _("They are checked wherever they appear.")
        return flash_to(said, "records_requests.show", request_id=found.id)
    return shown_page(found, form)


@bp.post("/<int:request_id>/decisions")
@for_clerks
def decide(request_id: int) -> ResponseReturnValue:
    found, form = request_or_404(request_id), DecisionForm()
    if form.asks and form.validate():
        return shown_page(found, form)
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
        return shown_page(found, form)
    said = ngettext("%(num)s decided.", "%(num)s decided.", number)
    return flash_to(said, "records_requests.show", request_id=found.id)


@bp.post("/<int:request_id>/packs")
@for_clerks
def make_pack(request_id: int) -> ResponseReturnValue:
    found, form = request_or_404(request_id), PackForm()
    if form.validate() and not form.stays.data and (alike := decisions.lookalikes(found)):
        return shown_page(found, alike=alike)
    if attempt(form, lambda: pack.make_pack(found, by=g.staff_member)):
        said = _("The pack is ready to download.")
        return flash_to(said, "records_requests.show", request_id=found.id)
    return shown_page(found, form)


@bp.get("/<int:request_id>/packs/<int:number>.zip")
@for_clerks
def download(request_id: int, number: int) -> ResponseReturnValue:
    file = pack.file_of(request_or_404(request_id), number) or abort(404)
    response = Response(file, mimetype="application/zip")
    name = f"request-{request_id}-pack-{number}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/<int:request_id>/close")
@for_clerks
def close(request_id: int) -> ResponseReturnValue:
    found, form = request_or_404(request_id), StaffForm()
    if attempt(form, lambda: requests.close_request(found, by=g.staff_member)):
        said = _("Closed. Its hold is lifted, and the schedule applies again.")
        return flash_to(said, "records_requests.index")
    return shown_page(found, form)
