"""The list of concerns under a filter, and picks in it."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.staff.concern_list.picks import MOST_PICKED, join_ids, parse_ids, picked_ids
from coffeecop.staff.concerns.address import filter_or_404
from coffeecop.staff.concerns.list_page import list_page
from coffeecop.staff.concerns.saved_filters import SavedFilterForm
from coffeecop.staff.concerns.tabs import first_args, tab_of_part
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    if tab := tab_of_part(request.args):
        return tab.page()
    if not request.args and (args := first_args()):
        return _to_list(args)
    return list_page(SavedFilterForm(formdata=None))


@bp.get("/<any(flags,review):former>")
@staff_only
def former_tab(former: str) -> ResponseReturnValue:
    """Lead to the list from mails and alerts of former versions."""
    return _to_list({"urgent": "open"} if former == "flags" else {"review": "held"})


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
        flash(_("Check at least one concern first."), "error")
        return _to_list(args, picking=1)
    if len(ticked) > MOST_PICKED:
        flash(_("You can tick %(most)s concerns at most.", most=MOST_PICKED), "error")
    not_meant = dict.fromkeys(each for each in unlike if each not in ticked)
    return _to_list(args, like=join_ids(ticked), unlike=join_ids(not_meant) or None)


def _to_list(args: dict[str, str], **values: Any) -> ResponseReturnValue:
    return see_other("staff_concerns.index", **{**args, **values})
