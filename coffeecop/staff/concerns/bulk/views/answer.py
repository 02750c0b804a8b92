"""One answer to many, each in the language that its resident reads."""

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import AnswerTemplate, Concern
from coffeecop.models.agency_lists import templates_of
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE
from coffeecop.staff.concern_list.undo import IsComplaint
from coffeecop.staff.concerns.bulk.actions import Answered, answer_all
from coffeecop.staff.concerns.bulk.forms import AnswerAllForm, PickedForm
from coffeecop.staff.concerns.bulk.queries import (
    languages_of,
    picked_concerns,
    with_merged,
)
from coffeecop.staff.concerns.bulk.views.landing import (
    list_args,
    nothing_picked,
    picked_in_address,
)
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("/bulk/answer")
@staff_only
def new_answer() -> ResponseReturnValue:
    picked = picked_in_address()
    if not picked:
        return nothing_picked()
    template_id = parse_id(request.args.get("template", ""))
    template = own_or_404(AnswerTemplate, template_id) if template_id else None
    form = AnswerAllForm(languages_of(with_merged(picked)), obj=template, formdata=None)
    return _page(form, picked)


@bp.post("/bulk/answer/preview")
@staff_only
def preview_answer() -> ResponseReturnValue:
    form, picked = _sent()
    return _page(form, picked, is_preview=form.validate_on_submit())


@bp.post("/bulk/answer/edit")
@staff_only
def edit_answer() -> ResponseReturnValue:
    """Go back from the preview to the form, with what was written."""
    form, picked = _sent()
    form.validate_on_submit()
    return _page(form, picked)


@bp.post("/bulk/answer")
@staff_only
def send_answers() -> ResponseReturnValue:
    form, picked = _sent()
    if not form.validate_on_submit():
        return _page(form, picked)
    try:
        done = answer_all(
            with_merged(picked), form.bodies, key_hash=form.message_key(), by=g.staff_member
        )
    except IsComplaint:
        db.session.rollback()
        flash(_("Not sent: a colleague moved one of them to complaints meanwhile."), "error")
        return see_other("staff_concerns.index", **list_args())
    db.session.commit()
    _say(done)
    return see_other("staff_concerns.index", **list_args())


def _sent() -> tuple[AnswerAllForm, list[Concern]]:
    picked = picked_concerns(PickedForm().ids[:MOST_AT_ONCE], g.staff_member)
    return AnswerAllForm(languages_of(with_merged(picked))), picked


def _page(form: AnswerAllForm, picked: list[Concern], *, is_preview: bool = False) -> Response:
    every = with_merged(picked)
    return render(
        "staff/concerns/bulk/answer.html",
        fragment="step",
        form=form,
        picked=picked,
        is_preview=is_preview,
        number=sum(form.languages.values()),
        with_mail=sum(1 for each in every if each.mail_address),
        merged=len(every) - len(picked),
        unreachable=[each for each in every if not each.can_be_answered],
        templates=templates_of(g.staff_member.agency_id),
        template_id=parse_id(request.args.get("template", "")),
        args=list_args(),
    )


def _say(done: Answered) -> None:
    number = len(done.sent)
    flash(ngettext("%(num)s answer is sent.", "%(num)s answers are sent.", number))
    if done.skipped:
        numbers = ", ".join(str(each.id) for each in done.skipped)
        flash(_("Not sent, because nobody could read it: %(numbers)s.", numbers=numbers), "error")
