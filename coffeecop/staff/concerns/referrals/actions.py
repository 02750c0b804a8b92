"""Referring a concern to a partner outside the department, and taking that back."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.mail.referrals import call_back_referral, send_referral
from coffeecop.models import (
    AuditAction,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernChangeItem,
    ConcernStatus,
    Referral,
    ReferralPartner,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.idempotency import is_stored
from coffeecop.staff.concern_changes import IsComplaint, lock_concern
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
    before = _status_of(concern)
    concern.set_status(ConcernStatus.REFERRED, by=by)
    item = ConcernChangeItem(
        concern_id=concern.id, before=before, after={"status": ConcernStatus.REFERRED.value}
    )
    change = ConcernChange(
        staff_member=by, form_key_hash=key_hash, kind=ChangeKind.REFERRED, items=[item]
    )
    db.session.add_all([referral, change])
    db.session.flush()
    send_referral(referral)
    record(AuditAction.CONCERN_REFERRED, by=by, subject=concern, detail=partner.name_en)


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
    before = _undo_change(referral, by=by)
    # Unless a colleague has set another status since.
    if concern.status is ConcernStatus.REFERRED:
        concern.status = ConcernStatus(before.get("status", ConcernStatus.NEW))
        moment = before.get("status_at")
        concern.status_at = datetime.fromisoformat(moment) if moment else None
        concern.status_by_id = before.get("status_by_id")
    detail = f"referred > {concern.status}"
    record(AuditAction.REFERRAL_WITHDRAWN, by=by, subject=concern, detail=detail)
    return is_told


def _status_of(concern: Concern) -> dict[str, Any]:
    return {
        "status": concern.status.value,
        "status_at": concern.status_at and concern.status_at.isoformat(),
        "status_by_id": concern.status_by_id,
    }


def _undo_change(referral: Referral, *, by: StaffMember) -> dict[str, Any]:
    """Mark the change as undone, and return what was before it."""
    own = select(ConcernChange).filter_by(form_key_hash=referral.form_key_hash)
    change = db.session.scalars(own).one_or_none()
    if change is None:
        return {}
    change.undone_at, change.undone_by_id = now(), by.id
    return dict(change.items[0].before)
