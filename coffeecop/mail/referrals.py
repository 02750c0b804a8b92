"""What partners get: what was referred to them, and that it is no longer theirs."""

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from coffeecop.db import db, now
from coffeecop.mail.composing import queue_for_partner
from coffeecop.mail.outbox import mail_goes_out
from coffeecop.models import Concern, Language, MailKind, OutboxMessage, Referral
from coffeecop.web.i18n import in_language
from coffeecop.web.rendering import public_url
from coffeecop.web.tokens import referral_token


def send_referral(referral: Referral) -> None:
    queue_for_partner(
        referral,
        MailKind.REFERRAL,
        # Nothing of the text: subjects show on locked screens.
        subject=_l("Passed on to you by %(agency)s", agency=referral.concern.event.agency.name),
        reply_page=_reply_page(referral),
    )


def text_to_give(referral: Referral) -> str:
    """Return what a person gives to the partner where no mail does, with the link to reply."""
    with in_language(Language.ENGLISH):
        return render_template(
            "mail/referral.txt",
            agency=referral.concern.event.agency,
            partner=referral.partner,
            referral=referral,
            reply_page=_reply_page(referral),
            is_given=True,
        ).strip()


def _reply_page(referral: Referral) -> str:
    token = referral_token(referral.form_key_hash)
    return public_url("referrals.show", token=token, language=Language.ENGLISH.value)


def is_on_its_way(referral: Referral) -> bool:
    """Return whether its mail is still to go out, and can."""
    mail = db.session.scalars(_mail_of(referral)).one_or_none()
    return mail_goes_out() and mail is not None and mail.is_waiting


def take_out_of_outbox(referral: Referral) -> bool:
    """Delete mail that has not left. Return whether it may have arrived all the same."""
    mail = db.session.scalars(_mail_of(referral).with_for_update()).one_or_none()
    if mail is None or not mail.is_waiting:
        return False
    db.session.delete(mail)
    # It was tried, and waits to be tried again.
    return mail.attempts > 0


def call_back_referral(referral: Referral) -> bool:
    """Withdraw it, and return whether a mail tells the partner; without one, staff must."""
    referral.withdrawn_at = now()
    may_have_arrived = take_out_of_outbox(referral)
    is_told = (may_have_arrived or referral.went_out) and mail_goes_out()
    if is_told:
        name = referral.concern.event.agency.name
        subject = _l("No longer yours: passed on by %(agency)s", agency=name)
        queue_for_partner(referral, MailKind.REFERRAL_WITHDRAWN, subject=subject)
    return is_told


def call_back_referrals(concern: Concern) -> None:
    """Withdraw what partners have not replied to yet."""
    open_ones = select(Referral).where(
        Referral.concern_id == concern.id,
        Referral.withdrawn_at.is_(None),
        Referral.replied_at.is_(None),
    )
    for referral in db.session.scalars(open_ones.order_by(Referral.id).with_for_update()):
        call_back_referral(referral)


def _mail_of(referral: Referral) -> Select[OutboxMessage]:
    return select(OutboxMessage).filter_by(referral_id=referral.id, kind=MailKind.REFERRAL)
