"""What a pack holds that answers a request, and what proves that nothing was left out.

It accounts for each entry of the sealed public records of the period. Whole texts
that are released open their commitment; of others neither the salt nor the hash leaves the
department, since who has most of a text can guess the rest of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Concern, Event
from coffeecop.models.topics import topics_of
from coffeecop.parts import links_of
from coffeecop.parts.hooks import SealedRecords
from coffeecop.parts.records.kinds import Decision
from coffeecop.parts.records.models.requests import (
    RecordsRequest,
    Redaction,
    RequestItem,
    RequestPack,
)
from coffeecop.parts.records.requests.decisions import all_records, redactions_of, shared_redactions
from coffeecop.parts.records.requests.redacting import all_of, redacted_parts, spans_of
from coffeecop.parts.records.requests.texts import Record, RecordText, texts_of
from coffeecop.web.i18n import localized

# As docs/verify_record.py calls them.
SAID = {Decision.RELEASE: "released", Decision.REDACT: "redacted", Decision.WITHHOLD: "withheld"}


class StatementEntry(NamedTuple):
    """A record of the pack: what was decided, and what of it is released."""

    record: Record
    redactions: Sequence[Redaction]
    parts: list[RecordText]

    @property
    def item(self) -> RequestItem:
        return self.record.item

    @property
    def decision(self) -> Decision | None:
        """Return what was decided. Without words of what it quotes it is released in part."""
        is_whole = self.item.decision is Decision.RELEASE
        return Decision.REDACT if is_whole and self.redactions else self.item.decision

    @property
    def is_released(self) -> bool:
        return self.decision in (Decision.RELEASE, Decision.REDACT)

    @property
    def said(self) -> str:
        return SAID[self.decision] if self.decision else ""

    @property
    def codes(self) -> list[str]:
        own = [self.item.code] if self.item.code else [each.code for each in self.redactions]
        return sorted(set(own))

    def places(self, code: str) -> int:
        own = (each.words for each in self.redactions if each.code == code)
        texts = texts_of(self.record.decided_parts)
        return sum(len(list(spans_of(words, text))) for words in own for text in texts)


@dataclass(frozen=True)
class Pack:
    request: RecordsRequest
    made: RequestPack

    @cached_property
    def found(self) -> list[Record]:
        """What was found and is not something else than what was asked for."""
        found = all_records(self.request)
        return [each for each in found if each.item.decision is not Decision.OTHER]

    @cached_property
    def entries(self) -> list[StatementEntry]:
        own = redactions_of(self.request)
        shared = shared_redactions(self.request, own)
        return [
            StatementEntry(each, taken_out, redacted_parts(each, taken_out))
            for each in self.found
            for taken_out in [all_of(each, own[each.item.ref], shared[each.item.ref])]
            if self.holds(each)
        ]

    @property
    def concerns(self) -> dict[int, StatementEntry]:
        """The concerns by their numbers: the sealed records have an entry for each."""
        return {each.item.number: each for each in self.entries if each.record.is_concern}

    @property
    def outside(self) -> dict[str, int]:
        """How many records that are in no sealed record were found, and what was decided."""
        others = [each for each in self.found if not each.is_concern]
        said = [each.said for each in self.entries if not each.record.is_concern]
        return {
            "found": len(others),
            **{each: said.count(each) for each in SAID.values()},
            "pending": len(others) - len(said),
        }

    def holds(self, record: Record) -> bool:
        """Return whether it is decided for this pack. What was changed since waits again."""
        number = record.item.pack
        return number is not None and number <= self.made.number and not record.is_changed

    def is_new(self, entry: StatementEntry) -> bool:
        return entry.item.pack == self.made.number

    @property
    def new(self) -> int:
        return sum(self.is_new(each) for each in self.entries)

    @cached_property
    def topics(self) -> list[str]:
        own = topics_of(self.request.agency_id)
        return [localized(each, "name") for each in own if each.id in self.request.topic_ids]

    @cached_property
    def sealed(self) -> SealedRecords | None:
        """What seals the records of events, so that all of a pack can be checked."""
        return next(iter(links_of(self.made.made_by.agency, SealedRecords)), None)

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The sealed record of each event of the period, with what became of its entries."""
        return list(_accounted(self, self.sealed)) if self.sealed else []

    @cached_property
    def counts(self) -> dict[str, int]:
        accounts = [each for record in self.records for each in record["accounts"]]
        pending, others = (
            sum(len(record[name]) for record in self.records) for name in ("pending", "others")
        )
        by_decision = {said: sum(each["as"] == said for each in accounts) for said in SAID.values()}
        return {
            "entries": len(accounts) + pending + others,
            "matching": len(accounts) + pending,
            **by_decision,
            "pending": pending,
            "others": others,
        }

    @property
    def log(self) -> list[tuple[Record, str, int]]:
        """A record, a code, and in how many places something is gone for it."""
        return [
            (entry.record, code, entry.places(code))
            for entry in self.entries
            for code in entry.codes
            if entry.is_released
        ]

    @property
    def unsealed(self) -> list[int]:
        """The records of this pack that no sealed record of an event covers yet."""
        sealed = {each["record"] for record in self.records for each in record["accounts"]}
        return [number for number in self.concerns if number not in sealed]


def _accounted(pack: Pack, sealed: SealedRecords) -> Any:
    agency_id, wanted = pack.request.agency_id, pack.request.event_ids
    own = select(Event).where(Event.agency_id == agency_id).order_by(Event.id)
    events = db.session.scalars(own.where(Event.id.in_(wanted)) if wanted else own).all()
    roots = sealed.newest([event.id for event in events])
    entries = pack.concerns
    pending = {each.item.number for each in pack.found if each.is_concern and not pack.holds(each)}
    for event in events:
        root = roots.get(event.id)
        rows = sealed.received(root) if root else []
        in_scope = [
            row
            for row in rows
            if _is_in_period(pack.request, row) or row.concern_id in entries.keys() | pending
        ]
        if root and in_scope:
            yield {
                "title": event.title_en or localized(event, "title"),
                "record": sealed.record(event, root),
                "accounts": [
                    _account(row, entries[row.concern_id], sealed)
                    for row in in_scope
                    if row.concern_id in entries
                ],
                "pending": [row.sequence for row in in_scope if row.concern_id in pending],
                "others": [
                    row.sequence
                    for row in in_scope
                    if row.concern_id not in entries.keys() | pending
                ],
            }


def _is_in_period(request: RecordsRequest, row: Any) -> bool:
    is_late_enough = request.first_day is None or row.created_on >= request.first_day
    return is_late_enough and (request.last_day is None or row.created_on <= request.last_day)


def _account(row: Any, entry: StatementEntry, sealed: SealedRecords) -> dict[str, Any]:
    """Return what became of an entry; if its text is released whole, with what opens it."""
    concern: Concern = entry.record.row
    told = {"entry": row.sequence, "record": concern.id, "as": entry.said}
    if entry.decision is not Decision.RELEASE:
        return {**told, "codes": entry.codes}
    opens = sealed.opening(row, concern)
    if opens is None:
        # Staff changed the words or the kind after it came in.
        return {**told, "codes": [], "changed": True}
    return {**told, "codes": [], "opens": opens}
