"""Where the steps begin, and where they end: the list, with what was done and its undo."""

from collections.abc import Callable

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Concern, ConcernChange
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, picked_ids
from coffeecop.staff.concern_list.undo import AlreadyDone, IsComplaint
from coffeecop.staff.concerns.bulk.queries import picked_concerns
from coffeecop.staff.concerns.views.blueprint import filter_or_404
from coffeecop.web.rendering import see_other


def list_args() -> dict[str, str]:
    """Return the filter in the address, without what was picked in it."""
    return {
        name: value
        for name, value in filter_or_404().args.items()
        if name not in ("like", "unlike")
    }


def picked_in_address() -> list[Concern]:
    return picked_concerns(picked_ids(request.args)[:MOST_AT_ONCE], g.staff_member)


def nothing_picked() -> ResponseReturnValue:
    flash(_("Tick at least one concern first."), "error")
    return see_other("staff_concerns.index", picking=1, **list_args())


def land(
    change_concerns: Callable[[], ConcernChange], *, on: Concern | None = None
) -> ResponseReturnValue:
    """Do it, and go to the list or a concern, which says what was done and can undo it."""
    try:
        change = change_concerns()
        db.session.commit()
    except AlreadyDone as done:
        change = done.change
    except IsComplaint:
        db.session.rollback()
        flash(
            _("Nothing was changed: a colleague moved one of them to complaints meanwhile."),
            "error",
        )
        return see_other("staff_concerns.index", **list_args())
    if not change.items:
        flash(_("Nothing had to be changed."))
    if on:
        args = filter_or_404().args
        return see_other("staff_concerns.show", concern_id=on.id, **args, change=change.id)
    return see_other("staff_concerns.index", **list_args(), change=change.id)
