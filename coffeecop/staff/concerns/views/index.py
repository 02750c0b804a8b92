"""The list of concerns under a filter, and what is opened on its page."""

from flask import request
from flask.typing import ResponseReturnValue

from coffeecop.staff.concerns.bulk.page import like_what_is_ticked, open_steps
from coffeecop.staff.concerns.list_page import list_page
from coffeecop.staff.concerns.tabs import first_args, tab_of_part
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.concerns.views.saved_filters import filters_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Show the list, the filters that a person keeps, or what is done to the ticked concerns."""
    opened = request.args.get("open")
    if opened == "filters":
        return filters_page()
    if opened == "steps":
        return open_steps()
    # The form of ticks sends what was ticked before.
    if "before" in request.args:
        return like_what_is_ticked()
    if tab := tab_of_part(request.args):
        return tab.page()
    if not request.args and (args := first_args()):
        return see_other("staff_concerns.index", **args)
    return list_page()


@bp.get("/<any(flags,review):former>")
@staff_only
def former_tab(former: str) -> ResponseReturnValue:
    """Lead to the list from mails and alerts of former versions."""
    tab = {"urgent": "open"} if former == "flags" else {"review": "held"}
    return see_other("staff_concerns.index", **tab)
