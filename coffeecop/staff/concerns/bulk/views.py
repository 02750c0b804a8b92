"""What is done to many concerns at once, from what was picked in the list."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.concerns.assignment import give_concern, snooze_concern
from coffeecop.concerns.states import CannotFollow, EventNotBegun
from coffeecop.concerns.verbs import SomebodyWaits, hide, set_state
from coffeecop.db import db
from coffeecop.models import AnswerTemplate, ChangeKind, Concern, ConcernChange, Event
from coffeecop.models.answers import templates_of
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, picked_concerns, picked_ids
from coffeecop.staff.concerns.bulk.actions import (
    Operation,
    answer_all,
    change_all,
    languages_of,
    merge,
    separate,
    with_merged,
)
from coffeecop.staff.concerns.bulk.forms import (
    AnswerAllForm,
    AssignAllForm,
    HideAllForm,
    MergeForm,
    PickedForm,
    SeparateForm,
    SnoozeAllForm,
    StateAllForm,
    StepForm,
)
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, filter_or_404, stay_with
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

# The steps of /staff/concerns/bulk/<step>: the form, and what it does to each concern.
STEPS: dict[str, tuple[type[StepForm], Operation]] = {
    "state": (StateAllForm, Operation(ChangeKind.STATUS, set_state)),
    "assign": (AssignAllForm, Operation(ChangeKind.ASSIGNED, give_concern)),
    "snooze": (SnoozeAllForm, Operation(ChangeKind.SNOOZED, snooze_concern)),
    # What is merged into a hidden concern stands for itself again.
    "hide": (HideAllForm, Operation(ChangeKind.HIDDEN, hide)),
}

# Why some stay as they are.
LEFT = {
    SomebodyWaits: _l("Not closed, because somebody waits for a word: %(numbers)s."),
    EventNotBegun: _l("Their event has not begun, so these stay as they are: %(numbers)s."),
    CannotFollow: _l("These stay as they are: %(numbers)s."),
}


@bp.get("/bulk")
@staff_only
def bulk() -> ResponseReturnValue:
    return _steps_page(_picked_in_address())


@bp.post("/bulk/<step>")
@staff_only
def change_picked(step: str) -> ResponseReturnValue:
    if step not in STEPS:
        abort(404)
    make_form, operation = STEPS[step]
    form = make_form(g.staff_member)
    picked = _picked(form.ids)
    if not form.validate_on_submit():
        return _steps_page(picked, **{f"{step}_form": form})
    key, by = form.key_hash(step), g.staff_member
    change, left = change_all(operation, picked, form.value, key_hash=key, by=by)
    db.session.commit()
    for why, sentence in LEFT.items():
        _name(sentence, [number for number, error in left.items() if type(error) is why])
    return _list_with(change, is_all=not left)


@bp.get("/bulk/answer")
@staff_only
def new_answer() -> ResponseReturnValue:
    picked = _picked_in_address()
    template_id = parse_id(request.args.get("template", ""))
    template = own_or_404(AnswerTemplate, template_id) if template_id else None
    form = AnswerAllForm(languages_of(with_merged(picked)), obj=template, formdata=None)
    return _answer_page(form, picked)


@bp.post("/bulk/answer/preview")
@staff_only
def preview_answer() -> ResponseReturnValue:
    form, picked = _sent_answer()
    return _answer_page(form, picked, is_preview=form.validate_on_submit())


@bp.post("/bulk/answer/edit")
@staff_only
def edit_answer() -> ResponseReturnValue:
    """Go back from the preview to the form, with what was written."""
    form, picked = _sent_answer()
    form.validate_on_submit()
    return _answer_page(form, picked)


@bp.post("/bulk/answer")
@staff_only
def send_answers() -> ResponseReturnValue:
    form, picked = _sent_answer()
    if not form.validate_on_submit():
        return _answer_page(form, picked)
    sent, skipped = answer_all(
        with_merged(picked), form.bodies, key_hash=form.message_key(), by=g.staff_member
    )
    db.session.commit()
    _say(len(sent), skipped)
    return see_other("staff_concerns.index", **_list_args())


def _sent_answer() -> tuple[AnswerAllForm, list[Concern]]:
    picked = _picked(PickedForm().ids)
    return AnswerAllForm(languages_of(with_merged(picked))), picked


def _answer_page(
    form: AnswerAllForm, picked: list[Concern], *, is_preview: bool = False
) -> Response:
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
        args=_list_args(),
    )


def _say(number: int, skipped: Sequence[Concern]) -> None:
    flash(ngettext("%(num)s answer is sent.", "%(num)s answers are sent.", number))
    _name(_("Not sent, because nobody could read it: %(numbers)s."), [each.id for each in skipped])


def _name(sentence: Any, ids: Sequence[int]) -> None:
    """Say which concerns stay as they are, if any do."""
    if ids:
        flash(sentence % {"numbers": ", ".join(map(str, ids))}, "error")


@bp.get("/bulk/merge")
@staff_only
def new_merge() -> ResponseReturnValue:
    return _merge_page(MergeForm(_picked_in_address(), formdata=None))


@bp.post("/bulk/merge")
@staff_only
def create_merge() -> ResponseReturnValue:
    form = MergeForm(_picked(PickedForm().ids))
    if not form.validate_on_submit():
        return _merge_page(form)
    picked, main = list(form.picked.values()), form.picked[form.into.data]
    change = merge(picked, main, key_hash=form.key_hash("merge"), by=g.staff_member)
    db.session.commit()
    return _list_with(change)


@bp.post("/<int:concern_id>/separate")
@staff_only
def separate_concern(concern_id: int) -> ResponseReturnValue:
    concern, form = concern_or_404(concern_id), SeparateForm()
    if not form.validate_on_submit():
        return concern_page(concern, move_form=form)
    key = form.key_hash("separate", str(concern.id))
    change = separate(concern, key_hash=key, by=g.staff_member)
    db.session.commit()
    return stay_with(concern, change)


def _merge_page(form: MergeForm) -> Response:
    return render("staff/concerns/bulk/merge.html", fragment="step", form=form, args=_list_args())


def _steps_page(picked: list[Concern], **failed: StepForm) -> Response:
    """Render the page. A POST holds the fields of one form only."""
    forms = {
        f"{name}_form": form(g.staff_member, formdata=None)
        for name, (form, _operation) in STEPS.items()
    }
    return render(
        "staff/concerns/bulk/show.html",
        fragment="steps",
        picked=picked,
        args=_list_args(),
        most_at_once=MOST_AT_ONCE,
        has_begun=any(each.event.has_begun for each in picked),
        is_one_event=len({each.event_id for each in picked}) == 1,
        failed=bool(failed),
        **{**forms, **failed},
    )


def _list_args() -> dict[str, str]:
    """Return the filter in the address, without what was picked in it."""
    args = filter_or_404().args
    return {name: value for name, value in args.items() if name not in ("like", "unlike")}


def _picked_in_address() -> list[Concern]:
    """Return what is picked. Aborts with a redirect to the list if nothing is."""
    picked = _picked(picked_ids(request.args))
    if not picked:
        flash(_("Tick at least one concern first."), "error")
        abort(see_other("staff_concerns.index", picking=1, **_list_args()))
    return picked


def _picked(ids: Sequence[int]) -> list[Concern]:
    read = joinedload(Concern.contact), selectinload(Concern.messages)
    return picked_concerns(
        ids[:MOST_AT_ONCE],
        g.staff_member.agency_id,
        contains_eager(Concern.event).joinedload(Event.agency),
        *read,
        selectinload(Concern.merged_concerns).options(*read),
    )


def _list_with(change: ConcernChange, *, is_all: bool = True) -> ResponseReturnValue:
    """Show the list with the button that undoes the change."""
    if is_all and not change.items:
        flash(_("Nothing had to be changed."))
    return see_other("staff_concerns.index", **_list_args(), change=change.id)
