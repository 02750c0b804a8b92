"""What becomes of each record that a request found, and which words are taken out of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, delete, select

from coffeecop.db import db, now
from coffeecop.models import Concern, MatterConcern, StaffMember
from coffeecop.parts.records.kinds import CannotBeDone, Decision, RecordKind, RecordsAction, Ref
from coffeecop.parts.records.models.requests import (
    RecordsRequest,
    Redaction,
    RequestItem,
    is_covered,
)
from coffeecop.parts.records.requests.redacting import alike, has_words
from coffeecop.parts.records.requests.request import lock, log
from coffeecop.parts.records.requests.texts import Record, records_of, texts_of
from coffeecop.web.paging import paginated

ITEMS_A_PAGE = 10
# Words and the code for which they are taken out.
Pair = tuple[str, str]


def decide(
    request: RecordsRequest,
    refs: Collection[Ref],
    decision: Decision,
    *,
    code: str | None,
    redactions: Sequence[Pair] = (),
    by: StaffMember,
) -> int:
    """Decide about these of its items, and return how many. May be refused."""
    lock(request)
    rows = items_of(request).where(RequestItem.number.in_({number for _kind, number in refs}))
    in_order = db.session.scalars(rows.order_by(RequestItem.kind, RequestItem.number))
    wanted = [each for each in in_order if each.ref in refs]
    for record_ in records_of(wanted):
        item = record_.item
        _replace_redactions(record_, redactions if decision is Decision.REDACT else ())
        item.decision, item.decided_by_id, item.decided_at = decision, by.id, now()
        item.seen_hash = record_.texts_hash
        item.code = code if decision is Decision.WITHHOLD else None
        item.pack = None
    if wanted:
        log(RecordsAction.RECORDS_DECIDED, request, by=by)
    return len(wanted)


def _replace_redactions(record_: Record, pairs: Sequence[Pair]) -> None:
    item = record_.item
    for words, _code in pairs:
        if not has_words(texts_of(record_.parts), words):
            why = _("These words are not in the text: %(words)s", words=words)
            raise CannotBeDone(why, field="more")
    ids = {"request_id": item.request_id, "kind": item.kind, "number": item.number}
    db.session.execute(delete(Redaction).filter_by(**ids))
    for words, code in dict(pairs).items():
        db.session.add(Redaction(**ids, words=words, code=code))


def look_for_words(
    request: RecordsRequest, lines: Sequence[str], code: str, *, by: StaffMember
) -> RecordsRequest:
    """Propose these words wherever they stand. Those of another code stay. May be refused."""
    lock(request)
    for_all = Redaction.request_id == request.id, Redaction.kind.is_(None)
    db.session.execute(delete(Redaction).where(*for_all, Redaction.words.in_(lines)))
    db.session.add_all(
        Redaction(request_id=request.id, words=each, code=code) for each in dict.fromkeys(lines)
    )
    log(RecordsAction.RECORDS_DECIDED, request, by=by)
    return request


def items_page(request: RecordsRequest, page: int) -> Pagination:
    """Return a page of what was found: what nobody has decided comes first."""
    return paginated(_undecided_first(request), page, per_page=ITEMS_A_PAGE)


def _undecided_first(request: RecordsRequest) -> Select[Any]:
    return items_of(request).order_by(
        RequestItem.decision.is_not(None),
        RequestItem.concern_id.is_(None),
        RequestItem.concern_id.desc(),
        RequestItem.kind,
        RequestItem.number.desc(),
    )


def all_records(request: RecordsRequest) -> list[Record]:
    """Return all that it covers: concerns, each with what staff wrote, and the rest."""
    wanted = items_of(request).order_by(
        RequestItem.concern_id.is_(None),
        RequestItem.concern_id,
        RequestItem.kind,
        RequestItem.number,
    )
    return records_of(db.session.scalars(wanted).all())


def items_of(request: RecordsRequest) -> Select[Any]:
    return select(RequestItem).where(RequestItem.request_id == request.id, is_covered())


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
