"""Referring a concern to a partner outside the department, and taking that back."""

from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.states import CannotFollow
from coffeecop.concerns.verbs import come_back_from_partner, pass_on
from coffeecop.db import db
from coffeecop.mail.referrals import call_back_referral, send_referral
from coffeecop.models import AuditAction, Concern, Referral, ReferralPartner, StaffMember
from coffeecop.models.keys import is_stored
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
    if concern.is_for_complaint_staff:
        raise IsComplaint
    if is_stored(Referral, key_hash):
        return
    referral = Referral(
        concern=concern,
        partner=partner,
        staff_member=by,
        form_key_hash=key_hash,
        token_hash=hash_token(referral_token(key_hash)),
        body=body,
    )
    try:
        pass_on(referral, by=by)
    except CannotFollow as error:
        db.session.rollback()
        raise CannotBeReferred from error
    db.session.flush()
    send_referral(referral)


def take_back(referral: Referral, *, by: StaffMember) -> bool:
    """Call a referral back and return whether the partner is told by mail. Idempotent.

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
    come_back_from_partner(concern, AuditAction.REFERRAL_WITHDRAWN, by=by)
    return is_told
