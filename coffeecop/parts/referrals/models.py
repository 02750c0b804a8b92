"""Partners, what was referred to them, and in which lists staff find it."""

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, String, Text, UniqueConstraint, bindparam, cast, exists, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model, db
from coffeecop.models import Concern, ConcernState, Event, OutboxMessage, StaffMember
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.keys import (
    SECRET,
    AgencyId,
    ConcernId,
    Retirable,
    StaffId,
    Versioned,
    check,
    to,
)
from coffeecop.models.mail import is_waiting
from coffeecop.parts.links import Labelled

MOST_LISTED = 50


class ReferralAction(Labelled):
    CONCERN_REFERRED = "concern_referred", _l("%(who)s referred %(what)s")
    REFERRAL_WITHDRAWN = "referral_withdrawn", _l("%(who)s took back the referral of %(what)s")
    REFERRAL_REPLIED = "referral_replied", _l("A partner replied about %(what)s")
    PARTNERS_CHANGED = "partners_changed", _l("%(who)s changed the partners")


class ReferralMail(enum.StrEnum):
    """Mail to a partner is about the concern; its occasion is the id of the referral."""

    REFERRED = "referral"
    WITHDRAWN = "referral_withdrawn"


class ReferralPartner(Versioned, Retirable, HasId, Model):
    """An office outside the department that concerns are passed on to, such as Public Works."""

    __tablename__ = "referral_partners"
    __table_args__ = (
        UniqueConstraint("agency_id", "name_en"),
        check("name_en_present", "length(trim(name_en)) > 0"),
        check("name_es_present", "length(trim(name_es)) > 0"),
        check("email_form", "email LIKE '%_@_%'"),
    )

    agency_id: Mapped[AgencyId]
    name_en: Mapped[str] = mapped_column(String(80))
    name_es: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[CreatedAt]


class Referral(HasId, Model):
    """A concern for a partner, without who sent it, and the partner's reply."""

    __tablename__ = "referrals"
    __table_args__ = (
        check("body_present", "length(trim(body)) > 0"),
        check("body_bounded", f"length(body) <= {LONGEST_BODY}"),
        check("reply_not_blank", "length(trim(reply)) > 0"),
        check("reply_bounded", f"length(reply) <= {LONGEST_BODY}"),
        check("reply_has_when", "(reply IS NULL) = (replied_at IS NULL)"),
        check("given_has_when", "given_by_id IS NULL OR sent_at IS NOT NULL"),
        check("told_is_withdrawn", "recall_told_at IS NULL OR withdrawn_at IS NOT NULL"),
    )

    concern_id: Mapped[ConcernId] = mapped_column(index=True)
    partner_id: Mapped[int] = mapped_column(to("referral_partners", "RESTRICT"), index=True)
    staff_id: Mapped[StaffId]
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Of the token in the reply link.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
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


def partners_in_use(agency_id: int) -> Sequence[ReferralPartner]:
    in_use = select(ReferralPartner).where(
        ReferralPartner.agency_id == agency_id, ReferralPartner.retired_at.is_(None)
    )
    return db.session.scalars(in_use.order_by(ReferralPartner.name_en, ReferralPartner.id)).all()


REFERRALS = (
    select(Referral)
    .where(Referral.concern_id == bindparam("concern_id"), Referral.withdrawn_at.is_(None))
    .order_by(Referral.id.desc())
    .options(joinedload(Referral.partner), joinedload(Referral.staff_member))
)


def referrals_of(concern: Concern) -> Sequence[Referral]:
    """Return what was referred and not taken back, the newest first."""
    return db.session.scalars(REFERRALS, {"concern_id": concern.id}).all()


def referral_of(concern: Concern, referral_id: int) -> Referral | None:
    return db.session.scalars(
        select(Referral).where(Referral.id == referral_id, Referral.concern_id == concern.id)
    ).one_or_none()


def reply_of(concern: Concern, referral_id: int) -> str | None:
    referral = referral_of(concern, referral_id)
    return referral.reply if referral else None


def newest_referral(concern: Concern) -> Referral | None:
    """Return the newest referral that went out and was not taken back, with its partner."""
    if concern.state is not ConcernState.PASSED_ON:
        return None
    return next((each for each in referrals_of(concern) if each.went_out), None)


def all_referrals(agency_id: int) -> Select[Referral]:
    return (
        select(Referral)
        .join(Referral.concern)
        .join(Concern.event)
        .where(Event.agency_id == agency_id)
    )


def open_referrals(agency_id: int) -> Select[Referral]:
    return all_referrals(agency_id).where(Referral.withdrawn_at.is_(None), in_event_stream())


def replies_to_use(agency_id: int) -> Select[Referral]:
    """Select referrals with a reply since which nobody has answered or set the status."""
    untouched = Concern.state_at <= Referral.replied_at
    return open_referrals(agency_id).where(Referral.replied_at.is_not(None), untouched)


def recalls_to_tell(agency_id: int) -> Select[Referral]:
    """Select what partners still think is theirs, and no mail tells them that it is not."""
    mail = exists().where(
        OutboxMessage.concern_id == Referral.concern_id,
        OutboxMessage.kind == ReferralMail.WITHDRAWN,
        OutboxMessage.occasion == cast(Referral.id, String),
        is_waiting(),
    )
    return all_referrals(agency_id).where(
        Referral.sent_at.is_not(None),
        Referral.withdrawn_at.is_not(None),
        Referral.recall_told_at.is_(None),
        ~mail.correlate(Referral),
    )


def listed(query: Select[Referral], *order: Any) -> Sequence[Referral]:
    concern = contains_eager(Referral.concern).contains_eager(Concern.event)
    oldest = query.order_by(*order, Referral.id).limit(MOST_LISTED)
    return db.session.scalars(oldest.options(joinedload(Referral.partner), concern)).all()
