"""What a request for records finds, and what was decided about it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Concern, Event, MatterConcern, StaffMember
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.parts.records.models.requests import (
    Decision,
    RecordsRequest,
    Redaction,
    RequestItem,
    RequestPack,
    requests_readable_by,
)
from coffeecop.parts.records.models.schedule import RecordKind, Ref
from coffeecop.parts.records.requests.found import Wanted
from coffeecop.parts.records.requests.redacting import alike
from coffeecop.parts.records.requests.texts import Record, records_of, texts_of
from coffeecop.web.paging import paginated

MOST_LISTED = 100
ITEMS_A_PAGE = 20


def wanted_by(request: RecordsRequest) -> Wanted:
    return Wanted(*(getattr(request, name) for name in Wanted._fields))


class ListedRequest(NamedTuple):
    request: RecordsRequest
    found: int
    undecided: int


def requests_of(member: StaffMember) -> list[ListedRequest]:
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
            .where(RequestItem.request_id.in_([each.id for each in found]), is_covered())
            .group_by(RequestItem.request_id)
        )
    }
    return [
        ListedRequest(each, row.found if row else 0, row.undecided if row else 0)
        for each in found
        for row in [numbers.get(each.id)]
    ]


def is_covered() -> ColumnElement[bool]:
    """Match the items that their request covers, whoever looks at them.

    Where complaints were not searched, not what is of a complaint by now, or may be.
    """
    of_complaint = exists().where(Concern.id == RequestItem.concern_id, is_for_complaint_staff())
    covering = select(RecordsRequest.id).where(RecordsRequest.covers_complaints)
    return RequestItem.request_id.in_(covering) | ~of_complaint.correlate(RequestItem)


def items_page(request: RecordsRequest, page: int) -> Pagination:
    """Return a page of what was found: what nobody has decided comes first."""
    return paginated(_undecided_first(request), page, per_page=ITEMS_A_PAGE)


def _undecided_first(request: RecordsRequest) -> Select[Any]:
    return _items(request).order_by(
        RequestItem.decision.is_not(None),
        RequestItem.concern_id.is_(None),
        RequestItem.concern_id.desc(),
        RequestItem.kind,
        RequestItem.number.desc(),
    )


def all_records(request: RecordsRequest) -> list[Record]:
    """Return all that it covers: concerns, each with what staff wrote, and the rest."""
    wanted = _items(request).order_by(
        RequestItem.concern_id.is_(None),
        RequestItem.concern_id,
        RequestItem.kind,
        RequestItem.number,
    )
    return records_of(db.session.scalars(wanted).all())


def _items(request: RecordsRequest) -> Select[Any]:
    return select(RequestItem).where(RequestItem.request_id == request.id, is_covered())


class Counts(NamedTuple):
    found: int
    undecided: int
    decided: Mapping[Decision, int]
    # Decided, and in no pack yet.
    new: int


def counts_of(request: RecordsRequest) -> Counts:
    rows = db.session.execute(
        select(RequestItem.decision, RequestItem.pack.is_(None), func.count())
        .where(RequestItem.request_id == request.id, is_covered())
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
        found[each.ref].append(each)
    return found


Redactions = Mapping[Ref | None, Sequence[Redaction]]


def shared_redactions(request: RecordsRequest, own: Redactions) -> dict[Ref, list[Redaction]]:
    """Return by record what is taken out of others about the same concern, and so of it too.

    An officer's lines about an event follow its concerns, and no concern follows them.
    """
    found: dict[Ref, list[Redaction]] = defaultdict(list)
    chosen = {ref: each for ref, each in own.items() if ref}
    if not chosen:
        return found
    concerns = _concerns_of_items(request)
    refs_of: dict[int, set[Ref]] = defaultdict(set)
    for ref in chosen:
        for concern_id in concerns[ref] if ref[0] != RecordKind.EVENT else ():
            refs_of[concern_id].add(ref)
    for ref, concern_ids in concerns.items():
        others = {other for each in concern_ids for other in refs_of[each]} - {ref}
        found[ref] = [each for other in sorted(others) for each in chosen[other]]
    return found


def _concerns_of_items(request: RecordsRequest) -> dict[Ref, set[int]]:
    """Return by record the concerns that it may quote."""
    item = select(RequestItem.kind, RequestItem.number)
    ways = (
        item.join(Concern, Concern.id == RequestItem.concern_id),
        item.join(Concern, Concern.event_id == RequestItem.event_id),
        item.join(MatterConcern, MatterConcern.matter_id == RequestItem.matter_id)
        .join(Concern, Concern.id == MatterConcern.concern_id)
        .where(MatterConcern.belongs),
    )
    of_request = RequestItem.request_id == request.id
    found: dict[Ref, set[int]] = defaultdict(set)
    for each in ways:
        for kind, number, concern_id in db.session.execute(
            each.add_columns(Concern.id).where(of_request)
        ):
            found[kind, number].add(concern_id)
    return found


def packs_of(request: RecordsRequest) -> Sequence[Any]:
    """Return the newest first, each with whether its file is still there."""
    own = select(RequestPack, RequestPack.file.is_not(None))
    own = own.where(RequestPack.request_id == request.id).order_by(RequestPack.number.desc())
    return db.session.execute(own.options(joinedload(RequestPack.made_by))).all()


class Lookalike(NamedTuple):
    """What looks like words that are taken out of a record, and stays in it."""

    record: Record
    words: str
    like: str
    # On which its record stands.
    page: int


def lookalikes(request: RecordsRequest) -> list[Lookalike]:
    """Return what a pack would show that looks like what is taken out of the same record."""
    own = redactions_of(request)
    shared = shared_redactions(request, own)
    refs = [each.ref for each in db.session.scalars(_undecided_first(request))]
    return [
        Lookalike(each, words, like, refs.index(each.item.ref) // ITEMS_A_PAGE + 1)
        for each in all_records(request)
        if each.item.decision in (Decision.RELEASE, Decision.REDACT)
        for taken in [[*own[each.item.ref], *shared[each.item.ref]]]
        for words, like in alike(texts_of(each.decided_parts), taken).items()
    ]


def events_named(request: RecordsRequest) -> Sequence[Event]:
    own = Event.agency_id == request.agency_id, Event.id.in_(request.event_ids)
    return db.session.scalars(select(Event).where(*own).order_by(Event.starts_at)).all()
