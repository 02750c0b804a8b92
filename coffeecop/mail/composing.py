"""The text of each notification, queued in the outbox in the language of its recipient."""

import re
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db
from coffeecop.mail.outbox import is_written, new_message_id
from coffeecop.mail.recipients import (
    domain_key,
    is_mail_allowed,
    recipient_key,
    sender_may_ask_for_mail,
)
from coffeecop.models import Concern, Language, MailKind, OutboxMessage, Rsvp, StaffMember
from coffeecop.web.calendar_files import calendar_file
from coffeecop.web.i18n import in_language, local_day, localized
from coffeecop.web.matters_shown import pairs_at
from coffeecop.web.rendering import public_url
from coffeecop.web.tokens import rsvp_token, unsubscribe_token

LONGEST_SUBJECT = 200
# Babel puts it before AM; some mail programs cannot display it.
NARROW_SPACE = "\u202f"
SUBJECTS = {
    MailKind.CONFIRMATION: _l("See you there: %(title)s"),
    MailKind.REMINDER: _l("Reminder: %(title)s, %(day)s"),
    MailKind.CHANGED: _l("New time or place: %(title)s"),
    MailKind.CANCELLED: _l("Cancelled: %(title)s"),
}
WITH_CALENDAR = {MailKind.CONFIRMATION, MailKind.CHANGED, MailKind.CANCELLED}


def queue_for_rsvp(rsvp: Rsvp, kind: MailKind, occasion: str, *, before: Any = None) -> bool:
    """Queue a mail, and return whether its address may be written to.

    `before` holds the time and place before a change, named as in an event.
    """
    address = rsvp.mail_address
    if not address or not is_mail_allowed(address):
        return False
    if kind is MailKind.CONFIRMATION and not sender_may_ask_for_mail(address):
        return False
    event, token = rsvp.event, rsvp_token(rsvp.form_key_hash)
    mail = OutboxMessage(rsvp_id=rsvp.id, kind=kind, occasion=occasion)
    # Following the link confirms the address.
    key = recipient_key(address)
    rsvp_page = public_url("rsvps.show", token=token, language=str(rsvp.language), mail=key)
    with in_language(rsvp.language):
        title = localized(event, "title")
        if kind in WITH_CALENDAR:
            mail.calendar = calendar_file([event], name=title, rsvp_page=rsvp_page).decode()
        # Without personal data: it shows on a locked screen.
        subject = str(SUBJECTS[kind]) % {"title": title, "day": local_day(event.starts_at, event)}
        context = {"rsvp": rsvp, "event": event, "was": before, "rsvp_page": rsvp_page}
        _queue(mail, rsvp, to=address, subject=subject, **context)
    return True


def queue_answer(concern: Concern, *, occasion: str) -> None:
    address, language = concern.mail_address, str(concern.language)
    if not address or not is_mail_allowed(address):
        return
    mail = OutboxMessage(concern_id=concern.id, kind=MailKind.ANSWER, occasion=occasion)
    find_page = public_url("concerns.find", language=language, mail=recipient_key(address))
    with in_language(concern.language):
        # Privacy: the subject and the text name neither the department nor the event.
        subject = _("There is an answer for you")
        _queue(mail, concern, to=address, subject=subject, find_page=find_page)


def queue_news(sender: Rsvp | Concern, address: str) -> bool:
    """Queue what came of the event, and return whether the address may be written to."""
    if not is_mail_allowed(address):
        return False
    event, language = sender.event, str(sender.language)
    about = {"rsvp_id" if isinstance(sender, Rsvp) else "concern_id": sender.id}
    mail = OutboxMessage(kind=MailKind.NEWS, occasion="", **about)
    with in_language(sender.language):
        subject = _("What came of it: %(title)s", title=localized(event, "title"))
        context = {"event": event, "pairs": pairs_at(event), "language": language}
        _queue(mail, sender, to=address, subject=subject, **context)
    return True


def queue_for_staff(
    member: StaffMember,
    kind: MailKind,
    occasion: str,
    *,
    template: str,
    subject: str,
    **context: Any,
) -> None:
    """Queue a mail to staff. Call it in their language, which the subject is in too."""
    body = render_template(
        template,
        agency=member.agency,
        choices_page=f"{public_url('accounts.account', show='notifications')}#notifications",
        **context,
    )
    mail = OutboxMessage(staff_id=member.id, kind=kind, occasion=occasion)
    # Without a key: the limit on mail to strangers is not for staff.
    put_in_outbox(mail, to=member.email, subject=subject, body=body)


def queue_sign_in_code(member: StaffMember, code: str, *, occasion: str) -> None:
    """Queue a mail with the code that makes a browser known, once for each occasion."""
    if is_written(staff_id=member.id, kind=MailKind.SIGN_IN, occasion=occasion):
        return
    with in_language(member.language or Language.ENGLISH):
        subject = _("To keep signing in")
        template = "mail/sign_in.txt"
        queue_for_staff(
            member, MailKind.SIGN_IN, occasion, template=template, subject=subject, code=code
        )


def put_in_outbox(mail: OutboxMessage, *, to: str, subject: str, body: str) -> None:
    mail.message_id = new_message_id()
    mail.recipient = to
    # A line break would allow header injection.
    mail.subject = " ".join(subject.split())[:LONGEST_SUBJECT]
    # Conditions in the template leave blank lines; some programs cannot show the narrow space.
    mail.body = re.sub(r"\n{3,}", "\n\n", body.replace(NARROW_SPACE, " ").strip()) + "\n"
    db.session.add(mail)


def _stop_page(sender: Rsvp | Concern) -> str:
    language = str(sender.language)
    if isinstance(sender, Rsvp):
        token = rsvp_token(sender.form_key_hash)
        return public_url("unsubscribe.new", token=token, language=language)
    token = unsubscribe_token(sender.id)
    return public_url("unsubscribe.new_for_concern", token=token, language=language)


def _queue(
    mail: OutboxMessage, sender: Rsvp | Concern, *, to: str, subject: str, **context: Any
) -> None:
    """Queue a mail to who sent it. Call it in their language, which the subject is in too."""
    mail.recipient_key, mail.domain_key = recipient_key(to), domain_key(to)
    mail.unsubscribe_url = stop_page = _stop_page(sender)
    body = render_template(f"mail/{mail.kind}.txt", stop_page=stop_page, **context)
    put_in_outbox(mail, to=to, subject=subject, body=body)
