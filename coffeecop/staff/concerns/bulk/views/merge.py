"""Letting one concern stand for those that say the same, and separating them again."""

from flask import Response, g
from flask.typing import ResponseReturnValue

from coffeecop.staff.concern_list.picks import MOST_AT_ONCE
from coffeecop.staff.concerns.bulk.actions import merge, separate
from coffeecop.staff.concerns.bulk.forms import MergeForm, PickedForm, SeparateForm
from coffeecop.staff.concerns.bulk.queries import picked_concerns
from coffeecop.staff.concerns.bulk.views.landing import (
    land,
    list_args,
    nothing_picked,
    picked_in_address,
)
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render


@bp.get("/bulk/merge")
@staff_only
def new_merge() -> ResponseReturnValue:
    picked = picked_in_address()
    return _page(MergeForm(picked, formdata=None)) if picked else nothing_picked()


@bp.post("/bulk/merge")
@staff_only
def create_merge() -> ResponseReturnValue:
    form = MergeForm(picked_concerns(PickedForm().ids[:MOST_AT_ONCE], g.staff_member))
    if not form.validate_on_submit():
        return _page(form)
    picked, main, key = list(form.picked.values()), form.chosen, form.key_hash("merge")
    return land(lambda: merge(picked, main, key_hash=key, by=g.staff_member))


@bp.post("/<int:concern_id>/separation")
@staff_only
def separate_concern(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = SeparateForm()
    if not form.validate_on_submit():
        return concern_page(concern, move_form=form)
    key = form.key_hash("separate", str(concern.id))
    return land(lambda: separate(concern, key_hash=key, by=g.staff_member), on=concern)


def _page(form: MergeForm) -> Response:
    return render("staff/concerns/bulk/merge.html", fragment="step", form=form, args=list_args())
