from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.states import CannotFollow, EventNotBegun
from coffeecop.models import Concern, ConcernChange
from coffeecop.staff.concern_list.listing import Listing
from coffeecop.staff.concerns.address import filter_or_404
from coffeecop.staff.concerns.flag_figures import flag_figures
from coffeecop.staff.concerns.queries import concern_moved_by_staff, readable_concern
from coffeecop.web.rendering import see_other

bp = Blueprint("staff_concerns", __name__, url_prefix="/staff/concerns")
bp.add_app_template_global(flag_figures)


def concern_or_404(concern_id: int) -> Concern:
    return readable_concern(concern_id, g.staff_member) or abort(404)


def present_or_404(concern_id: int) -> Concern:
    concern = concern_or_404(concern_id)
    return abort(404) if concern.is_withdrawn else concern


def concern_with_contact_or_404(concern_id: int) -> Concern:
    concern = concern_or_404(concern_id)
    return concern if concern.contact else abort(404)


def event_concern_or_404(concern_id: int) -> Concern:
    """Return a concern that its resident has not taken back, and that is no complaint."""
    concern = present_or_404(concern_id)
    return abort(404) if concern.is_for_complaint_staff else concern


def concern_to_move(concern_id: int) -> Concern:
    """Return a concern that may go to the complaints; abort with the list if it is there."""
    concern = readable_concern(concern_id, g.staff_member)
    if concern is None and concern_moved_by_staff(concern_id, g.staff_member.agency_id):
        # Tapped twice, or a colleague was first.
        abort(list_without(concern_id))
    return concern or abort(404)


def flagged_or_404(concern_id: int) -> Concern:
    concern = present_or_404(concern_id)
    return concern if concern.flag_rows else abort(404)


def back_to(concern: Concern, **args: Any) -> Response:
    """Show the page of the concern, in the list that it was opened from."""
    return see_other("staff_concerns.show", concern_id=concern.id, **args, **filter_or_404().args)


def stay(concern: Concern, message: str, category: str = "message") -> Response:
    """Say this on the page of the concern, in the list that it was opened from."""
    flash(message, category)
    return back_to(concern)


def show_or_list(concern_id: int | None, args: Mapping[str, Any]) -> Response:
    """Redirect to a concern, or to the list if there is none."""
    if concern_id is None:
        return see_other("staff_concerns.index", **args)
    return see_other("staff_concerns.show", concern_id=concern_id, **args)


def show_next(
    concern: Concern, found: Listing, message: str, *, change: ConcernChange | None = None
) -> Response:
    """Say this on the page of the next concern of a list, or on the list if it was the last.

    What can be undone says itself what it is, beside the button that undoes it.
    With ?then=today in the address, say it on Today, where the concern was answered.
    """
    args: dict[str, Any] = found.chosen.args
    following = found.next_after(concern.id)
    if change and change.items:
        return show_or_list(following, {"change": change.id, **args})
    again = url_for("staff_concerns.show", concern_id=concern.id, **args)
    link = Markup('{} <a href="{}">{}</a>').format(message, again, _("Look at it again"))
    flash(link)
    if request.args.get("then") == "today":
        return see_other("today.index")
    return show_or_list(following, args)


@bp.app_errorhandler(CannotFollow)
def say_why_not(error: CannotFollow) -> Response:
    early = _("Nothing was changed: the event has not begun.")
    first = _("Nothing was changed: a colleague got there first.")
    flash(early if isinstance(error, EventNotBegun) else first, "error")
    return show_or_list((request.view_args or {}).get("concern_id"), filter_or_404().args)


@bp.app_errorhandler(IsComplaint)
def say_not_saved(_error: IsComplaint) -> Response:
    concern_id = (request.view_args or {}).get("concern_id")
    if concern_id is None:
        text = _("Nothing was done: a colleague moved one of them to complaints in the meantime.")
        flash(text, "error")
        return show_or_list(None, filter_or_404().args)
    text = _(
        "Your change is not saved: a colleague moved this concern to complaints at the same moment."
    )
    flash(text, "error")
    return list_without(concern_id)


def list_without(concern_id: int) -> Response:
    """Confirm the move on the list: this person may no longer read the concern."""
    text = _(
        "Number %(number)s was moved to complaints. Only complaint staff can read it now, and it "
        "is in no count, list or export of the event.",
        number=concern_id,
    )
    flash(text)
    return show_or_list(None, filter_or_404().args)
