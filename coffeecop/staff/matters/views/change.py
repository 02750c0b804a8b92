"""Changing a matter: its names, where it belongs, its figure, and another one that is the same."""

from typing import Any

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.matters import verbs
from coffeecop.models import Matter
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.figure_form import FigureForm
from coffeecop.staff.matters.forms import ChangeForm, CombineForm
from coffeecop.staff.matters.queries import others_only_heard, topics_for, venues_of
from coffeecop.staff.matters.views.blueprint import back_to, bp, matter_or_404
from coffeecop.web.rendering import render


def change_page(
    matter: Matter, form: ChangeForm | None = None, combine: CombineForm | None = None
) -> ResponseReturnValue:
    return render(
        "staff/matters/change.html",
        fragment="form",
        matter=matter,
        form=form or _change_form(matter, formdata=None, obj=matter, **_chosen(matter)),
        combine=combine or CombineForm(others_only_heard(matter), formdata=None),
    )


def _chosen(matter: Matter) -> dict[str, Any]:
    return {"topic": matter.topic_id, "venue": matter.venue_id}


def _change_form(matter: Matter, **options: Any) -> ChangeForm:
    member = g.staff_member
    return ChangeForm(
        topics=topics_for(member, matter.topic_id), venues=venues_of(member), **options
    )


@bp.post("/<int:matter_id>")
@staff_only
def update(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    form = _change_form(matter)
    if not form.validate_on_submit():
        return change_page(matter, form)
    try:
        verbs.change(matter, form.values, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(matter)
        return change_page(matter, form)
    db.session.commit()
    flash(_("Saved."))
    return back_to(matter)


def figure_page(matter: Matter, form: FigureForm | None = None) -> ResponseReturnValue:
    return render(
        "staff/matters/figure.html",
        fragment="form",
        matter=matter,
        form=form or FigureForm(formdata=None, obj=matter),
    )


@bp.post("/<int:matter_id>/figure")
@staff_only
def set_figure(matter_id: int) -> ResponseReturnValue:
    matter, form = matter_or_404(matter_id), FigureForm()
    if form.is_reading:
        form.read_sign()
        return figure_page(matter, form)
    if not form.validate_on_submit():
        return figure_page(matter, form)
    try:
        verbs.change(matter, form.values, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(matter)
        return figure_page(matter, form)
    db.session.commit()
    flash(_("Saved."))
    return back_to(matter)


@bp.post("/<int:matter_id>/combination")
@staff_only
def combine(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    form = CombineForm(others_only_heard(matter))
    if not form.validate_on_submit():
        return change_page(matter, combine=form)
    verbs.combine(matter, matter_or_404(form.other.data), by=g.staff_member)
    db.session.commit()
    flash(_("They are one now."))
    return back_to(matter)
