"""Referring a concern to a partner outside the department, and taking that back."""

from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.states import CannotFollow, check_may_follow
from coffeecop.concerns.verbs import come_back_from_partner, note_given, pass_on
from coffeecop.db import db, now
from coffeecop.mail.outbox import mail_goes_out
from coffeecop.mail.referrals import call_back_referral, send_referral
from coffeecop.models import (
    AuditAction,
    Concern,
    ConcernState,
    Referral,
    ReferralPartner,
    StaffMember,
)
from coffeecop.models.keys import is_stored
from coffeecop.web.tokens import hash_token, referral_token


class CannotBeReferred(Exception):
    """The resident has withdrawn the concern, or a colleague has referred it meanwhile."""


class PartnerHasReplied(Exception):
    """The partner has replied, so there is nothing left to take back."""


def refer_out(
    concern: Concern, partner: ReferralPartner, *, body: str, key_hash: str, by: StaffMember
) -> None:
    """Send the text to the partner, or keep it until a person gives it where no mail goes out.

    Idempotent by `key_hash`. Raises IsComplaint, CannotBeReferred.
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
        if mail_goes_out():
            pass_on(referral, by=by)
        else:
            check_may_follow(concern, ConcernState.PASSED_ON)
            db.session.add(referral)
    except CannotFollow as error:
        db.session.rollback()
        raise CannotBeReferred from error
    db.session.flush()
    if mail_goes_out():
        send_referral(referral)


def give(referral: Referral, *, by: StaffMember) -> None:
    """Note that this person gave it to the partner. Idempotent. Raises CannotFollow."""
    lock_concern(referral.concern, by=by)
    db.session.refresh(referral, ["sent_at", "withdrawn_at"], with_for_update=True)
    if not referral.went_out and not referral.withdrawn_at:
        note_given(referral, by=by)


def note_recall_told(referral: Referral) -> None:
    """Note that the partner was told that it is no longer theirs. Idempotent."""
    if referral.withdrawn_at and not referral.recall_told_at:
        referral.recall_told_at = now()


def take_back(referral: Referral, *, by: StaffMember) -> bool:
    """Call a referral back and return whether a mail tells the partner. Idempotent.

    Raises AlreadyReplied.
    """
    concern = referral.concern
    lock_concern(concern, by=by)
    db.session.refresh(referral, ["sent_at", "withdrawn_at", "replied_at"], with_for_update=True)
    if referral.withdrawn_at:
        return False
    if referral.replied_at:
        raise PartnerHasReplied
    is_told = call_back_referral(referral)
    come_back_from_partner(concern, AuditAction.REFERRAL_WITHDRAWN, by=by)
    return is_told
