"""Mail to partners: what was referred to them, and that it is no longer theirs."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.mail.composing import queue_for_partner
from coffeecop.models import Concern, Language, MailKind, OutboxMessage, Referral
from coffeecop.web.rendering import public_url
from coffeecop.web.tokens import referral_token


def send_referral(referral: Referral) -> None:
    token = referral_token(referral.form_key_hash)
    queue_for_partner(
        referral,
        MailKind.REFERRAL,
        # Nothing of the text: subjects show on locked screens.
        subject=_l("Passed on to you by %(agency)s", agency=referral.concern.event.agency.name),
        reply_page=public_url("referrals.show", token=token, language=Language.ENGLISH.value),
    )


def call_back_referral(referral: Referral) -> bool:
    """Withdraw it: take its mail out of the outbox, or tell the partner. Return whether told."""
    referral.withdrawn_at = now()
    own = select(OutboxMessage).filter_by(referral_id=referral.id, kind=MailKind.REFERRAL)
    mail = db.session.scalars(own.with_for_update()).one_or_none()
    if mail and mail.is_waiting:
        db.session.delete(mail)
    # A mail that was tried and waits again may have arrived all the same.
    has_gone_out = mail is not None and mail.failed_at is None and mail.attempts > 0
    if has_gone_out:
        name = referral.concern.event.agency.name
        subject = _l("No longer yours: passed on by %(agency)s", agency=name)
        queue_for_partner(referral, MailKind.REFERRAL_WITHDRAWN, subject=subject)
    return has_gone_out


def call_back_referrals(concern: Concern) -> None:
    """Withdraw what partners have not replied to yet."""
    open_ones = select(Referral).where(
        Referral.concern_id == concern.id,
        Referral.withdrawn_at.is_(None),
        Referral.replied_at.is_(None),
    )
    for referral in db.session.scalars(open_ones.order_by(Referral.id).with_for_update()):
        call_back_referral(referral)
