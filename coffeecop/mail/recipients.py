"""The limits on mail to unconfirmed addresses: anybody can type a stranger's address.

A mailbox gets at most two mails in all until a link in one of them is used, however its address is
written. The mailboxes of one domain, and what one sender asks for, have limits of their own. Mail
is counted by keyed hashes, since addresses are deleted once the mail is sent.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import g, has_request_context
from sqlalchemy import func, select

from coffeecop.db import db, now
from coffeecop.models import Concern, ConfirmedMailbox, OutboxMessage, Rsvp
from coffeecop.web.mail_addresses import PROVIDERS
from coffeecop.web.rate_limits import count, limiter, sender_key
from coffeecop.web.tokens import derived_token

MOST_MAILS_TO_A_STRANGER = 2
# In a day, to addresses that nobody has confirmed. Residents share the domains of large providers.
MOST_MAILS_TO_A_DOMAIN = 30
# High, because everyone at an event shares the café's address.
MAILS_OF_SENDER = "40 per hour; 120 per day"
# Domains of one provider: the same name is the same mailbox.
SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
    "mac.com": "icloud.com",
    "me.com": "icloud.com",
}
# What a provider ignores in the name of a mailbox.
IGNORED = {"gmail.com": ".", "proton.me": ".-_"}
LARGE_PROVIDERS = {
    *(f"{name}.{ending}" for name, endings in PROVIDERS.items() for ending in endings),
    *SAME_DOMAIN.values(),
    *("ymail.com", "rocketmail.com", "cox.net", "charter.net", "gmx.com", "mail.com", "zoho.com"),
}


@dataclass(frozen=True)
class Recipient:
    """An address, with how many mails there are to it, and whether its owner reads them."""

    address: str
    mails: int
    is_confirmed: bool

    @property
    def may_get_mail(self) -> bool:
        return self.is_confirmed or self.mails < MOST_MAILS_TO_A_STRANGER


def find_recipient(address: str) -> Recipient:
    key = recipient_key(address)
    return Recipient(address, _mails_to(key), _is_confirmed(key))


def reached_mailbox(address: str) -> str:
    """Return the address without what does not change where it leads: case, tags, dots, aliases."""
    name, _at, domain = address.lower().rpartition("@")
    domain = SAME_DOMAIN.get(domain, domain)
    # An address may begin with a plus sign.
    name = name[:1] + name[1:].partition("+")[0]
    plain = name.translate(dict.fromkeys(map(ord, IGNORED.get(domain, ""))))
    return f"{plain or name}@{domain}"


def recipient_key(address: str) -> str:
    """Return a keyed hash of the mailbox. Links in mail contain it, so it proves receipt."""
    return derived_token("recipient", reached_mailbox(address))


def domain_key(address: str) -> str | None:
    """Return a keyed hash of the domain; None if it is a large provider's, which has no limit."""
    domain = reached_mailbox(address).rpartition("@")[2]
    return None if domain in LARGE_PROVIDERS else derived_token("recipient domain", domain)


def lock_order(address: str) -> list[str]:
    """Sort by it before writing to several: each locks, and two must not wait for each other."""
    name, _at, domain = reached_mailbox(address).rpartition("@")
    return [domain, name]


def is_mail_allowed(address: str) -> bool:
    key, domain = recipient_key(address), domain_key(address)
    if db.engine.dialect.name == "postgresql":
        # Concurrent transactions must not count the same mails. SQLite has one writer at a time.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(domain or key))))
    recipient = find_recipient(address)
    if recipient.is_confirmed or not recipient.may_get_mail:
        return recipient.is_confirmed
    return _domain_may_get_mail(domain)


def sender_may_ask_for_mail(address: str) -> bool:
    """Count what a resident's form asks for; staff, commands and the worker have no limit."""
    if not has_request_context() or g.get("staff_member"):
        return True
    return count(MAILS_OF_SENDER, "mails", sender_key()) or find_recipient(address).is_confirmed


def _domain_may_get_mail(key: str | None) -> bool:
    if key is None or not limiter.enabled:
        return True
    lately = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.domain_key == key,
        OutboxMessage.created_at > now() - timedelta(days=1),
        OutboxMessage.recipient_key.not_in(select(ConfirmedMailbox.key)),
    )
    return (db.session.scalar(lately) or 0) < MOST_MAILS_TO_A_DOMAIN


def unconfirmed_key(key: str | None) -> str | None:
    """Return the key from a mail's link if its address is not confirmed yet, else None."""
    return key if key and _mails_to(key) and not _is_confirmed(key) else None


def has_stopped_mail(key: str | None) -> bool:
    """Return whether who reads mail under this key has unsubscribed from all that it was about."""
    still_wanted = (
        select(func.count(OutboxMessage.id))
        .outerjoin(Rsvp, Rsvp.id == OutboxMessage.rsvp_id)
        .outerjoin(Concern, Concern.id == OutboxMessage.concern_id)
        .where(OutboxMessage.recipient_key == key)
        .where(func.coalesce(Rsvp.unsubscribed_at, Concern.unsubscribed_at).is_(None))
    )
    return bool(key and _mails_to(key)) and not db.session.scalar(still_wanted)


def confirm_recipient(key: str) -> bool:
    """Mark the mailbox as confirmed. Returns False if no mail was written to it, or is wanted."""
    if has_stopped_mail(key):
        return False
    # Two who confirm it at once take turns.
    mails = select(OutboxMessage.id).filter_by(recipient_key=key).with_for_update()
    was_written_to = bool(db.session.scalars(mails).all())
    if _is_confirmed(key):
        return True
    if was_written_to:
        db.session.add(ConfirmedMailbox(key=key))
    return was_written_to


def _mails_to(key: str) -> int:
    return db.session.scalar(select(func.count(OutboxMessage.id)).filter_by(recipient_key=key)) or 0


def _is_confirmed(key: str) -> bool:
    return db.session.get(ConfirmedMailbox, key) is not None
