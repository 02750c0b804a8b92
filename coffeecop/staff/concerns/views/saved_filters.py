"""Filters that a person keeps: the list of them, and keeping, renaming and removing one."""

from typing import Any

from flask import Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.staff.concerns.address import filter_or_404
from coffeecop.staff.concerns.list_page import list_page
from coffeecop.staff.concerns.saved_filters import (
    SavedFilterForm,
    begun_filter,
    own_filter_or_404,
    saved_filters_of,
)
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, told


@bp.post("/filters")
@staff_only
def create_filter() -> ResponseReturnValue:
    args, form = filter_or_404().args, SavedFilterForm()
    if not form.keeps(begun_filter(args)):
        return list_page(form)
    db.session.commit()
    kept = _("Kept as “%(name)s”. Only you see it.", name=form.name.data)
    return told(kept, "staff_concerns.index", **args)


@bp.post("/filters/<int:filter_id>")
@staff_only
def update_filter(filter_id: int) -> ResponseReturnValue:
    kept = own_filter_or_404(filter_id)
    form = SavedFilterForm()
    if not form.keeps(kept):
        return filters_page(failed=kept, form=form)
    db.session.commit()
    return told(_("Renamed to “%(name)s”.", name=kept.name), "staff_concerns.index", open="filters")


@bp.post("/filters/<int:filter_id>/remove")
@staff_only
def destroy_filter(filter_id: int) -> ResponseReturnValue:
    kept = own_filter_or_404(filter_id)
    StaffForm().or_show(lambda form: filters_page(failed=kept, form=form))
    db.session.delete(kept)
    db.session.commit()
    gone = _("“%(name)s” is removed. Its concerns stay as they are.", name=kept.name)
    return told(gone, "staff_concerns.index", open="filters")


def filters_page(**failed: Any) -> Response:
    return render(
        "staff/concerns/saved_filters.html",
        fragment="filters",
        filters=saved_filters_of(g.staff_member),
        **{"failed": None, "form": StaffForm(formdata=None), **failed},
    )
