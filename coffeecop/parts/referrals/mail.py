"""What partners get: what was referred to them, and that it is no longer theirs."""

from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from coffeecop.db import db, now
from coffeecop.mail.composing import put_in_outbox
from coffeecop.mail.outbox import lock_waiting, mail_goes_out
from coffeecop.models import Language, OutboxMessage
from coffeecop.parts.referrals.models import Referral, ReferralMail
from coffeecop.signals import mail_left
from coffeecop.web.i18n import in_language
from coffeecop.web.rendering import public_url
from coffeecop.web.tokens import derived_token


def referral_token(key_hash: str) -> str:
    """Return the token of the link with which a partner replies, derived as an RSVP's is."""
    return derived_token("referral", key_hash)


def send_referral(referral: Referral) -> None:
    # Nothing of the text: subjects show on locked screens.
    subject = _l("Passed on to you by %(agency)s", agency=referral.concern.event.agency.name)
    _queue(referral, ReferralMail.REFERRED, subject, _text_of(referral, "referral"))


def tell_withdrawn(referral: Referral) -> None:
    name = referral.concern.event.agency.name
    subject = _l("No longer for you: passed on by %(agency)s", agency=name)
    _queue(referral, ReferralMail.WITHDRAWN, subject, _text_of(referral, "withdrawn"))


def text_to_give(referral: Referral) -> str:
    """Return what a person gives to the partner where no mail does, with the link to reply."""
    return _text_of(referral, "referral", is_given=True).strip()


def _text_of(referral: Referral, template: str, **context: Any) -> str:
    """Return a text for a partner, an office of this country, which is written to in English."""
    token = referral_token(referral.form_key_hash)
    with in_language(Language.ENGLISH):
        return render_template(
            f"referrals/mail/{template}.txt",
            agency=referral.concern.event.agency,
            partner=referral.partner,
            referral=referral,
            reply_page=public_url("referrals.show", token=token, language=Language.ENGLISH.value),
            **context,
        )


def _queue(referral: Referral, kind: ReferralMail, subject: Any, body: str) -> None:
    mail = OutboxMessage(concern_id=referral.concern_id, kind=kind, occasion=str(referral.id))
    with in_language(Language.ENGLISH):
        put_in_outbox(mail, to=referral.partner.email, subject=str(subject), body=body)


def is_on_its_way(referral: Referral) -> bool:
    mail = db.session.scalars(_mail_of(referral)).one_or_none()
    return mail_goes_out() and mail is not None and mail.is_waiting


def withdraw_mail(referral: Referral) -> bool:
    """Delete mail that has not left. Return whether it may have arrived all the same."""
    mail = db.session.scalars(_mail_of(referral).with_for_update()).one_or_none()
    if mail is None or not mail.is_waiting:
        return False
    db.session.delete(mail)
    # It was tried, and waits to be tried again.
    return mail.attempts > 0


def _mail_of(referral: Referral) -> Select[OutboxMessage]:
    return select(OutboxMessage).filter_by(
        concern_id=referral.concern_id, kind=ReferralMail.REFERRED, occasion=str(referral.id)
    )


@mail_left.connect
def note_that_it_left(mail: OutboxMessage) -> None:
    """Note when the partner got it, or was told that it is no longer theirs."""
    if mail.kind not in list(ReferralMail):
        return
    # Staff lock a referral before its mail.
    own = select(Referral).where(Referral.id == int(mail.occasion)).with_for_update()
    referral = db.session.scalars(own).one_or_none()
    if referral is None or not lock_waiting(mail):
        return
    if mail.kind == ReferralMail.REFERRED:
        referral.sent_at = now()
    else:
        referral.recall_told_at = now()
