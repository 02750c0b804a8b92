"""What a request for records finds, and what was decided about it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    Decision,
    Event,
    RecordsRequest,
    Redaction,
    RequestItem,
    RequestPack,
    Role,
    StaffMember,
)
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.requests import requests_readable_by
from coffeecop.models.retention import Ref
from coffeecop.staff.records.requests.found import Wanted
from coffeecop.staff.records.requests.texts import Record, records_of
from coffeecop.web.paging import paginated

MOST_LISTED = 100
ITEMS_A_PAGE = 20


def wanted_by(request: RecordsRequest) -> Wanted:
    return Wanted(*(getattr(request, name) for name in Wanted._fields))


class Listed(NamedTuple):
    request: RecordsRequest
    found: int
    undecided: int


def requests_of(member: StaffMember) -> list[Listed]:
    """Return the open ones first, the most urgent of them first."""
    found = db.session.scalars(
        select(RecordsRequest)
        .where(requests_readable_by(member))
        .order_by(
            RecordsRequest.closed_at.is_not(None), RecordsRequest.due_on, RecordsRequest.id.desc()
        )
        .limit(MOST_LISTED)
    ).all()
    numbers: dict[int, Any] = {
        row.request_id: row
        for row in db.session.execute(
            select(
                RequestItem.request_id,
                func.count().label("found"),
                (func.count() - func.count(RequestItem.decision)).label("undecided"),
            )
            .where(RequestItem.request_id.in_([each.id for each in found]), items_of(member))
            .group_by(RequestItem.request_id)
        )
    }
    return [
        Listed(each, row.found if row else 0, row.undecided if row else 0)
        for each in found
        for row in [numbers.get(each.id)]
    ]


def items_of(member: StaffMember) -> ColumnElement[bool]:
    """Match the items that this person may read: not what is of a complaint by now, or may be."""
    if member.has_any(Role.COMPLAINTS):
        return true()
    of_complaint = exists().where(Concern.id == RequestItem.concern_id, is_for_complaint_staff())
    return ~of_complaint.correlate(RequestItem)


def items_page(request: RecordsRequest, member: StaffMember, page: int) -> Pagination:
    """Return a page of what was found: what nobody has decided comes first."""
    wanted = _items(request, member).order_by(
        RequestItem.decision.is_not(None),
        RequestItem.concern_id.is_(None),
        RequestItem.concern_id.desc(),
        RequestItem.kind,
        RequestItem.number.desc(),
    )
    return paginated(wanted, page, per_page=ITEMS_A_PAGE)


def all_records(request: RecordsRequest, member: StaffMember) -> list[Record]:
    """Return all that this person may read: concerns, each with what staff wrote, and the rest."""
    wanted = _items(request, member).order_by(
        RequestItem.concern_id.is_(None),
        RequestItem.concern_id,
        RequestItem.kind,
        RequestItem.number,
    )
    return records_of(db.session.scalars(wanted).all())


def _items(request: RecordsRequest, member: StaffMember) -> Select[Any]:
    return select(RequestItem).where(RequestItem.request_id == request.id, items_of(member))


class Counts(NamedTuple):
    found: int
    undecided: int
    decided: Mapping[Decision, int]
    # Decided, and in no pack yet.
    new: int


def counts_of(request: RecordsRequest, member: StaffMember) -> Counts:
    rows = db.session.execute(
        select(RequestItem.decision, RequestItem.pack.is_(None), func.count())
        .where(RequestItem.request_id == request.id, items_of(member))
        .group_by(RequestItem.decision, RequestItem.pack.is_(None))
    ).all()
    decided = {decision: sum(row[2] for row in rows if row[0] is decision) for decision in Decision}
    return Counts(
        found=sum(row[2] for row in rows),
        undecided=sum(row[2] for row in rows if row[0] is None),
        decided=decided,
        new=sum(row[2] for row in rows if row[0] is not None and row[1]),
    )


def redactions_of(request: RecordsRequest) -> dict[Ref | None, list[Redaction]]:
    """Return by record what is taken out of it; by None the words to look for in all of them."""
    own = select(Redaction).where(Redaction.request_id == request.id).order_by(Redaction.id)
    found: dict[Ref | None, list[Redaction]] = defaultdict(list)
    for each in db.session.scalars(own):
        found[(each.kind, each.number) if each.kind and each.number else None].append(each)
    return found


def packs_of(request: RecordsRequest) -> Sequence[RequestPack]:
    """Return the newest first."""
    own = select(RequestPack).where(RequestPack.request_id == request.id)
    newest_first = own.order_by(RequestPack.number.desc())
    return db.session.scalars(newest_first.options(joinedload(RequestPack.made_by))).all()


def events_named(request: RecordsRequest) -> Sequence[Event]:
    own = Event.agency_id == request.agency_id, Event.id.in_(request.event_ids)
    return db.session.scalars(select(Event).where(*own).order_by(Event.starts_at)).all()
