"""How the command `doctor` asks a running server whom it takes the client for.

The question carries a token of the same SECRET_KEY, so that nobody else gets an answer.
"""

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

PROBE_HEADER = "X-Coffeecop-Probe"
SECONDS_VALID = 60


def new_probe_token() -> str:
    return _signer().sign("probe").decode()


def is_probe_token(token: str) -> bool:
    try:
        _signer().unsign(token, max_age=SECONDS_VALID)
    except BadSignature:
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="client probe")
