"""What the address of a page of concerns names: the filter, and what was just done."""

from flask import abort, g, request
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import ConcernChange, StaffMember
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concern_list.listing import Listing, listing
from coffeecop.web.security import parse_id


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


def change_to_undo(change_id: int) -> ConcernChange | None:
    return db.session.scalars(
        select(ConcernChange)
        .join(ConcernChange.staff_member)
        .where(ConcernChange.id == change_id, StaffMember.agency_id == g.staff_member.agency_id)
    ).one_or_none()
