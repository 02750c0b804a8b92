"""Filters of concerns that a person keeps: behind the dots of the list, and on a page to change."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.parts.saved_filters.models import LONGEST_NAME, SavedFilter, saved_filters_of
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concerns.blueprint import filter_or_404
from coffeecop.staff.concerns.list_page import list_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm, required_line
from coffeecop.web.rendering import flash_to, render

MOST_FILTERS = 20

bp = Blueprint("saved_filters", __name__, url_prefix="/staff/concerns", template_folder="templates")


class SavedFilterForm(StaffForm):
    name = required_line(_l("Name"), _l("Give it a name first."), most=LONGEST_NAME)

    def keeps(self, kept: SavedFilter) -> bool:
        """Keep a new or a kept filter by the name given, or say here why not."""
        if self.validate_on_submit() and (refusal := _keep(kept, self.name.data)):
            self.name.errors = [refusal]
        return not self.errors


def _keep(kept: SavedFilter, name: str) -> str | None:
    """Keep it, or return why it cannot have this name or cannot be kept at all."""
    if not kept.query:
        return _("There is no filter to keep. Choose one first.")
    if kept.id is None and len(saved_filters_of(g.staff_member)) >= MOST_FILTERS:
        return _("You keep as many as you can. Remove one first.")
    kept.name = name
    db.session.add(kept)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return _("You have a filter with this name already.")
    return None


@bp.post("/filters")
@staff_only
def create() -> ResponseReturnValue:
    args, form = filter_or_404().args, SavedFilterForm()
    if not form.keeps(SavedFilter(staff_id=g.staff_member.id, query=urlencode(args))):
        return list_page(save_form=form)
    db.session.commit()
    kept = _("Kept as “%(name)s”. Only you see it.", name=form.name.data)
    return flash_to(kept, "staff_concerns.index", **args)


@bp.post("/filters/<int:filter_id>")
@staff_only
def update(filter_id: int) -> ResponseReturnValue:
    kept, form = own_filter_or_404(filter_id), SavedFilterForm()
    if not form.keeps(kept):
        return _page(kept, form)
    db.session.commit()
    renamed = _("Renamed to “%(name)s”.", name=kept.name)
    return flash_to(renamed, "staff_concerns.index", open="filters")


@bp.post("/filters/<int:filter_id>/remove")
@staff_only
def destroy(filter_id: int) -> ResponseReturnValue:
    kept = own_filter_or_404(filter_id)
    StaffForm().or_show(lambda form: _page(kept, form))
    db.session.delete(kept)
    db.session.commit()
    gone = _("“%(name)s” is removed. Its concerns stay as they are.", name=kept.name)
    return flash_to(gone, "staff_concerns.index", open="filters")


def own_filter_or_404(filter_id: int) -> SavedFilter:
    kept = db.session.get(SavedFilter, filter_id)
    return kept if kept and kept.staff_id == g.staff_member.id else abort(404)


def _page(failed: SavedFilter | None, form: StaffForm) -> Response:
    return render("saved_filters/index.html", fragment="filters", **_shown(failed, form))


def _shown(failed: SavedFilter | None, form: StaffForm) -> dict[str, Any]:
    return {"filters": saved_filters_of(g.staff_member), "failed": failed, "form": form}


def opened_page(opened: str | None) -> dict[str, Any]:
    return _shown(None, StaffForm(formdata=None)) if opened == "filters" else {}


def rows_of_menu(_chosen: ConcernFilter) -> dict[str, Any]:
    kept = saved_filters_of(g.staff_member)
    return {"saved_filters": kept} if kept else {}


def keep_form(_chosen: ConcernFilter) -> dict[str, Any]:
    """Return the form below a filter. Its template asks what the menu shows."""
    return {"save_form": SavedFilterForm(formdata=None)}
