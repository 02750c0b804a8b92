"""What a request for records finds, and what was decided about it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernTopic,
    Decision,
    Event,
    RecordsRequest,
    Redaction,
    RequestItem,
    RequestPack,
    StaffMember,
)
from coffeecop.models.concern.conditions import has_topic, is_for_complaint_staff, readable_by
from coffeecop.models.requests import requests_readable_by
from coffeecop.staff.concern_list.search import NEWEST_FIRST, matches_kindred
from coffeecop.web.paging import paginated

MOST_LISTED = 100
ITEMS_A_PAGE = 20
# What nobody reads through is no answer to a request.
MOST_FOUND = 2000


class Wanted(NamedTuple):
    """What a request asks for; what is empty does not matter."""

    words: str | None
    first_day: date | None
    last_day: date | None
    event_ids: Sequence[int]
    topic_ids: Sequence[int]
    kinds: Sequence[str]


def wanted_by(request: RecordsRequest) -> Wanted:
    return Wanted(*(getattr(request, name) for name in Wanted._fields))


def found_ids(wanted: Wanted, member: StaffMember, *, complaints: bool) -> list[int]:
    """Return what a request finds now of all that this person may read, one more at most."""
    found = select(Concern.id).join(Concern.event).where(readable_by(member))
    if not complaints:
        found = found.where(~is_for_complaint_staff())
    found = found.where(*_conditions(wanted, member))
    return list(db.session.scalars(found.order_by(Concern.id).limit(MOST_FOUND + 1)))


def _conditions(wanted: Wanted, member: StaffMember) -> list[ColumnElement[bool]]:
    zone = ZoneInfo(member.agency.time_zone)
    conditions: list[ColumnElement[bool]] = []
    if wanted.words:
        conditions.append(matches_kindred(wanted.words))
    if wanted.first_day:
        conditions.append(Concern.created_at >= datetime.combine(wanted.first_day, time(), zone))
    if wanted.last_day:
        after = wanted.last_day + timedelta(days=1)
        conditions.append(Concern.created_at < datetime.combine(after, time(), zone))
    if wanted.event_ids:
        conditions.append(Concern.event_id.in_(wanted.event_ids))
    if wanted.topic_ids:
        conditions.append(has_topic(ConcernTopic.topic_id.in_(wanted.topic_ids)))
    if wanted.kinds:
        conditions.append(Concern.kind.in_(wanted.kinds))
    return conditions


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
            .join(Concern, Concern.id == RequestItem.concern_id)
            .join(Concern.event)
            .where(RequestItem.request_id.in_([each.id for each in found]), readable_by(member))
            .group_by(RequestItem.request_id)
        )
    }
    return [
        Listed(each, row.found if row else 0, row.undecided if row else 0)
        for each in found
        for row in [numbers.get(each.id)]
    ]


def items_page(request: RecordsRequest, member: StaffMember, page: int) -> Pagination:
    """Return a page of what was found: what nobody has decided comes first."""
    wanted = _items(request, member).order_by(RequestItem.decision.is_not(None), *NEWEST_FIRST)
    return paginated(wanted, page, per_page=ITEMS_A_PAGE)


def all_items(request: RecordsRequest, member: StaffMember) -> Sequence[RequestItem]:
    """Return each item that this person may read, in order of their numbers."""
    return db.session.scalars(_items(request, member).order_by(Concern.id)).all()


def _items(request: RecordsRequest, member: StaffMember) -> Select[Any]:
    concern = contains_eager(RequestItem.concern)
    return (
        select(RequestItem)
        .join(RequestItem.concern)
        .join(Concern.event)
        .where(RequestItem.request_id == request.id, readable_by(member))
        .options(
            concern.contains_eager(Concern.event),
            concern.joinedload(Concern.contact),
            concern.selectinload(Concern.messages),
            concern.selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
        )
    )


class Counts(NamedTuple):
    found: int
    undecided: int
    decided: Mapping[Decision, int]
    # Decided, and in no pack yet.
    new: int


def counts_of(request: RecordsRequest, member: StaffMember) -> Counts:
    rows = db.session.execute(
        select(RequestItem.decision, RequestItem.pack.is_(None), func.count())
        .join(Concern, Concern.id == RequestItem.concern_id)
        .join(Concern.event)
        .where(RequestItem.request_id == request.id, readable_by(member))
        .group_by(RequestItem.decision, RequestItem.pack.is_(None))
    ).all()
    decided = {decision: sum(row[2] for row in rows if row[0] is decision) for decision in Decision}
    return Counts(
        found=sum(row[2] for row in rows),
        undecided=sum(row[2] for row in rows if row[0] is None),
        decided=decided,
        new=sum(row[2] for row in rows if row[0] is not None and row[1]),
    )


def redactions_of(request: RecordsRequest) -> dict[int | None, list[Redaction]]:
    """Return by concern what is taken out of it; by None the words to look for in all of them."""
    own = select(Redaction).where(Redaction.request_id == request.id).order_by(Redaction.id)
    found: dict[int | None, list[Redaction]] = defaultdict(list)
    for each in db.session.scalars(own):
        found[each.concern_id].append(each)
    return found


def packs_of(request: RecordsRequest) -> Sequence[RequestPack]:
    """Return the newest first."""
    own = select(RequestPack).where(RequestPack.request_id == request.id)
    newest_first = own.order_by(RequestPack.number.desc())
    return db.session.scalars(newest_first.options(joinedload(RequestPack.made_by))).all()


def events_named(request: RecordsRequest) -> Sequence[Event]:
    own = Event.agency_id == request.agency_id, Event.id.in_(request.event_ids)
    return db.session.scalars(select(Event).where(*own).order_by(Event.starts_at)).all()
