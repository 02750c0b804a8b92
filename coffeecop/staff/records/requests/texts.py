"""What the records that a request can find say, kind by kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
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
    Need,
    Promise,
    PublicAnswer,
    RecordKind,
    Referral,
    RequestItem,
    Rsvp,
    SurveyAnswer,
)
from coffeecop.models.retention import Ref
from coffeecop.staff.records.labels import record_name

NEEDS = {
    Need.SPANISH: _l("An officer who speaks Spanish"),
    Need.OTHER_LANGUAGE: _l("Another language"),
    Need.SIGN_LANGUAGE: _l("Sign language (ASL)"),
    Need.STEP_FREE: _l("A way in without steps"),
    Need.CHILD_SEAT: _l("A child's seat"),
}


class Part(NamedTuple):
    """A text of a record, who or what says it, and since when it says so."""

    label: str
    text: str
    since: datetime


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
        return self.item.kind is RecordKind.CONCERN

    @property
    def name(self) -> str:
        return record_name(self.item.ref)

    @property
    def sent_at(self) -> datetime:
        return _sent_at(self.row)

    @property
    def language(self) -> str | None:
        """Return that of its first text, where it is known."""
        known = getattr(self.row, "text_language", None) or getattr(self.row, "language", None)
        return str(known) if known else None

    @cached_property
    def parts(self) -> list[Part]:
        return parts_of(self.row)

    @property
    def decided_parts(self) -> list[Part]:
        """Return what there was to see when somebody decided: what came later is not released."""
        until = self.item.decided_at
        return [each for each in self.parts if until is None or each.since <= until]

    @property
    def contact(self) -> Contact | None:
        """Return what the sender left to be reached, if it can stand in the text."""
        return self.row.contact if isinstance(self.row, Concern | Rsvp) else None

    @property
    def url(self) -> str | None:
        if self.concern:
            return url_for("staff_concerns.show", concern_id=self.concern.id)
        if isinstance(self.row, Promise):
            return url_for("staff_promises.show", promise_id=self.row.id)
        if isinstance(self.row, PublicAnswer):
            return url_for("staff_answers.edit", answer_id=self.row.id)
        return url_for("staff_events.show", event_id=self.event.id) if self.event else None


def parse_key(key: str) -> Ref | None:
    """Parse what `Record.key` gave."""
    kind, _dash, number = key.partition("-")
    is_known = kind in list(RecordKind) and number.isdecimal() and len(number) < 10
    return (RecordKind(kind), int(number)) if is_known else None


def parts_of(row: Any) -> list[Part]:
    found = _READERS[type(row)](row)
    return [Part(str(label), compose(text), since) for label, text, since in found if text]


def _concern(row: Concern) -> Iterator[tuple[str, str | None, datetime]]:
    yield "", row.body, row.created_at
    yield _("Place"), row.place, row.created_at
    # Whoever has a receipt was told in a message too.
    if row.state_reason not in {each.body for each in row.messages}:
        yield _("Reason"), row.state_reason, row.state_at or row.created_at
    for each in row.messages:
        who = _("Department") if each.is_from_staff else _("Resident")
        yield who, each.body, each.created_at


def _note(row: ConcernNote) -> Iterator[tuple[str, str | None, datetime]]:
    yield row.staff_member.name, row.body, row.created_at


def _referral(row: Referral) -> Iterator[tuple[str, str | None, datetime]]:
    yield _("To %(office)s", office=row.partner.name_en), row.body, row.created_at
    yield row.partner.name_en, row.reply, row.replied_at or row.created_at


def _rsvp(row: Rsvp) -> Iterator[tuple[str, str | None, datetime]]:
    needs = [str(name) for need, name in NEEDS.items() if need in row.needs]
    yield _("Needs"), "; ".join(needs), row.created_at
    yield _("Language"), row.other_language, row.created_at


def _survey(row: SurveyAnswer) -> Iterator[tuple[str, str | None, datetime]]:
    yield "", row.line, row.created_at


def _promise(row: Promise) -> Iterator[tuple[str, str | None, datetime]]:
    yield "", row.what, row.created_at
    public_since = row.published_at or row.created_at
    for text in (row.public_en, row.public_es):
        yield _("In public"), text, public_since
    for update in row.updates:
        for text in (update.body_en, update.body_es):
            yield _("How far it is"), text, update.created_at
    for text in (row.outcome_en, row.outcome_es):
        yield _("What came of it"), text, row.closed_at or row.created_at
    if row.photo:
        for text in (row.photo.alt_en, row.photo.alt_es):
            yield _("Photo"), text, row.photo.created_at


def _answer(row: PublicAnswer) -> Iterator[tuple[str, str | None, datetime]]:
    for text in (row.question_en, row.question_es):
        yield _("Question"), text, row.changed_at
    for text in (row.answer_en, row.answer_es):
        yield _("Answer"), text, row.changed_at


def _event(row: Event) -> Iterator[tuple[str, str | None, datetime]]:
    lines = select(EventLine).where(EventLine.event_id == row.id, EventLine.body.is_not(None))
    who = joinedload(EventLine.staff_member)
    for line in db.session.scalars(lines.order_by(EventLine.staff_id).options(who)):
        yield line.staff_member.name, line.body, line.created_at
    for text in (row.we_did_en, row.we_did_es):
        yield _("You said, we did"), text, row.we_did_published_at or row.ends_at


_READERS: Mapping[Any, Callable[[Any], Iterator[tuple[str, str | None, datetime]]]] = {
    Concern: _concern,
    ConcernNote: _note,
    Referral: _referral,
    Event: _event,
    Rsvp: _rsvp,
    SurveyAnswer: _survey,
    Promise: _promise,
    PublicAnswer: _answer,
}


def _sent_at(row: Any) -> datetime:
    moment: datetime = row.ends_at if isinstance(row, Event) else row.created_at
    return moment


# The rows, with what their texts need.
ROWS: Mapping[RecordKind, Select[Any]] = {
    RecordKind.CONCERN: select(Concern).options(
        joinedload(Concern.contact),
        selectinload(Concern.messages),
        selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
    ),
    RecordKind.NOTE: select(ConcernNote).options(joinedload(ConcernNote.staff_member)),
    RecordKind.REFERRAL: select(Referral).options(joinedload(Referral.partner)),
    RecordKind.EVENT: select(Event),
    RecordKind.RSVP: select(Rsvp).options(joinedload(Rsvp.contact), selectinload(Rsvp.need_rows)),
    RecordKind.SURVEY: select(SurveyAnswer),
    RecordKind.PROMISE: select(Promise).options(
        selectinload(Promise.updates), joinedload(Promise.photo)
    ),
    RecordKind.ANSWER: select(PublicAnswer),
}


def records_of(items: Sequence[RequestItem]) -> list[Record]:
    """Return the items with their rows, in their order."""
    rows = {
        (kind, row.id): row
        for kind, wanted in ROWS.items()
        if (numbers := [each.number for each in items if each.kind is kind])
        for row in db.session.scalars(wanted.where(model_of(wanted).id.in_(numbers)))
    }
    own = select(Concern).where(Concern.id.in_({each.concern_id for each in items}))
    concerns = {each.id: each for each in db.session.scalars(own)}
    found = [(each, rows[each.ref], concerns.get(each.concern_id or 0)) for each in items]
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
