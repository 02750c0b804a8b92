"""What staff do with concerns: changes to undo, referrals, paper cards and saved filters."""

import enum
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.event import Event
from coffeecop.models.keys import (
    AgencyId,
    ConcernId,
    EventId,
    Language,
    Retirable,
    StaffId,
    Versioned,
)
from coffeecop.models.staff import StaffMember


class ChangeKind(enum.StrEnum):
    """What was done to one or many concerns at once, and can be undone."""

    ASSIGNED = "assigned"
    DUE = "due"
    SNOOZED = "put_away"
    STATUS = "status"
    HIDDEN = "hidden"
    REFERRED = "referred"
    TOPICS = "topics"


class ConcernChange(Model):
    """What a staff member did to one or many concerns in one step."""

    __tablename__ = "concern_changes"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_has_who"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[ChangeKind]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship(foreign_keys="ConcernChange.staff_id")
    items: Mapped[list["ConcernChangeItem"]] = relationship(
        cascade="all, delete-orphan", order_by="ConcernChangeItem.concern_id"
    )


class ConcernChangeItem(Model):
    """A concern that was changed, and the changed columns before and after; never a text."""

    __tablename__ = "concern_change_items"

    change_id: Mapped[int] = mapped_column(
        ForeignKey("concern_changes.id", ondelete="CASCADE"), primary_key=True
    )
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True, index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class ReferralPartner(Versioned, Retirable, Model):
    """An office outside the department that concerns are passed on to, such as Public Works."""

    __tablename__ = "referral_partners"
    __table_args__ = (
        UniqueConstraint("agency_id", "name_en"),
        CheckConstraint("length(trim(name_en)) > 0", name="name_en_present"),
        CheckConstraint("length(trim(name_es)) > 0", name="name_es_present"),
        CheckConstraint("email LIKE '%_@_%'", name="email_form"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    name_en: Mapped[str] = mapped_column(String(80))
    name_es: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[CreatedAt]


class Referral(Model):
    """A concern for a partner, without who sent it, and the partner's reply."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("length(trim(body)) > 0", name="body_present"),
        CheckConstraint(f"length(body) <= {LONGEST_BODY}", name="body_bounded"),
        CheckConstraint("length(trim(reply)) > 0", name="reply_not_blank"),
        CheckConstraint(f"length(reply) <= {LONGEST_BODY}", name="reply_bounded"),
        CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="reply_has_when"),
        CheckConstraint("given_by_id IS NULL OR sent_at IS NOT NULL", name="given_has_when"),
        CheckConstraint(
            "recall_told_at IS NULL OR withdrawn_at IS NOT NULL", name="told_is_withdrawn"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[ConcernId] = mapped_column(index=True)
    partner_id: Mapped[int] = mapped_column(
        ForeignKey("referral_partners.id", ondelete="RESTRICT"), index=True
    )
    staff_id: Mapped[StaffId]
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Of the token in the reply link.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # What the partner reads; identity is stripped before it is stored.
    body: Mapped[str] = mapped_column(Text)
    # When it went out: its mail left, or this person says that they gave it.
    sent_at: Mapped[datetime | None]
    given_by_id: Mapped[StaffId | None]
    withdrawn_at: Mapped[datetime | None]
    # When the partner was told, by mail or by a person, that it is no longer theirs.
    recall_told_at: Mapped[datetime | None]
    reply: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    concern: Mapped[Concern] = relationship()
    partner: Mapped[ReferralPartner] = relationship()
    staff_member: Mapped[StaffMember] = relationship(foreign_keys="Referral.staff_id")
    given_by: Mapped[StaffMember | None] = relationship(foreign_keys="Referral.given_by_id")

    @property
    def went_out(self) -> bool:
        return self.sent_at is not None

    @property
    def is_theirs(self) -> bool:
        """Return whether the partner may still read it, also if they have replied."""
        is_readable = self.concern.is_in and not self.concern.is_for_complaint_staff
        return self.withdrawn_at is None and is_readable


class PaperCard(Model):
    """A printed concern card, whose tear-off stub has receipt words on it.

    Once it is typed in, its concern has the same `receipt_hash`.
    """

    __tablename__ = "paper_cards"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId]
    # Printed on both halves.
    number: Mapped[int]
    # In which the card is printed; the words are of this language.
    language: Mapped[Language]
    # From which the words are derived.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[CreatedAt]

    event: Mapped[Event] = relationship()


LONGEST_NAME = 40


class SavedFilter(Model):
    """A filter of concerns that a staff member has named; private to that person."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("staff_id", "name"),
        CheckConstraint("length(trim(name)) > 0", name="name_present"),
        CheckConstraint("length(query) > 0", name="query_present"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    # The query string of the list, with arguments that `ConcernFilter` knows.
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    @property
    def args(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))
