"""Holds: a case for which records are kept, whatever the schedule says."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, String, Text, exists, func, select, update
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model, db, execute_bulk, now
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import is_for_complaint_staff, readable_by
from coffeecop.models.event import Event
from coffeecop.models.keys import AgencyId, StaffId, check, present, stored, to
from coffeecop.models.staff import StaffMember
from coffeecop.parts import links_of
from coffeecop.parts.hooks import Findable
from coffeecop.parts.records.kinds import HELD_KINDS, CannotBeDone, RecordKind, RecordsAction, Ref
from coffeecop.staff.concern_list.search import LONGEST_SEARCH, NEWEST_FIRST, matches_kindred

LONGEST_HOLD_NAME = 120
LONGEST_HOLD_REASON = 1000
# To tick at a time, of a search.
MOST_FOUND = 200


class Hold(HasId, Model):
    """A case for which records are kept, whatever the schedule says."""

    __tablename__ = "holds"
    __table_args__ = (
        *present("name", "reason"),
        check("reason_bounded", f"length(reason) <= {LONGEST_HOLD_REASON}"),
        check("lifted_has_who", "(lifted_at IS NULL) = (lifted_by_id IS NULL)"),
    )

    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_HOLD_NAME))
    reason: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[StaffId | None]

    created_by: Mapped[StaffMember] = relationship(foreign_keys="Hold.created_by_id")
    lifted_by: Mapped[StaffMember | None] = relationship(foreign_keys="Hold.lifted_by_id")
    requests: Mapped[list[Any]] = relationship("RecordsRequest", back_populates="hold")

    @property
    def is_lifted(self) -> bool:
        return self.lifted_at is not None

    def add(self, refs: Iterable[Ref], *, by: StaffMember) -> "Hold":
        """Keep more for the same case; what it has, and what is gone, does not change."""
        # Nothing is destroyed meanwhile: jobs/destroying.py locks the same row.
        lock_agency(self.agency_id)
        db.session.refresh(self, ["lifted_at"])
        if self.is_lifted:
            return self
        wanted = {*refs} - {*self.refs}
        concern_ids = [number for kind, number in wanted if kind == RecordKind.CONCERN]
        readable = select(Concern.id).join(Concern.event).where(readable_by(by))
        found = {*db.session.scalars(readable.where(Concern.id.in_(concern_ids)))}
        new = sorted(ref for ref in wanted if ref[0] != RecordKind.CONCERN or ref[1] in found)
        for kind, number in new:
            row = {"kind": kind, "number": number, f"{kind}_id": number}
            db.session.add(HeldRecord(hold_id=self.id, **row))
        detail = {"hold": self.name, "records": len(new)}
        record(RecordsAction.RECORDS_HELD, by=by, subject=self, detail=detail)
        return self

    def lift(self, *, by: StaffMember) -> "Hold":
        """Let the schedule apply again to what no other hold keeps. Idempotent. May be refused."""
        db.session.refresh(self, ["lifted_at", "requests"], with_for_update=True)
        if self.is_lifted:
            return self
        if any(request.is_open for request in self.requests):
            raise CannotBeDone(
                _("An open request for records needs this hold. Close the request to lift it.")
            )
        self.lifted_at, self.lifted_by = now(), by
        own = update(HeldRecord).where(HeldRecord.hold_id == self.id)
        execute_bulk(own.values({f"{each}_id": None for each in HELD_KINDS}))
        record(RecordsAction.HOLD_LIFTED, by=by, subject=self, detail={"hold": self.name})
        return self

    @property
    def refs(self) -> list[Ref]:
        own = select(HeldRecord.kind, HeldRecord.number).where(HeldRecord.hold_id == self.id)
        found = db.session.execute(own.order_by(HeldRecord.kind, HeldRecord.number))
        return [(kind, number) for kind, number in found]

    def contents(self, member: StaffMember) -> "Held":
        refs = self.refs
        numbers = {kind: [number for each, number in refs if each == kind] for kind in RecordKind}
        concerns = readable_concerns(member).where(Concern.id.in_(numbers[RecordKind.CONCERN]))
        events = select(Event).where(Event.id.in_(numbers[RecordKind.EVENT]))
        return Held(
            db.session.scalars(concerns.order_by(*NEWEST_FIRST).limit(MOST_FOUND)).all(),
            db.session.scalars(events.order_by(Event.id)).all(),
            [ref for ref in refs if ref[0] not in (RecordKind.CONCERN, RecordKind.EVENT)],
        )


class Held(NamedTuple):
    concerns: Sequence[Concern]
    events: Sequence[Event]
    # What else a request has found.
    others: Sequence[Ref]


class HeldRecord(Model):
    """What a hold keeps. While it does, the database itself lets nobody delete the row."""

    __tablename__ = "held_records"
    __table_args__ = (
        check(
            "holds_its_kind",
            " AND ".join(f"({each}_id IS NULL OR kind = '{each}')" for each in HELD_KINDS),
        ),
    )

    hold_id: Mapped[int] = mapped_column(to("holds", "CASCADE"), primary_key=True)
    kind: Mapped[RecordKind] = mapped_column(primary_key=True)
    # The id of the row; it stays when the hold is lifted, and when the row is gone.
    number: Mapped[int] = mapped_column(primary_key=True)
    # One of them while the hold is in force.
    concern_id: Mapped[int | None] = mapped_column(to("concerns", "RESTRICT"), index=True)
    event_id: Mapped[int | None] = mapped_column(to("events", "RESTRICT"), index=True)
    rsvp_id: Mapped[int | None] = mapped_column(to("rsvps", "RESTRICT"), index=True)
    survey_id: Mapped[int | None] = mapped_column(to("survey_answers", "RESTRICT"), index=True)
    matter_id: Mapped[int | None] = mapped_column(to("matters", "RESTRICT"), index=True)
    created_at: Mapped[CreatedAt]

    hold: Mapped[Hold] = relationship()


def record_name(ref: Ref) -> str:
    kind, number = ref
    of_parts = {each.kind: each.name for each in links_of(None, Findable)}
    return str(of_parts.get(kind) or RecordKind(kind).label) % {"number": number}


def place_hold(
    refs: Iterable[Ref], *, name: str, reason: str, key_hash: str, by: StaffMember
) -> Hold:
    """Keep these records, and all of an event, until the hold is lifted. Idempotent."""
    # Two of one form take turns.
    lock_agency(by.agency_id)
    if earlier := stored(Hold, key_hash):
        return earlier
    hold = Hold(
        agency_id=by.agency_id, form_key_hash=key_hash, name=name, reason=reason, created_by=by
    )
    db.session.add(hold)
    db.session.flush()
    return hold.add(refs, by=by)


def holds_with_numbers(member: StaffMember) -> Sequence[Any]:
    """Return each hold with the number of its records: those in force first, the newest first."""
    number = select(func.count()).where(HeldRecord.hold_id == Hold.id)
    if not member.reads_complaints:
        is_complaint = exists().where(Concern.id == HeldRecord.concern_id, is_for_complaint_staff())
        number = number.where(~is_complaint.correlate(HeldRecord))
    found = select(Hold, number.correlate(Hold).scalar_subquery()).where(
        Hold.agency_id == member.agency_id
    )
    order = Hold.lifted_at.is_not(None), Hold.id.desc()
    people = joinedload(Hold.created_by), joinedload(Hold.lifted_by)
    return db.session.execute(found.order_by(*order).options(*people)).all()


def found_concerns(
    member: StaffMember, *, words: str, ids: Sequence[int], event_id: int | None
) -> list[Concern]:
    """Return what has these words, or these concerns, also those that count nowhere any more."""
    if not (words or ids):
        return []
    wanted = readable_concerns(member)
    if words:
        wanted = wanted.where(matches_kindred(words[:LONGEST_SEARCH]))
    if ids:
        wanted = wanted.where(Concern.id.in_(ids))
    if event_id:
        wanted = wanted.where(Concern.event_id == event_id)
    return list(db.session.scalars(wanted.order_by(*NEWEST_FIRST).limit(MOST_FOUND)))


def readable_concerns(member: StaffMember) -> Select[Any]:
    return (
        select(Concern)
        .join(Concern.event)
        .where(readable_by(member))
        .options(contains_eager(Concern.event))
    )
