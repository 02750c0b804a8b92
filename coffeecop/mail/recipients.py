"""The limit on mail to unconfirmed addresses: anybody can type a stranger's address.

An address gets at most two mails in all until a link in one of them is used. Mail is counted by a
keyed hash of the address, since addresses are deleted once the mail is sent.
"""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import OutboxMessage
from coffeecop.web.tokens import derived_token

MOST_MAILS_TO_A_STRANGER = 2


@dataclass(frozen=True)
class Recipient:
    """An address, with how many mails there are to it, and in how many a link was used."""

    address: str
    mails: int
    used: int

    @property
    def is_confirmed(self) -> bool:
        return self.used > 0

    @property
    def may_get_mail(self) -> bool:
        return self.is_confirmed or self.mails < MOST_MAILS_TO_A_STRANGER


def find_recipient(address: str) -> Recipient:
    return Recipient(address, *_mails_to(recipient_key(address)))


def recipient_key(address: str) -> str:
    """Return a keyed hash of the address. Links in mail contain it, so it proves receipt."""
    return derived_token("recipient", address.lower())


def is_mail_allowed(address: str) -> bool:
    key = recipient_key(address)
    if db.engine.dialect.name == "postgresql":
        # Concurrent transactions must not count the same mails. SQLite has one writer at a time.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
    return find_recipient(address).may_get_mail


def unconfirmed_key(key: str | None) -> str | None:
    """Return the key from a mail's link if its address is not confirmed yet, else None."""
    mails, used = _mails_to(key) if key else (0, 0)
    return key if mails and not used else None


def confirm_recipient(key: str) -> bool:
    """Mark the address as confirmed. Returns False if no mail was written to it."""
    mails = update(OutboxMessage).where(OutboxMessage.recipient_key == key)
    first_use = func.coalesce(OutboxMessage.link_used_at, now())
    return execute_bulk(mails.values(link_used_at=first_use)) > 0


def _mails_to(key: str) -> tuple[int, int]:
    """Return the number of mails, and of those in which a link was used."""
    mails = select(func.count(OutboxMessage.id), func.count(OutboxMessage.link_used_at))
    return db.session.execute(mails.where(OutboxMessage.recipient_key == key)).one()
