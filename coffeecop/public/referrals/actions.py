from coffeecop.concerns.locks import lock_concern
from coffeecop.concerns.states import may_follow
from coffeecop.concerns.verbs import come_back_from_partner, note_given
from coffeecop.db import db, now
from coffeecop.models import AuditAction, ConcernState, Referral


class AlreadyReplied(Exception):
    """The partner has sent another reply before; one is all there is."""


class IsWithdrawn(Exception):
    """The department has taken the referral back."""


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
        note_given(referral, by=referral.staff_member)
    come_back_from_partner(
        concern, AuditAction.REFERRAL_REPLIED, by=None, partner=referral.partner.name_en
    )
    # Not before the concern's own step: what comes after is what staff did about the reply.
    referral.reply, referral.replied_at = body, now()
