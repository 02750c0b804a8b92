"""What is done to many concerns at once, from what was picked in the list."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns.undo import change_all
from coffeecop.db import db
from coffeecop.models import Concern, ConcernChange
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, join_ids, picked_concerns, picked_ids
from coffeecop.staff.concerns.bulk.forms import LEFT, STEPS, StepForm, tools_for_picked
from coffeecop.staff.concerns.views.blueprint import bp, filter_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render, see_other


@bp.get("/bulk")
@staff_only
def bulk() -> ResponseReturnValue:
    return _steps_page(_picked_in_address())


@bp.post("/bulk/<step>")
@staff_only
def change_picked(step: str) -> ResponseReturnValue:
    if step not in STEPS:
        abort(404)
    form = STEPS[step](g.staff_member)
    picked = _picked(form.ids)
    if not form.validate_on_submit():
        return _steps_page(picked, **{f"{step}_form": form})
    key, by = form.key_hash(step), g.staff_member
    change, left = change_all(form.kind, picked, form.verb, form.value, key_hash=key, by=by)
    db.session.commit()
    for why, sentence in LEFT.items():
        _name(sentence, [number for number, error in left.items() if type(error) is why])
    return _list_with(change, is_all=not left)


def _name(sentence: Any, ids: Sequence[int]) -> None:
    """Say which concerns stay as they are, if any do."""
    if ids:
        flash(sentence % {"numbers": ", ".join(map(str, ids))}, "error")


def _steps_page(picked: list[Concern], **failed: StepForm) -> Response:
    """Render the page. A POST holds the fields of one form only."""
    forms = {f"{name}_form": form(g.staff_member, formdata=None) for name, form in STEPS.items()}
    return render(
        "staff/concerns/bulk/show.html",
        fragment="steps",
        picked=picked,
        args=_list_args(),
        answer_url=url_for(
            "staff_matters.new", concerns=join_ids(each.id for each in picked), open="answer"
        ),
        most_at_once=MOST_AT_ONCE,
        part_tools=tools_for_picked(g.staff_member),
        has_begun=any(each.event.has_begun for each in picked),
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
    return picked_concerns(ids[:MOST_AT_ONCE], g.staff_member.agency_id)


def _list_with(change: ConcernChange, *, is_all: bool = True) -> ResponseReturnValue:
    """Show the list with the button that undoes the change."""
    if is_all and not change.items:
        flash(_("Nothing had to be changed."))
    return see_other("staff_concerns.index", **_list_args(), change=change.id)
