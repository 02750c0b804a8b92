"""Rate limits of sign-ins, and of passwords and codes that are asked for again.

Attempts are limited by network and by account and network; failures also by account alone. Because
the last limit would let anybody lock the owner out, it does not apply in a browser that has signed
in to this account before: its cookie has its own limit. Without such a browser, the owner can wait
or use a one-time link.
"""

import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from coffeecop.web.rate_limits import count, daily_hash, is_within, sender_key
from coffeecop.web.tokens import hash_token

# All staff of a station may share one address, so its limit is higher.
TRIES_OF_NETWORK = "60 per minute; 600 per hour"
TRIES_OF_ACCOUNT = "10 per minute; 50 per hour"
FAILURES_OF_ACCOUNT = "20 per minute; 100 per hour"
# Three of a million codes are good at a time.
WRONG_CODES_OF_ACCOUNT = "10 per hour; 30 per day"
BROWSER_COOKIE = "staff-browser"
SECONDS_A_BROWSER_IS_KNOWN = 180 * 24 * 60 * 60


def too_many_tries(email: str) -> bool:
    """Count an attempt at an account, which need not exist; return whether it exceeds a limit."""
    account = _account(email)
    browser = _known_browser(email)
    if browser:
        return not count(TRIES_OF_ACCOUNT, "tries", daily_hash("browser", browser))
    # Count every limit, even if an earlier one is exceeded.
    allowed = [
        count(TRIES_OF_NETWORK, "tries", sender_key()),
        count(TRIES_OF_ACCOUNT, "tries", account, sender_key()),
        is_within(FAILURES_OF_ACCOUNT, "failures", account),
    ]
    return not all(allowed)


def too_many_tries_of_network() -> bool:
    """Count an attempt at no account in particular; return whether it exceeds the limit."""
    return not count(TRIES_OF_NETWORK, "tries", sender_key())


def count_failure(email: str) -> None:
    count(FAILURES_OF_ACCOUNT, "failures", _account(email))


def too_many_codes(email: str) -> bool:
    """The same for a code of the second factor."""
    is_limited = too_many_tries(email)
    if _known_browser(email):
        return is_limited
    return is_limited or not is_within(WRONG_CODES_OF_ACCOUNT, "codes", _account(email))


def count_wrong_code(email: str) -> None:
    count_failure(email)
    count(WRONG_CODES_OF_ACCOUNT, "codes", _account(email))


def remember_browser(email: str) -> None:
    """Give this browser its own limit for the account. The cookie does not sign in."""
    value = _serializer().dumps([hash_token(email.lower()), secrets.token_hex(8)])

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            BROWSER_COOKIE,
            value,
            max_age=SECONDS_A_BROWSER_IS_KNOWN,
            path="/staff",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _account(email: str) -> str:
    return daily_hash("account", email.lower())


def _known_browser(email: str) -> str | None:
    try:
        account, browser = _serializer().loads(
            request.cookies.get(BROWSER_COOKIE, ""), max_age=SECONDS_A_BROWSER_IS_KNOWN
        )
    except BadSignature:
        return None
    return str(browser) if account == hash_token(email.lower()) else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="staff browser")
