"""Referring a concern to a partner outside the department, and taking that back."""

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.mail.referrals import call_back_referral, send_referral
from coffeecop.models import (
    AuditAction,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernStatus,
    Referral,
    ReferralPartner,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.keys import is_stored
from coffeecop.staff.concern_list.undo import IsComplaint, lock_concern, undo, undoable
from coffeecop.web.tokens import hash_token, referral_token


class CannotBeReferred(Exception):
    """The resident has withdrawn the concern, or a colleague has referred it meanwhile."""


class AlreadyReplied(Exception):
    """The partner has replied, so there is nothing left to take back."""


def refer_out(
    concern: Concern, partner: ReferralPartner, *, body: str, key_hash: str, by: StaffMember
) -> None:
    """Send the text to the partner. Idempotent by `key_hash`.

    Raises IsComplaint, CannotBeReferred.
    """
    lock_concern(concern, by=by)
    if concern.is_complaint:
        raise IsComplaint
    if is_stored(Referral, key_hash):
        return
    if concern.is_withdrawn or concern.status is ConcernStatus.REFERRED:
        raise CannotBeReferred
    referral = Referral(
        concern=concern,
        partner=partner,
        staff_member=by,
        form_key_hash=key_hash,
        token_hash=hash_token(referral_token(key_hash)),
        body=body,
    )
    with undoable(ChangeKind.REFERRED, [concern], key_hash=key_hash, by=by):
        concern.set_status(ConcernStatus.REFERRED, by=by)
    db.session.add(referral)
    db.session.flush()
    send_referral(referral)
    detail = {"partner": partner.name_en}
    record(AuditAction.CONCERN_REFERRED, by=by, subject=concern, detail=detail)


def take_back(referral: Referral, *, by: StaffMember) -> bool:
    """Undo a referral and return whether the partner is told by mail. Idempotent.

    Raises AlreadyReplied.
    """
    concern = referral.concern
    lock_concern(concern, by=by)
    db.session.refresh(referral, ["withdrawn_at", "replied_at"], with_for_update=True)
    if referral.withdrawn_at:
        return False
    if referral.replied_at:
        raise AlreadyReplied
    is_told = call_back_referral(referral)
    own = select(ConcernChange).filter_by(form_key_hash=referral.form_key_hash)
    if change := db.session.scalars(own).one_or_none():
        undo(change, by=by)
    detail = {"status": [ConcernStatus.REFERRED, concern.status]}
    record(AuditAction.REFERRAL_WITHDRAWN, by=by, subject=concern, detail=detail)
    return is_told
