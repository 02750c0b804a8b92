"""Whom we write to: anybody can type a stranger's address into a form.

An address gets at most two mails in all until somebody has followed a link in one. It is counted
under a keyed name, since what a mail says and to whom is forgotten once it is sent.
"""

from base64 import b32encode

from sqlalchemy import func, select, update

from coffeecop.db import db, now
from coffeecop.models import OutboxMessage
from coffeecop.web.tokens import derived_secret

MOST_MAILS_TO_A_STRANGER = 2
KEY_LENGTH = 26


def recipient_key(address: str) -> str:
    """Return the name of an address, which its links carry: only who reads its mail knows it."""
    secret = derived_secret("recipient", address.lower())
    return b32encode(secret).decode().lower()[:KEY_LENGTH]


def is_mail_allowed(address: str) -> bool:
    key = recipient_key(address)
    mails, used = _mails_to(key)
    if used or not mails:
        return True
    if db.engine.dialect.name == "postgresql":
        # Two transactions must not both count one mail. On SQLite writers stand in line anyway.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
        mails, used = _mails_to(key)
    return used > 0 or mails < MOST_MAILS_TO_A_STRANGER


def unconfirmed_key(key: str | None) -> str | None:
    """Return the key, which a link from a mail carries, of an address that nobody has used yet."""
    mails, used = _mails_to(key) if key else (0, 0)
    return key if mails and not used else None


def confirm_recipient(key: str) -> bool:
    """Note that somebody reads this address. Returns False where we never wrote to it."""
    confirmed = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.recipient_key == key)
        .values(link_used_at=func.coalesce(OutboxMessage.link_used_at, now()))
        .execution_options(synchronize_session=False)
    )
    return bool(confirmed.rowcount)  # type: ignore[attr-defined]


def _mails_to(key: str) -> tuple[int, int]:
    """Return how many mails were written, and in how many of them a link was used."""
    mails = select(func.count(OutboxMessage.id), func.count(OutboxMessage.link_used_at))
    counts = db.session.execute(mails.where(OutboxMessage.recipient_key == key)).one()
    return counts[0], counts[1]
