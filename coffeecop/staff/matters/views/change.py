"""Changing a matter: its names, where it belongs, and another one that is the same."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.matters import verbs
from coffeecop.models import Matter
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.forms import ChangeForm, CombineForm
from coffeecop.staff.matters.views.blueprint import back_to, bp, matter_or_404
from coffeecop.web.rendering import render


def change_page(
    matter: Matter, form: ChangeForm | None = None, combine: CombineForm | None = None
) -> ResponseReturnValue:
    return render(
        "staff/matters/change.html",
        fragment="form",
        matter=matter,
        form=form or ChangeForm.begun(matter, member=g.staff_member),
        combine=combine or CombineForm(matter, formdata=None),
    )


@bp.post("/<int:matter_id>")
@staff_only
def update(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    form = ChangeForm(matter, member=g.staff_member)
    if not (form.validate_on_submit() and form.is_saved(matter, by=g.staff_member)):
        return change_page(matter, form)
    db.session.commit()
    flash(_("Saved."))
    return back_to(matter)


@bp.post("/<int:matter_id>/combination")
@staff_only
def combine(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    form = CombineForm(matter).or_show(lambda form: change_page(matter, combine=form))
    verbs.combine(matter, matter_or_404(form.other.data), by=g.staff_member)
    db.session.commit()
    flash(_("They are one now."))
    return back_to(matter)
