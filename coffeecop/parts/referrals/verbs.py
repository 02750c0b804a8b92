"""Referring a concern to a partner outside the department, its reply, and taking that back."""

from sqlalchemy import select

from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.states import CannotFollow, check_may_follow, enter, may_follow, settle
from coffeecop.concerns.verbs import record_state
from coffeecop.db import db, now
from coffeecop.mail.outbox import mail_goes_out
from coffeecop.models import Concern, ConcernState, StaffMember
from coffeecop.models.keys import is_stored
from coffeecop.parts.referrals.mail import (
    is_on_its_way,
    referral_token,
    send_referral,
    tell_withdrawn,
    withdraw_mail,
)
from coffeecop.parts.referrals.models import Referral, ReferralAction, ReferralPartner, referrals_of
from coffeecop.signals import left_stream
from coffeecop.web.tokens import hash_token


class CannotBeReferred(Exception):
    """The resident has withdrawn the concern, or a colleague has referred it meanwhile."""


class PartnerHasReplied(Exception):
    """The partner has replied, so there is nothing left to take back."""


class AlreadyReplied(Exception):
    """The partner has sent another reply before; one is all there is."""


class IsWithdrawn(Exception):
    """The department has taken the referral back."""


def refer_out(
    concern: Concern, partner: ReferralPartner, *, body: str, key_hash: str, by: StaffMember
) -> bool:
    """Send the text to the partner and return True; without mail, keep it until a person gives it.

    Idempotent by `key_hash`. Raises IsComplaint, CannotBeReferred.
    """
    lock_concern(concern, by=by)
    if concern.is_for_complaint_staff:
        raise IsComplaint
    is_sent = mail_goes_out()
    if is_stored(Referral, key_hash):
        return is_sent
    referral = Referral(
        concern=concern,
        partner=partner,
        staff_member=by,
        form_key_hash=key_hash,
        token_hash=hash_token(referral_token(key_hash)),
        body=body,
    )
    try:
        if is_sent:
            pass_on(referral, by=by)
        else:
            check_may_follow(concern, ConcernState.PASSED_ON)
            db.session.add(referral)
    except CannotFollow as error:
        db.session.rollback()
        raise CannotBeReferred from error
    db.session.flush()
    if is_sent:
        send_referral(referral)
    return is_sent


def pass_on(referral: Referral, *, by: StaffMember) -> None:
    """Note that a locked concern went to the partner. Raises IsComplaint, CannotFollow."""
    concern = referral.concern
    if concern.is_for_complaint_staff:
        raise IsComplaint
    check_may_follow(concern, ConcernState.PASSED_ON)
    before = concern.state
    db.session.add(referral)
    enter(concern, ConcernState.PASSED_ON, by=by)
    name = referral.partner.name_en
    record_state(ReferralAction.CONCERN_REFERRED, concern, before, by=by, partner=name)


def give(referral: Referral, *, by: StaffMember) -> None:
    """Note that this person gave it to the partner. Idempotent. Raises CannotFollow."""
    lock_concern(referral.concern, by=by)
    db.session.refresh(referral, ["sent_at", "withdrawn_at"], with_for_update=True)
    if not referral.went_out and not referral.withdrawn_at:
        _note_given(referral, by=by)


def _note_given(referral: Referral, *, by: StaffMember) -> None:
    withdraw_mail(referral)
    if referral.concern.state is not ConcernState.PASSED_ON:
        pass_on(referral, by=by)
    referral.sent_at, referral.given_by = now(), by


def reply_to(referral: Referral, body: str) -> None:
    """Store the partner's reply, so that the concern waits for staff again.

    The same reply sent again changes nothing. Raises AlreadyReplied, IsWithdrawn.
    """
    concern = referral.concern
    # In the order in which staff take these locks.
    lock_concern(concern)
    columns = ["reply", "replied_at", "sent_at", "withdrawn_at"]
    db.session.refresh(referral, columns, with_for_update=True)
    if referral.withdrawn_at:
        raise IsWithdrawn
    if referral.reply == body:
        return
    if referral.reply:
        raise AlreadyReplied
    if not referral.went_out and may_follow(concern, ConcernState.PASSED_ON):
        # It reached them, though nobody has said so.
        _note_given(referral, by=referral.staff_member)
    come_back(concern, ReferralAction.REFERRAL_REPLIED, by=None, partner=referral.partner.name_en)
    # Not before the concern's own step: what comes after is what staff did about the reply.
    referral.reply, referral.replied_at = body, now()


def take_back(referral: Referral, *, by: StaffMember) -> bool:
    """Call a referral back and return whether a mail tells the partner. Idempotent.

    Raises PartnerHasReplied.
    """
    concern = referral.concern
    lock_concern(concern, by=by)
    db.session.refresh(referral, ["sent_at", "withdrawn_at", "replied_at"], with_for_update=True)
    if referral.withdrawn_at:
        return False
    if referral.replied_at:
        raise PartnerHasReplied
    is_notified = _call_back(referral)
    if concern.state is ConcernState.PASSED_ON and _another_has(concern):
        record_state(ReferralAction.REFERRAL_WITHDRAWN, concern, concern.state, by=by)
    else:
        come_back(concern, ReferralAction.REFERRAL_WITHDRAWN, by=by)
    return is_notified


def _another_has(concern: Concern) -> bool:
    """Return whether an office has it, or its mail is on its way there, and has not replied."""
    return any(
        each.replied_at is None and (each.went_out or is_on_its_way(each))
        for each in referrals_of(concern)
    )


def come_back(
    concern: Concern, action: ReferralAction, *, by: StaffMember | None, **detail: str
) -> None:
    """Let a locked concern be ours again: the partner replied, or the department called it back."""
    before, passed_on_by = concern.state, concern.state_by
    if before is ConcernState.PASSED_ON:
        settle(concern, by=by)
        if not by and concern.state is ConcernState.RECEIVED:
            enter(concern, ConcernState.LOOKED_INTO, by=passed_on_by)
    record_state(action, concern, before, by=by, **detail)


def note_recall_told(referral: Referral) -> None:
    """Note that the partner was told that it is no longer theirs. Idempotent."""
    if referral.withdrawn_at and not referral.recall_told_at:
        referral.recall_told_at = now()


@left_stream.connect
def call_back_all(concern: Concern) -> None:
    """Withdraw what partners have not replied to yet: of a department that has it off, too."""
    open_ones = select(Referral).where(
        Referral.concern_id == concern.id,
        Referral.withdrawn_at.is_(None),
        Referral.replied_at.is_(None),
    )
    for referral in db.session.scalars(open_ones.order_by(Referral.id).with_for_update()):
        _call_back(referral)


def _call_back(referral: Referral) -> bool:
    """Withdraw it, and return whether a mail tells the partner; without one, staff must."""
    referral.withdrawn_at = now()
    may_have_arrived = withdraw_mail(referral)
    is_notified = (may_have_arrived or referral.went_out) and mail_goes_out()
    if is_notified:
        tell_withdrawn(referral)
    return is_notified
