"""Limits of sign-ins, and of passwords and codes that are asked for again.

Tries are rows, so that all processes count them together, and stand even if what follows fails;
one that succeeds is forgotten. An account is limited by network, and from everywhere. Because that
would let anybody lock the owner out, it does not apply to a browser that is known: one that has
signed in to the account, opened a one-time link of it, or brought the code mailed to its owner.
"""

import secrets
from datetime import timedelta
from typing import Any

from flask import Response, after_this_request, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete, func, select

from coffeecop.db import db, now
from coffeecop.models import StaffMember
from coffeecop.models.installation import SENDERS, SignInTry
from coffeecop.web.rate_limits import count, limiter, parsed, sender_key, sender_network
from coffeecop.web.tokens import derived_secret, derived_token, hash_token

# All staff of a station may share one address, so its limit is higher.
TRIES_OF_NETWORK = "60 per minute; 600 per hour"
TRIES_OF_ACCOUNT = "10 per minute; 50 per hour"
FAILURES_OF_ACCOUNT = "20 per minute; 100 per hour"
# Three of a million codes are good at a time.
WRONG_CODES_OF_ACCOUNT = "10 per hour; 30 per day"
TRIES_KEPT = timedelta(days=1)
SECONDS_A_BROWSER_IS_KNOWN = 180 * 24 * 60 * 60
MINUTES_BETWEEN_MAILED_CODES = 10
MAILED_CODES_ACCEPTED = 6
# So long that no number of guesses finds one: guesses need no limit that somebody could use up.
MAILED_CODE_LENGTH = 16


def too_many_tries(email: str) -> bool:
    """Count an attempt at an account, which need not exist; return whether it exceeds a limit.

    Commits, so that the attempt counts while a password is hashed.
    """
    return _too_many("account", email, FAILURES_OF_ACCOUNT)


def too_many_tries_of_network() -> bool:
    """Count an attempt at no account in particular; return whether it exceeds the limit."""
    return not count(TRIES_OF_NETWORK, "tries", sender_key())


def too_many_codes(email: str) -> bool:
    return _too_many("code", email, WRONG_CODES_OF_ACCOUNT)


def forget_try() -> None:
    """Count the attempt of this request no more: it succeeded."""
    db.session.execute(delete(SignInTry).where(SignInTry.id == g.pop("sign_in_try", None)))


def mailed_code(member: StaffMember, *, before: int = 0) -> str:
    """Return what is mailed to a person within some minutes: it makes a browser known, no more."""
    secret = derived_secret("mailed code", f"{member.id} {mailing_period() - before}")
    # Digits alone, because a phone offers the keys for digits where a code is asked for.
    return f"{int.from_bytes(secret) % 10**MAILED_CODE_LENGTH:0{MAILED_CODE_LENGTH}}"


def mailing_period() -> int:
    return int(now().timestamp()) // (MINUTES_BETWEEN_MAILED_CODES * 60)


def is_mailed_code(member: StaffMember, code: str) -> bool:
    return "".join(filter(str.isdigit, code)) in {
        mailed_code(member, before=periods) for periods in range(MAILED_CODES_ACCEPTED)
    }


def remember_browser(email: str) -> None:
    """Give this browser its own limit for the account. The cookie does not sign in."""
    value = _serializer().dumps([hash_token(email.lower()), secrets.token_hex(8)])

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            value,
            max_age=SECONDS_A_BROWSER_IS_KNOWN,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _too_many(kind: str, email: str, from_everywhere: str) -> bool:
    if browser := _known_browser(email):
        return not _take("browser", browser, TRIES_OF_ACCOUNT)
    return too_many_tries_of_network() or not _take(
        kind, email, TRIES_OF_ACCOUNT, from_everywhere=from_everywhere
    )


def _take(kind: str, name: str, limits: str, *, from_everywhere: str = "") -> bool:
    """Store an attempt, unless there were too many; return whether it may go on. Commits."""
    if not limiter.enabled:
        return True
    key = derived_token(f"sign-in {kind}", name.lower())
    # A known browser may have another address at each try.
    sender = _sender() if from_everywhere else 0
    if db.engine.dialect.name == "postgresql":
        # Concurrent transactions must not count the same tries. SQLite has one writer at a time.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
    db.session.execute(delete(SignInTry).where(SignInTry.created_at < now() - TRIES_KEPT))
    is_within = _is_within(limits, SignInTry.key == key, SignInTry.sender == sender)
    is_within = is_within and _is_within(from_everywhere, SignInTry.key == key)
    if is_within:
        tried = SignInTry(key=key, sender=sender)
        db.session.add(tried)
        db.session.flush()
        g.sign_in_try = tried.id
    db.session.commit()
    return is_within


def _is_within(limits: str, *conditions: Any) -> bool:
    items = parsed(limits) if limits else []
    since = [SignInTry.created_at > now() - timedelta(seconds=item.get_expiry()) for item in items]
    counts = [func.count().filter(each) for each in since]
    if not counts:
        return True
    found = db.session.execute(select(*counts).select_from(SignInTry).where(*conditions)).one()
    return all(number < item.amount for number, item in zip(found, items, strict=True))


def _sender() -> int:
    """Return one of SENDERS numbers: too few to tell an address, even for whoever has all keys."""
    name = f"{now().date()} {sender_network()}"
    return int.from_bytes(derived_secret("sign-in sender", name)) % SENDERS


def _known_browser(email: str) -> str | None:
    member = g.get("staff_member")
    if member and member.email == email.lower():
        # Signed in, and asked again.
        return f"session {g.staff_session.id}"
    try:
        account, browser = _serializer().loads(
            request.cookies.get(_cookie_name(), ""), max_age=SECONDS_A_BROWSER_IS_KNOWN
        )
    except BadSignature:
        return None
    return str(browser) if account == hash_token(email.lower()) else None


def _cookie_name() -> str:
    return f"{current_app.config['COOKIE_PREFIX']}staff-browser"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="staff browser")
