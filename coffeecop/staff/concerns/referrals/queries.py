from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from coffeecop.db import db
from coffeecop.mail.referrals import is_on_its_way, text_to_give
from coffeecop.models import Concern, Referral, ReferralPartner
from coffeecop.staff.concern_list.conditions import (
    all_referrals,
    open_referrals,
    recalls_to_tell,
    replies_to_use,
)

MOST_LISTED = 50


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


def referral_context(concern: Concern) -> dict[str, Any]:
    """Return what was referred, and by id the texts that no mail brings to the partner."""
    referrals = referrals_of(concern)
    here = [each for each in referrals if not (each.went_out or is_on_its_way(each))]
    return {"referrals": referrals, "to_give": {each.id: text_to_give(each) for each in here}}


def referral_of(concern: Concern, referral_id: int) -> Referral | None:
    return db.session.scalars(
        select(Referral).where(Referral.id == referral_id, Referral.concern_id == concern.id)
    ).one_or_none()


def reply_of(concern: Concern, referral_id: int | None) -> str | None:
    """Return what the partner replied, to be used in an answer."""
    referral = referral_of(concern, referral_id) if referral_id else None
    return referral.reply if referral else None


def unused_replies(agency_id: int) -> Sequence[Referral]:
    """Return the replies that nobody has taken up, the oldest first."""
    return _listed(replies_to_use(agency_id).order_by(Referral.replied_at, Referral.id))


def unanswered_referrals(agency_id: int) -> Sequence[Referral]:
    """Return what partners have not replied to, the oldest first."""
    waiting = open_referrals(agency_id).where(Referral.replied_at.is_(None))
    return _listed(waiting.order_by(Referral.id))


def referrals_to_recall(agency_id: int) -> Sequence[Referral]:
    """Return what partners have to be told by a person is no longer theirs, the oldest first."""
    return _listed(recalls_to_tell(agency_id).order_by(Referral.id))


def referral_with_id(referral_id: int, agency_id: int) -> Referral | None:
    own = all_referrals(agency_id).where(Referral.id == referral_id)
    return db.session.scalars(own).one_or_none()


def _listed(query: Select[Referral]) -> Sequence[Referral]:
    concern = contains_eager(Referral.concern).contains_eager(Concern.event)
    return db.session.scalars(
        query.limit(MOST_LISTED).options(joinedload(Referral.partner), concern)
    ).all()
