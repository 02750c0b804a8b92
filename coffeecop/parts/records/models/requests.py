"""Requests for records, each with a hold on what it finds."""

from datetime import date, datetime, timedelta

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    UniqueConstraint,
    exists,
    false,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model
from coffeecop.models.agency import Agency
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.keys import (
    AgencyId,
    ConcernId,
    EventId,
    RsvpId,
    StaffId,
    check,
    not_blank,
    present,
    to,
)
from coffeecop.models.staff import StaffMember
from coffeecop.parts.records.kinds import HELD_KINDS, Decision, RecordKind, Ref
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.settings import settings_of

LONGEST_ASKER = 120
LONGEST_WORDS = 200
LONGEST_CODE = 80
LONGEST_REDACTION = 300
SATURDAY = 5


class RecordsRequest(HasId, Model):
    """Who asked for records, and for which. While it is open, a hold keeps what it found."""

    __tablename__ = "records_requests"
    __table_args__ = (
        *not_blank("asked_by", "words"),
        check("days_in_order", "first_day <= last_day"),
        check("due_after_received", "due_on >= received_on"),
        check("closed_has_who", "(closed_at IS NULL) = (closed_by_id IS NULL)"),
    )

    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Nobody has to say who they are.
    asked_by: Mapped[str | None] = mapped_column(String(LONGEST_ASKER))
    # What is wanted; what is empty does not matter.
    words: Mapped[str | None] = mapped_column(String(LONGEST_WORDS))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    event_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    topic_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Whoever entered it may read complaints, so they were searched too: others do not see it.
    covers_complaints: Mapped[bool] = mapped_column(default=False, server_default=false())
    received_on: Mapped[date]
    due_on: Mapped[date]
    hold_id: Mapped[int] = mapped_column(to("holds", "RESTRICT"))
    created_by_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[StaffId | None]

    hold: Mapped[Hold] = relationship(back_populates="requests")
    created_by: Mapped[StaffMember] = relationship(foreign_keys="RecordsRequest.created_by_id")
    closed_by: Mapped[StaffMember | None] = relationship(foreign_keys="RecordsRequest.closed_by_id")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today


# All but these refer to a concern.
_BY_THEMSELVES = ", ".join(f"'{each}'" for each in HELD_KINDS if each is not RecordKind.CONCERN)
# Of which kind a row is that has each column.
_KINDS = {
    each: f"NOT IN ({_BY_THEMSELVES})" if each is RecordKind.CONCERN else f"= '{each}'"
    for each in HELD_KINDS
}


class RequestItem(Model):
    """A record that a request found, and what was decided about it. It goes with its row."""

    __tablename__ = "request_items"
    __table_args__ = (
        check(
            "decided_has_who_and_when",
            "(decision IS NULL) = (decided_at IS NULL) "
            "AND (decision IS NULL) = (decided_by_id IS NULL)",
        ),
        check(
            "withheld_has_code",
            "(code IS NOT NULL) = (decision IS NOT NULL AND decision = 'withhold')",
        ),
        *not_blank("code"),
        check("packed_is_decided", "pack IS NULL OR pack > 0 AND decision IS NOT NULL"),
        # Its own column refers to its row; that of what is about a concern, to the concern.
        check(
            "refers_to_its_kind",
            " AND ".join(
                f"({each}_id IS NOT NULL) = (kind {kind})" for each, kind in _KINDS.items()
            ),
        ),
    )

    request_id: Mapped[int] = mapped_column(to("records_requests", "CASCADE"), primary_key=True)
    # As in RecordKind, or of a part.
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    # The id of the row.
    number: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[ConcernId | None] = mapped_column(index=True)
    event_id: Mapped[EventId | None] = mapped_column(index=True)
    rsvp_id: Mapped[RsvpId | None] = mapped_column(index=True)
    survey_id: Mapped[int | None] = mapped_column(to("survey_answers", "CASCADE"), index=True)
    matter_id: Mapped[int | None] = mapped_column(to("matters", "CASCADE"), index=True)
    decision: Mapped[Decision | None]
    code: Mapped[str | None] = mapped_column(String(LONGEST_CODE))
    # Messages that came later were not looked at, so they are not released.
    decided_at: Mapped[datetime | None]
    # SHA-256 of what was looked at, names too: what was changed since is not released either.
    seen_hash: Mapped[str | None] = mapped_column(String(64))
    decided_by_id: Mapped[StaffId | None]
    # The first pack with this decision.
    pack: Mapped[int | None]

    @property
    def ref(self) -> Ref:
        return self.kind, self.number


class Redaction(HasId, Model):
    """Words that are taken out of an item; without one, words to look for in all of them."""

    __tablename__ = "redactions"
    __table_args__ = (
        UniqueConstraint("request_id", "kind", "number", "words"),
        ForeignKeyConstraint(
            ["request_id", "kind", "number"],
            ["request_items.request_id", "request_items.kind", "request_items.number"],
            ondelete="CASCADE",
        ),
        check("of_one_or_all", "(kind IS NULL) = (number IS NULL)"),
        *present("words", "code"),
    )

    request_id: Mapped[int] = mapped_column(to("records_requests", "CASCADE"))
    kind: Mapped[str | None] = mapped_column(String(32))
    number: Mapped[int | None]
    words: Mapped[str] = mapped_column(String(LONGEST_REDACTION))
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))

    @property
    def ref(self) -> Ref | None:
        return (self.kind, self.number) if self.kind and self.number else None


class RequestPack(Model):
    """What was handed over, the first as number 1: made once, the same for whoever downloads it."""

    __tablename__ = "request_packs"
    __table_args__ = (check("number_positive", "number > 0"),)

    request_id: Mapped[int] = mapped_column(to("records_requests", "CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    made_by_id: Mapped[StaffId]
    made_at: Mapped[CreatedAt]
    # The zip; None once a record of the request was destroyed by the schedule.
    file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    made_by: Mapped[StaffMember] = relationship()


def requests_readable_by(member: StaffMember) -> ColumnElement[bool]:
    own = RecordsRequest.agency_id == member.agency_id
    if member.reads_complaints:
        return own
    return own & RecordsRequest.covers_complaints.is_(False)


def is_open_for(member: StaffMember) -> ColumnElement[bool]:
    return RecordsRequest.closed_at.is_(None) & requests_readable_by(member)


def due_day(received_on: date, agency: Agency) -> date:
    settings = settings_of(agency)
    if not settings.request_in_business_days:
        return received_on + timedelta(days=settings.request_days)
    day, left = received_on, settings.request_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY and day.isoformat() not in settings.closed_days
    return day


def is_covered() -> ColumnElement[bool]:
    """Match the items that their request covers, whoever looks at them.

    Where complaints were not searched, not what is of a complaint by now, or may be.
    """
    of_complaint = exists().where(Concern.id == RequestItem.concern_id, is_for_complaint_staff())
    covering = select(RecordsRequest.id).where(RecordsRequest.covers_complaints)
    return RequestItem.request_id.in_(covering) | ~of_complaint.correlate(RequestItem)
