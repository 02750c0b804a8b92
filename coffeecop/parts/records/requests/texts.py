"""What the records that a request can find say, kind by kind."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.engine.text import compose
from coffeecop.models import (
    Concern,
    ConcernNote,
    ConcernTopic,
    Contact,
    Event,
    EventLine,
    Language,
    Matter,
    MatterState,
    MatterStep,
    Need,
    Rsvp,
    SurveyAnswer,
)
from coffeecop.parts import links_of
from coffeecop.parts.hooks import Findable
from coffeecop.parts.records.kinds import RecordKind, Ref
from coffeecop.parts.records.models.holds import record_name
from coffeecop.parts.records.models.requests import RequestItem
from coffeecop.web.concern_labels import label
from coffeecop.web.i18n import in_language

STEP_NAMES = {
    MatterState.HEARD: _l("Heard"),
    MatterState.ANSWERED: _l("Answer"),
    MatterState.DOING: _l("Promise"),
    MatterState.DONE: _l("What was done"),
    MatterState.CANNOT: _l("What cannot be"),
}


class RecordText(NamedTuple):
    """A text of a record, who or what says it, since when it says so, and in which language."""

    label: str
    text: str
    since: datetime
    # None: not known.
    language: str | None


@dataclass(frozen=True)
class Record:
    """What a request found, with its row, and the concern and the event that it belongs to."""

    item: RequestItem
    row: Any
    concern: Concern | None
    event: Event | None

    @property
    def key(self) -> str:
        """Return what stands for it in a form and in an address."""
        return f"{self.item.kind}-{self.item.number}"

    @property
    def is_concern(self) -> bool:
        return self.item.kind == RecordKind.CONCERN

    @property
    def name(self) -> str:
        return record_name(self.item.ref)

    @property
    def sent_at(self) -> datetime:
        row = self.row
        moment: datetime = row.ends_at if isinstance(row, Event) else row.created_at
        return moment

    @cached_property
    def parts(self) -> list[RecordText]:
        return parts_of(self.row)

    @property
    def decided_parts(self) -> list[RecordText]:
        """Return what there was to see when somebody decided: what came later is not released."""
        return self._decided(self.parts)

    @property
    def texts_hash(self) -> str:
        """Return the hash of all that was seen, names too, whatever the language of who looks."""
        with in_language(Language.ENGLISH):
            seen = self._decided(parts_of(self.row))
        return sha256("\0".join(texts_of(seen)).encode()).hexdigest()

    def _decided(self, parts: Iterable[RecordText]) -> list[RecordText]:
        until = self.item.decided_at
        return [each for each in parts if until is None or each.since <= until]

    @property
    def is_changed(self) -> bool:
        """Return whether somebody has changed what was looked at when it was decided."""
        return self.item.seen_hash not in (None, self.texts_hash)

    @property
    def contact(self) -> Contact | None:
        """Return what the sender left to be reached, if it can stand in the text."""
        return self.row.contact if isinstance(self.row, Concern | Rsvp) else None

    @property
    def url(self) -> str | None:
        if self.concern:
            return url_for("staff_concerns.show", concern_id=self.concern.id)
        if isinstance(self.row, Matter):
            return url_for("staff_matters.show", matter_id=self.row.id)
        return url_for("staff_events.show", event_id=self.event.id) if self.event else None


def texts_of(parts: Iterable[RecordText]) -> list[str]:
    """Return all that is shown of them: also the labels, which may name who wrote it."""
    return [text for each in parts for text in (each.label, each.text)]


def parse_key(key: str) -> Ref | None:
    kind, _dash, number = key.partition("-")
    is_known = kind in findable() and number.isdecimal() and len(number) < 10
    return (kind, int(number)) if is_known else None


# As Part, with texts that may be none.
Told = tuple[str, str | None, datetime, str | None]


def parts_of(row: Any) -> list[RecordText]:
    readers = {model_of(each.rows): each.texts for each in findable().values()}
    return [
        RecordText(str(label), compose(text), since, language)
        for label, text, since, language in readers[type(row)](row)
        if text
    ]


def _in_both(row: Any, name: str, label: str, since: datetime) -> Iterator[Told]:
    for language in Language:
        yield label, getattr(row, f"{name}_{language}"), since, language


def _concern(row: Concern) -> Iterator[Told]:
    yield "", row.body, row.created_at, row.text_language or row.language
    yield _("Place"), row.place, row.created_at, None
    # Whoever has a receipt was told in a message too.
    if row.state_reason not in {each.body for each in row.messages}:
        yield _("Reason"), row.state_reason, row.state_at or row.created_at, None
    for each in row.messages:
        who = _("Department") if each.is_from_staff else _("Resident")
        yield who, each.body, each.created_at, None


def _note(row: ConcernNote) -> Iterator[Told]:
    yield row.staff_member.name, row.body, row.created_at, None


def _rsvp(row: Rsvp) -> Iterator[Told]:
    needs = [label(need) for need in Need if need in row.needs]
    yield _("Needs"), "; ".join(needs), row.created_at, None
    yield _("Language"), row.other_language, row.created_at, None


def _survey(row: SurveyAnswer) -> Iterator[Told]:
    yield "", row.line, row.created_at, row.language


def _matter(row: Matter) -> Iterator[Told]:
    yield "", row.name, row.created_at, None
    yield _("In other words"), row.also, row.created_at, None
    yield _("Place"), row.place, row.created_at, None
    yield from _in_both(row, "asked", _("What people said"), row.created_at)
    yield from _in_both(row, "counted", _("What was counted"), row.created_at)
    for step in row.steps:
        name = _("Where it stands") if step.is_note else STEP_NAMES[step.state]
        yield from _in_both(step, "said", str(name), step.created_at)
        if step.photo:
            yield from _in_both(step.photo, "alt", _("Photo"), step.photo.created_at)


def _event(row: Event) -> Iterator[Told]:
    lines = select(EventLine).where(EventLine.event_id == row.id, EventLine.body.is_not(None))
    who = joinedload(EventLine.staff_member)
    for line in db.session.scalars(lines.order_by(EventLine.staff_id).options(who)):
        yield line.staff_member.name, line.body, line.created_at, None


def _own(kind: RecordKind, texts: Callable[[Any], Iterator[Told]], rows: Select[Any]) -> Findable:
    return Findable(kind, kind.label, rows, texts)


_OF_CORE = (
    _own(
        RecordKind.CONCERN,
        _concern,
        select(Concern)
        .where(Concern.is_there())
        .options(
            joinedload(Concern.contact),
            selectinload(Concern.messages),
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
        ),
    ),
    _own(RecordKind.NOTE, _note, select(ConcernNote).options(joinedload(ConcernNote.staff_member))),
    _own(RecordKind.EVENT, _event, select(Event)),
    _own(
        RecordKind.RSVP,
        _rsvp,
        select(Rsvp)
        .where(Rsvp.is_there())
        .options(joinedload(Rsvp.contact), selectinload(Rsvp.need_rows)),
    ),
    _own(RecordKind.SURVEY, _survey, select(SurveyAnswer).where(SurveyAnswer.is_there())),
    _own(
        RecordKind.MATTER,
        _matter,
        select(Matter).options(selectinload(Matter.steps).joinedload(MatterStep.photo)),
    ),
)


def findable() -> dict[str, Findable]:
    """Return what a request can find, by kind: rows of the core, and of parts."""
    return {each.kind: each for each in (*_OF_CORE, *links_of(None, Findable))}


def records_of(items: Sequence[RequestItem]) -> list[Record]:
    rows = {
        (kind, row.id): row
        for kind, wanted in findable().items()
        if (numbers := [each.number for each in items if each.kind == kind])
        for row in db.session.scalars(wanted.rows.where(model_of(wanted.rows).id.in_(numbers)))
    }
    own = select(Concern).where(Concern.id.in_({each.concern_id for each in items}))
    concerns = {each.id: each for each in db.session.scalars(own)}
    # What a part found that is gone from this server stays as it was decided.
    found = [
        (each, rows[each.ref], concerns.get(each.concern_id or 0))
        for each in items
        if each.ref in rows
    ]
    event_ids = {_event_id(row, concern) for _item, row, concern in found}
    wanted_events = select(Event).where(Event.id.in_(event_ids))
    events = {each.id: each for each in db.session.scalars(wanted_events)}
    return [
        Record(item, row, concern, events.get(_event_id(row, concern) or 0))
        for item, row, concern in found
    ]


def _event_id(row: Any, concern: Concern | None) -> int | None:
    if isinstance(row, Event):
        return row.id
    return concern.event_id if concern else getattr(row, "event_id", None)


def model_of(rows: Select[Any]) -> Any:
    return rows.column_descriptions[0]["entity"]
