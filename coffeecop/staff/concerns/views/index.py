"""The list of concerns under a filter: picks, what is alike, and filters that a person keeps."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import ConcernState, Kind, Phase, SavedFilter
from coffeecop.models.suggestions import Confidence
from coffeecop.models.topics import topics_of
from coffeecop.parts import links_of
from coffeecop.parts.links import ConcernTab
from coffeecop.staff.concern_list.filters import VIEW_ARGS, ConcernFilter, View
from coffeecop.staff.concern_list.listing import list_context, listing
from coffeecop.staff.concern_list.picks import (
    MOST_AT_ONCE,
    MOST_PICKED,
    join_ids,
    parse_ids,
    picked_ids,
)
from coffeecop.staff.concern_list.rows import picked_rows
from coffeecop.staff.concern_list.work import newest_events
from coffeecop.staff.concerns.actions import FilterRefused, name_filter, save_filter
from coffeecop.staff.concerns.forms import SavedFilterForm
from coffeecop.staff.concerns.queries import saved_filters_of
from coffeecop.staff.concerns.tabs import tabs
from coffeecop.staff.concerns.views.blueprint import bp, filter_or_404
from coffeecop.staff.concerns.views.changes import change_in_address
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.navigation import work_counts
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render, see_other


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    for tab in links_of(g.staff_member.agency, ConcernTab):
        if tab.argument in request.args:
            return tab.page()
    if not request.args and (work := work_counts()).to_answer:
        return _to_list({**VIEW_ARGS[View.TO_ANSWER], **work.args})
    return list_page(SavedFilterForm(formdata=None))


@bp.get("/<any(flags,review):former>")
@staff_only
def former_tab(former: str) -> ResponseReturnValue:
    """Lead to the list from mails and alerts of former versions."""
    view = View.URGENT if former == "flags" else View.REVIEW
    return see_other("staff_concerns.index", **VIEW_ARGS[view])


def list_page(save_form: SavedFilterForm) -> Response:
    chosen = filter_or_404()
    found = listing(chosen)
    agency_id, kept = g.staff_member.agency_id, saved_filters_of(g.staff_member)
    return render(
        "staff/concerns/index.html",
        fragment="staff_content",
        choices=_choices(agency_id) if "filtering" in request.args else None,
        saved_filters=kept,
        is_kept=any(each.args == chosen.args for each in kept),
        save_form=save_form,
        picks=picked_rows(chosen.like_ids),
        picking=bool(chosen.like_ids) or "picking" in request.args,
        ticked=_ticked(chosen),
        change=change_in_address(),
        **list_context(chosen, found, page=page_number(request.args)),
        **tabs(chosen.view),
    )


def _choices(agency_id: int) -> dict[str, Any]:
    """Return what the form of filters offers."""
    return {
        "events": newest_events(agency_id),
        "topics": topics_of(agency_id),
        "phases": Phase,
        "kinds": Kind,
        "states": ConcernState,
        "confidence": Confidence,
    }


def _ticked(chosen: ConcernFilter) -> Sequence[int]:
    """Return what is ticked at first; the script keeps in the address what one ticks then."""
    ticked = request.args.get("ticked")
    return chosen.like_ids if ticked is None else parse_ids(ticked)[:MOST_AT_ONCE]


@bp.get("/picks")
@staff_only
def pick() -> ResponseReturnValue:
    """Go to the list that is like what was ticked, or to another page of the list with the ticks.

    What was ticked before and is not now counts as not meant.
    """
    args, ticked = filter_or_404().args, picked_ids(request.args)
    before = parse_ids(request.args.get("before", ""))
    unlike = [*parse_ids(args.pop("unlike", "")), *before]
    args.pop("like", None)
    if "page" in request.args:
        return _to_list(args, picking=1, ticked=join_ids(ticked), page=request.args["page"])
    if not ticked:
        flash(_("Tick at least one concern first."), "error")
        return _to_list(args, picking=1)
    if len(ticked) > MOST_PICKED:
        flash(_("You can tick %(most)s concerns at most.", most=MOST_PICKED), "error")
    not_meant = dict.fromkeys(each for each in unlike if each not in ticked)
    return _to_list(args, like=join_ids(ticked), unlike=join_ids(not_meant) or None)


def _to_list(args: dict[str, str], **values: Any) -> ResponseReturnValue:
    return see_other("staff_concerns.index", **{**args, **values})


@bp.get("/filters")
@staff_only
def saved_filters() -> ResponseReturnValue:
    return _filters_page()


@bp.post("/filters")
@staff_only
def create_filter() -> ResponseReturnValue:
    args = filter_or_404().args
    form = SavedFilterForm()
    if not form.validate_on_submit():
        return list_page(form)
    try:
        save_filter(form.name.data, urlencode(args), by=g.staff_member)
    except FilterRefused as refusal:
        form.name.errors = [str(refusal)]
        return list_page(form)
    db.session.commit()
    flash(_("Kept as “%(name)s”. Only you see it.", name=form.name.data))
    return see_other("staff_concerns.index", **args)


@bp.post("/filters/<int:filter_id>")
@staff_only
def update_filter(filter_id: int) -> ResponseReturnValue:
    kept = _own_or_404(filter_id)
    form = SavedFilterForm()
    if not form.validate_on_submit():
        return _filters_page(kept, form)
    try:
        name_filter(kept, form.name.data)
    except FilterRefused as refusal:
        form.name.errors = [str(refusal)]
        return _filters_page(kept, form)
    db.session.commit()
    flash(_("Renamed to “%(name)s”.", name=kept.name))
    return see_other("staff_concerns.saved_filters")


@bp.post("/filters/<int:filter_id>/remove")
@staff_only
def destroy_filter(filter_id: int) -> ResponseReturnValue:
    kept = _own_or_404(filter_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _filters_page(kept, form)
    db.session.delete(kept)
    db.session.commit()
    flash(_("“%(name)s” is removed. Its concerns stay as they are.", name=kept.name))
    return see_other("staff_concerns.saved_filters")


def _filters_page(failed: SavedFilter | None = None, form: StaffForm | None = None) -> Response:
    return render(
        "staff/concerns/saved_filters.html",
        fragment="filters",
        filters=saved_filters_of(g.staff_member),
        failed=failed,
        form=form or StaffForm(formdata=None),
    )


def _own_or_404(filter_id: int) -> SavedFilter:
    kept = db.session.get(SavedFilter, filter_id)
    return kept if kept and kept.staff_id == g.staff_member.id else abort(404)
