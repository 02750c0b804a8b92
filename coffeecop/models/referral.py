from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import AgencyId, ConcernId, StaffId
from coffeecop.models.message import LONGEST_BODY
from coffeecop.models.staff import StaffMember


class ReferralPartner(Model):
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
    retired_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Referral(Model):
    """A concern passed on to a partner by mail, without who sent it, and the partner's reply."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("length(trim(body)) > 0", name="body_present"),
        CheckConstraint(f"length(body) <= {LONGEST_BODY}", name="body_bounded"),
        CheckConstraint("length(trim(reply)) > 0", name="reply_not_blank"),
        CheckConstraint(f"length(reply) <= {LONGEST_BODY}", name="reply_bounded"),
        CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="reply_has_when"),
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
    withdrawn_at: Mapped[datetime | None]
    reply: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    # Of any type: the module that defines it imports others that import this one.
    concern: Mapped[Any] = relationship("Concern")
    partner: Mapped[ReferralPartner] = relationship()
    staff_member: Mapped[StaffMember] = relationship()
