"""Picking concerns to see more like them, and concerns that mean what was searched for."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.engine.examples import encoder_name
from coffeecop.staff.concern_list.listing import close_listing, rows_of
from coffeecop.staff.concern_list.picks import MOST_PICKED, join_ids, parse_ids, picked_ids
from coffeecop.staff.concern_list.search import MOST_COMPARED
from coffeecop.staff.concerns.views.blueprint import bp, filter_or_404, tabs
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render, see_other


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


@bp.get("/close-in-meaning")
@staff_only
def close_in_meaning() -> ResponseReturnValue:
    chosen = filter_or_404()
    if not chosen.can_search_meaning:
        return _to_list(chosen.args)
    has_encoder = encoder_name() is not None
    found = close_listing(chosen) if has_encoder else None
    return render(
        "staff/concerns/close.html",
        fragment="close",
        chosen=chosen,
        found=found,
        rows=rows_of(found.ids) if found else [],
        most_compared=f"{MOST_COMPARED:,}",
        **tabs(),
    )


def _to_list(args: dict[str, str], **values: Any) -> ResponseReturnValue:
    return see_other("staff_concerns.index", **{**args, **values})
