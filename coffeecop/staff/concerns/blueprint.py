"""What the views of concerns share: what an address names, and where one goes next."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Blueprint, abort, flash, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.wrappers import Response

from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.states import CannotFollow, EventNotBegun
from coffeecop.db import db
from coffeecop.models import (
    AuditAction,
    AuditEntry,
    Concern,
    ConcernChange,
    ConcernFlag,
    Event,
    Message,
    StaffMember,
)
from coffeecop.models.concern.conditions import is_readable
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concern_list.listing import Listing, listing
from coffeecop.web.rendering import see_other
from coffeecop.web.security import parse_id

bp = Blueprint("staff_concerns", __name__, url_prefix="/staff/concerns")

NAME = StaffMember.name
PEOPLE = (
    Concern.assigned_to,
    Concern.deputy,
    Concern.entered_by,
    Concern.state_by,
    Concern.topics_checked_by,
)
SHOWN = (
    # The agency is there with the person who reads; of others a page has the name.
    contains_eager(Concern.event).joinedload(Event.venue),
    joinedload(Concern.contact),
    *(joinedload(each).load_only(NAME) for each in PEOPLE),
    joinedload(Concern.flag_rows).joinedload(ConcernFlag.seen_by).load_only(NAME),
    joinedload(Concern.flag_rows).joinedload(ConcernFlag.taken_by).load_only(NAME),
    joinedload(Concern.messages).joinedload(Message.staff_member).load_only(NAME),
)


@cache
def _readable(reads_complaints: bool) -> Select[Concern]:
    own = Concern.id == bindparam("concern_id"), Event.agency_id == bindparam("agency_id")
    found = select(Concern).join(Concern.event).where(*own, is_readable(reads_complaints))
    return found.options(*SHOWN)


def readable_concern(concern_id: int, member: StaffMember) -> Concern | None:
    own = {"concern_id": concern_id, "agency_id": member.agency_id}
    return db.session.scalars(_readable(member.reads_complaints), own).unique().one_or_none()


def concern_moved_by_staff(concern_id: int, agency_id: int) -> Concern | None:
    """Return a complaint that staff, not its resident, moved to the complaints."""
    moved = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == Concern.id,
        AuditEntry.action == AuditAction.MOVED_TO_COMPLAINTS,
    )
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(
            Concern.id == concern_id,
            Concern.is_complaint.is_(True),
            Event.agency_id == agency_id,
            moved,
        )
    ).one_or_none()


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


def filter_or_404() -> ConcernFilter:
    chosen = ConcernFilter.read(request.args)
    if chosen.complaints and not g.staff_member.reads_complaints:
        abort(404)
    return chosen


def chosen_list() -> Listing:
    return listing(filter_or_404())


def change_in_address() -> ConcernChange | None:
    """Return what was just done, as in ?change=7, unless it is undone."""
    change_id = parse_id(request.args.get("change", ""))
    change = change_to_undo(change_id) if change_id else None
    return change if change and change.items and not change.undone_at else None


def concern_id_in_address() -> int | None:
    """Return the concern from whose page something is undone, as in ?concern=7."""
    return parse_id(request.args.get("concern", ""))


def change_to_undo(change_id: int) -> ConcernChange | None:
    return db.session.scalars(
        select(ConcernChange)
        .join(ConcernChange.staff_member)
        .where(ConcernChange.id == change_id, StaffMember.agency_id == g.staff_member.agency_id)
    ).one_or_none()


def back_to(concern: Concern, **args: Any) -> Response:
    return see_other("staff_concerns.show", concern_id=concern.id, **args, **filter_or_404().args)


def stay(concern: Concern, message: str, category: str = "message") -> Response:
    """Say this on the page of the concern, in the list that it was opened from."""
    flash(message, category)
    return back_to(concern)


def show_or_list(concern_id: int | None, args: Mapping[str, Any]) -> Response:
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
