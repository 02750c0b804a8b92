"""A request for records: entered, searched again, closed, listed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import case, func, select

from coffeecop.db import db, now
from coffeecop.models import StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import changes, record
from coffeecop.models.keys import stored
from coffeecop.parts.records.kinds import CannotBeDone, RecordKind, RecordsAction, Ref
from coffeecop.parts.records.models.holds import place_hold
from coffeecop.parts.records.models.requests import (
    RecordsRequest,
    RequestItem,
    due_day,
    is_covered,
    requests_readable_by,
)
from coffeecop.parts.records.models.settings import change_settings
from coffeecop.parts.records.requests.found import MOST_FOUND, found_columns

MOST_LISTED = 100


def enter_request(asked: Mapping[str, Any], *, key_hash: str, by: StaffMember) -> RecordsRequest:
    """Store a request with all that it finds, which a hold keeps. Idempotent. May be refused."""
    lock_agency(by.agency_id)
    if earlier := stored(RecordsRequest, key_hash):
        return earlier
    request = RecordsRequest(
        **asked,
        agency_id=by.agency_id,
        form_key_hash=key_hash,
        covers_complaints=by.reads_complaints,
        due_on=due_day(asked["received_on"], by.agency),
        created_by=by,
    )
    found = _found(request, by)
    request.hold = place_hold(
        _to_hold(found.values()),
        name=_("Request for records, %(day)s", day=request.received_on.isoformat()),
        # Whoever may not read complaints sees the hold, but not the request.
        reason=(not request.covers_complaints and (request.asked_by or request.words))
        or _("An open request for records."),
        key_hash=key_hash,
        by=by,
    )
    db.session.add(request)
    db.session.flush()
    db.session.add_all(RequestItem(request_id=request.id, **each) for each in found.values())
    log(RecordsAction.RECORDS_REQUESTED, request, by=by)
    return request


def search_again(request: RecordsRequest, *, by: StaffMember) -> int:
    """Add what came since, and return how many. May be refused."""
    lock(request)
    found = _found(request, by)
    known = db.session.execute(
        select(RequestItem.kind, RequestItem.number).where(RequestItem.request_id == request.id)
    )
    for ref in known:
        found.pop((ref.kind, ref.number), None)
    if found:
        request.hold.add(_to_hold(found.values()), by=by)
        db.session.add_all(RequestItem(request_id=request.id, **each) for each in found.values())
    return len(found)


def close_request(request: RecordsRequest, *, by: StaffMember) -> RecordsRequest:
    """Close it, so that its hold ends. May be refused."""
    lock(request)
    request.closed_at, request.closed_by = now(), by
    request.hold.lift(by=by)
    log(RecordsAction.REQUEST_CLOSED, request, by=by)
    return request


def change_deadline(values: Mapping[str, Any], *, by: StaffMember) -> bool:
    """Set in how many days requests that come from now on are due."""
    lock_agency(by.agency_id)
    changed = change_settings(by.agency, values)
    if changed:
        record(RecordsAction.SCHEDULE_CHANGED, by=by, subject=by.agency, detail=changes(changed))
    return True


def _found(request: RecordsRequest, by: StaffMember) -> dict[Ref, dict[str, Any]]:
    found = found_columns(request, by)
    if len(found) > MOST_FOUND:
        raise CannotBeDone(_("It finds more than %(most)s. Ask for less.", most=MOST_FOUND))
    return found


def _to_hold(found: Iterable[Mapping[str, Any]]) -> set[Ref]:
    """Return what keeps it: for what staff wrote about a concern, the concern.

    What they wrote about an event stays while somebody asks for it, without all else of the event.
    """
    return {
        (RecordKind.CONCERN, each["concern_id"])
        if "concern_id" in each
        else (each["kind"], each["number"])
        for each in found
        if each["kind"] != RecordKind.EVENT
    }


def lock(request: RecordsRequest) -> None:
    db.session.refresh(request, ["closed_at"], with_for_update=True)
    if not request.is_open:
        raise CannotBeDone(_("This request is closed."))


def log(action: RecordsAction, request: RecordsRequest, *, by: StaffMember, **more: int) -> None:
    # Without a number: who may not read complaints would count them in the log.
    record(action, by=by, subject=request, detail={"request": request.id, **more})


def readable(request_id: int, member: StaffMember) -> RecordsRequest | None:
    own = select(RecordsRequest).where(RecordsRequest.id == request_id)
    return db.session.scalar(own.where(requests_readable_by(member)))


class Counts(NamedTuple):
    found: int = 0
    undecided: int = 0
    # Decided, and in no pack yet.
    new: int = 0


def requests_of(member: StaffMember) -> list[tuple[RecordsRequest, Counts]]:
    """Return the open ones first, the most urgent of them first."""
    found = db.session.scalars(
        select(RecordsRequest)
        .where(requests_readable_by(member))
        .order_by(
            RecordsRequest.closed_at.is_not(None), RecordsRequest.due_on, RecordsRequest.id.desc()
        )
        .limit(MOST_LISTED)
    ).all()
    counts = counts_of(each.id for each in found)
    return [(each, counts[each.id]) for each in found]


def counts_of(request_ids: Iterable[int]) -> Mapping[int, Counts]:
    is_new = RequestItem.decision.is_not(None) & RequestItem.pack.is_(None)
    rows = db.session.execute(
        select(
            RequestItem.request_id,
            func.count(),
            func.count() - func.count(RequestItem.decision),
            func.count(case((is_new, 1))),
        )
        .where(RequestItem.request_id.in_([*request_ids]), is_covered())
        .group_by(RequestItem.request_id)
    )
    return defaultdict(Counts, {number: Counts(*counts) for number, *counts in rows})
