"""What those who keep the records do with a request: enter it, decide, hand over, close."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, exists, func, select

from coffeecop.db import db, now
from coffeecop.models import Role, StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import changes, record
from coffeecop.models.keys import stored
from coffeecop.parts.records.actions import add_to_hold, lift_hold, place_hold
from coffeecop.parts.records.audit import RecordsAction
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.requests import (
    Decision,
    RecordsRequest,
    Redaction,
    RequestItem,
    RequestPack,
    due_day,
)
from coffeecop.parts.records.models.schedule import RecordKind, Ref
from coffeecop.parts.records.models.settings import change_settings
from coffeecop.parts.records.requests.found import MOST_FOUND, Wanted, found_columns
from coffeecop.parts.records.requests.pack import pack_file
from coffeecop.parts.records.requests.queries import is_covered, wanted_by
from coffeecop.parts.records.requests.redacting import has_words
from coffeecop.parts.records.requests.statement import Pack
from coffeecop.parts.records.requests.texts import Record, records_of, texts_of

# Words and the code for which they are taken out.
Pair = tuple[str, str]


class TooMany(Exception):
    """It finds more than anybody reads through."""


class Closed(Exception):
    """A colleague has closed the request."""


class NotInText(Exception):
    """Words that are to be taken out are not in the text."""


class NothingNew(Exception):
    """Nothing was decided since the last pack."""


def enter_request(
    wanted: Wanted, *, asked_by: str | None, received_on: date, key_hash: str, by: StaffMember
) -> RecordsRequest:
    """Store a request with all that it finds, which a hold keeps. Idempotent. Raises TooMany."""
    lock_agency(by.agency_id)
    if earlier := stored(RecordsRequest, key_hash):
        return earlier
    covers_complaints = by.has_any(Role.COMPLAINTS)
    found = _found(wanted, by, complaints=covers_complaints)
    hold = place_hold(
        _to_hold(found.values()),
        name=_("Request for records, %(day)s", day=received_on.isoformat()),
        # Whoever may not read complaints sees the hold, but not the request.
        reason=(not covers_complaints and (asked_by or wanted.words))
        or _("An open request for records."),
        key_hash=key_hash,
        by=by,
    )
    request = RecordsRequest(
        agency_id=by.agency_id,
        form_key_hash=key_hash,
        asked_by=asked_by,
        **wanted._asdict(),
        covers_complaints=covers_complaints,
        received_on=received_on,
        due_on=due_day(received_on, by.agency),
        hold_id=hold.id,
        created_by=by,
    )
    db.session.add(request)
    db.session.flush()
    db.session.add_all(RequestItem(request_id=request.id, **each) for each in found.values())
    _record(RecordsAction.RECORDS_REQUESTED, request, by=by)
    return request


def search_again(request: RecordsRequest, *, by: StaffMember) -> int:
    """Add what came since, and return how many. Raises Closed, TooMany."""
    _lock(request)
    found = _found(wanted_by(request), by, complaints=request.covers_complaints)
    known = db.session.execute(
        select(RequestItem.kind, RequestItem.number).where(RequestItem.request_id == request.id)
    )
    for ref in known:
        found.pop((ref.kind, ref.number), None)
    if found:
        hold = db.session.get_one(Hold, request.hold_id)
        add_to_hold(hold, _to_hold(found.values()), by=by)
        db.session.add_all(RequestItem(request_id=request.id, **each) for each in found.values())
    return len(found)


def decide(
    request: RecordsRequest,
    refs: Collection[Ref],
    decision: Decision,
    *,
    code: str | None,
    redactions: Sequence[Pair] = (),
    by: StaffMember,
) -> int:
    """Decide about these of its items, and return how many. Raises Closed, NotInText."""
    _lock(request)
    rows = db.session.scalars(
        select(RequestItem)
        .where(
            RequestItem.request_id == request.id,
            RequestItem.number.in_({number for _kind, number in refs}),
            is_covered(),
        )
        .order_by(RequestItem.kind, RequestItem.number)
    ).all()
    wanted = [each for each in rows if each.ref in refs]
    for record_ in records_of(wanted):
        item = record_.item
        _replace_redactions(record_, redactions if decision is Decision.REDACT else ())
        item.decision, item.decided_by_id, item.decided_at = decision, by.id, now()
        item.seen_hash = record_.texts_hash
        item.code = code if decision is Decision.WITHHOLD else None
        item.pack = None
    if wanted:
        _record(RecordsAction.RECORDS_DECIDED, request, by=by)
    return len(wanted)


def _replace_redactions(record_: Record, pairs: Sequence[Pair]) -> None:
    item = record_.item
    for words, _code in pairs:
        if not has_words(texts_of(record_.parts), words):
            raise NotInText(words)
    ids = {"request_id": item.request_id, "kind": item.kind, "number": item.number}
    db.session.execute(delete(Redaction).filter_by(**ids))
    for words, code in dict(pairs).items():
        db.session.add(Redaction(**ids, words=words, code=code))


def look_for_words(
    request: RecordsRequest, lines: Sequence[str], code: str, *, by: StaffMember
) -> None:
    """Propose these words wherever they stand. Those of another code stay. Raises Closed."""
    _lock(request)
    for_all = Redaction.request_id == request.id, Redaction.kind.is_(None)
    db.session.execute(delete(Redaction).where(*for_all, Redaction.words.in_(lines)))
    db.session.add_all(
        Redaction(request_id=request.id, words=each, code=code) for each in dict.fromkeys(lines)
    )
    _record(RecordsAction.RECORDS_DECIDED, request, by=by)


def make_pack(request: RecordsRequest, *, by: StaffMember) -> RequestPack:
    """Make the file of what was decided until now; if nothing was found, it tells that.

    Raises Closed, NothingNew.
    """
    _lock(request)
    new = db.session.scalars(
        select(RequestItem).where(
            RequestItem.request_id == request.id,
            RequestItem.decision.is_not(None),
            RequestItem.pack.is_(None),
            is_covered(),
        )
    ).all()
    own = select(func.max(RequestPack.number)).where(RequestPack.request_id == request.id)
    last = db.session.scalar(own) or 0
    found = select(exists().where(RequestItem.request_id == request.id))
    if not new and (last or db.session.scalar(found)):
        raise NothingNew
    pack = RequestPack(request_id=request.id, number=last + 1, made_by=by)
    db.session.add(pack)
    for each in new:
        each.pack = pack.number
    db.session.flush()
    pack.file = pack_file(Pack(request, pack))
    detail = {"request": request.id, "pack": pack.number}
    record(RecordsAction.RECORDS_PACKED, by=by, subject=request, detail=detail)
    return pack


def close_request(request: RecordsRequest, *, by: StaffMember) -> None:
    """Close it, so that its hold ends. Raises Closed."""
    _lock(request)
    request.closed_at, request.closed_by = now(), by
    lift_hold(db.session.get_one(Hold, request.hold_id), by=by)
    _record(RecordsAction.REQUEST_CLOSED, request, by=by)


def change_deadline(values: Mapping[str, Any], *, by: StaffMember) -> None:
    """Set in how many days requests that come from now on are due."""
    lock_agency(by.agency_id)
    changed = change_settings(by.agency, values)
    if changed:
        record(RecordsAction.SCHEDULE_CHANGED, by=by, subject=by.agency, detail=changes(changed))


def _found(wanted: Wanted, by: StaffMember, *, complaints: bool) -> dict[Ref, dict[str, Any]]:
    found = found_columns(wanted, by, complaints=complaints)
    if len(found) > MOST_FOUND:
        raise TooMany
    return found


def _to_hold(found: Iterable[Mapping[str, Any]]) -> set[Ref]:
    """Return what keeps it: for what staff wrote about a concern, the concern.

    What they wrote about an event is no record of the schedule, so that nothing destroys it.
    """
    return {
        (RecordKind.CONCERN, each["concern_id"])
        if "concern_id" in each
        else (each["kind"], each["number"])
        for each in found
        if each["kind"] != RecordKind.EVENT
    }


def _lock(request: RecordsRequest) -> None:
    db.session.refresh(request, ["closed_at"], with_for_update=True)
    if not request.is_open:
        raise Closed


def _record(action: RecordsAction, request: RecordsRequest, *, by: StaffMember) -> None:
    # Without a number: who may not read complaints would count them in the log.
    record(action, by=by, subject=request, detail={"request": request.id})
