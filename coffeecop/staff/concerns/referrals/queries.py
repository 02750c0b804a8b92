from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Concern, Referral, ReferralPartner


def partners_in_use(agency_id: int) -> Sequence[ReferralPartner]:
    in_use = select(ReferralPartner).where(
        ReferralPartner.agency_id == agency_id, ReferralPartner.retired_at.is_(None)
    )
    return db.session.scalars(in_use.order_by(ReferralPartner.name_en, ReferralPartner.id)).all()


def referrals_of(concern: Concern) -> Sequence[Referral]:
    """Return what was referred and not taken back, the newest first."""
    return db.session.scalars(
        select(Referral)
        .where(Referral.concern_id == concern.id, Referral.withdrawn_at.is_(None))
        .order_by(Referral.id.desc())
        .options(joinedload(Referral.partner), joinedload(Referral.staff_member))
    ).all()


def referral_of(concern: Concern, referral_id: int) -> Referral | None:
    return db.session.scalars(
        select(Referral).where(Referral.id == referral_id, Referral.concern_id == concern.id)
    ).one_or_none()


def reply_of(concern: Concern, referral_id: int | None) -> str | None:
    """Return what the partner replied, to be used in an answer."""
    referral = referral_of(concern, referral_id) if referral_id else None
    return referral.reply if referral else None
