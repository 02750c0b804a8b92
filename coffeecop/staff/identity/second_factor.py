"""The second factor: codes of an app on a phone (TOTP, RFC 6238) and recovery codes."""

import logging
import secrets
from base64 import urlsafe_b64encode

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from flask_babel import gettext
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, func, select, update

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import AuditAction, RecoveryCode, StaffMember
from coffeecop.models.audit import record
from coffeecop.staff.identity.auth import end_all_sessions
from coffeecop.web.tokens import derived_secret, derived_token

APP_CODE_LENGTH = 6
# Digits alone, because a phone offers the keys for digits where a code is asked for.
RECOVERY_CODE_LENGTH = 12
RECOVERY_CODES = 10
# A clock may be half a minute wrong.
STEPS_OF_DRIFT = 1
SECONDS_TO_SET_UP = 60 * 60

log = logging.getLogger("coffeecop.accounts")


class WrongCode(Exception):
    """The code does not belong to the secret, or to another time."""


def seal_secret(member: StaffMember, secret: str) -> str:
    """Encrypt a secret for the database, or for the form that sets it up."""
    return _cipher(member).encrypt(secret.encode()).decode()


def unseal_secret(
    member: StaffMember, sealed: str, *, max_seconds: int | None = None
) -> str | None:
    """Return the secret; None if it is too old or another person's, or SECRET_KEY was changed."""
    try:
        return _cipher(member).decrypt(sealed.encode(), ttl=max_seconds).decode()
    except InvalidToken:
        return None


def setup_address(member: StaffMember, secret: str) -> str:
    """Return the otpauth address, which apps read from the QR code or from a link."""
    return pyotp.TOTP(secret).provisioning_uri(name=member.email, issuer_name=member.agency.name)


def set_second_factor(member: StaffMember, secret: str, *, code: str) -> list[str]:
    """Set or replace the second factor; return new recovery codes. Raises WrongCode."""
    counter = _matching_counter(secret, _digits(code))
    if counter is None:
        raise WrongCode
    member.second_factor_secret = seal_secret(member, secret)
    member.second_factor_counter = counter
    member.renew_due_date()
    record(AuditAction.SECOND_FACTOR_SET, by=member, subject=member)
    return make_recovery_codes(member)


def remove_second_factor(member: StaffMember, *, by: StaffMember | None) -> None:
    """Remove it, with the recovery codes and with a password that is too short without it."""
    if member.has_short_password:
        member.password_hash = None
        member.has_short_password = False
    member.second_factor_secret = None
    member.second_factor_counter = None
    member.renew_due_date()
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    end_all_sessions(member)
    record(AuditAction.SECOND_FACTOR_REMOVED, by=by, subject=member)


def refusal_to_remove(member: StaffMember) -> str | None:
    if member.needs_second_factor:
        return gettext("Your work needs a second factor. You can set up another phone.")
    if member.has_short_password:
        return gettext("Your password is too short without it. Change it first.")
    return None


def make_recovery_codes(member: StaffMember) -> list[str]:
    """Return new recovery codes, which replace the earlier ones. Only their hashes are stored."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    codes = [_random_digits(RECOVERY_CODE_LENGTH) for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(staff_id=member.id, code_hash=_recovery_hash(member, code)) for code in codes
    )
    record(AuditAction.RECOVERY_CODES_MADE, by=member, subject=member)
    return codes


def count_recovery_codes(member: StaffMember) -> int:
    own = select(func.count(RecoveryCode.id)).where(RecoveryCode.staff_id == member.id)
    return db.session.scalar(own) or 0


def is_recovery_code(code: str) -> bool:
    return len(_digits(code)) == RECOVERY_CODE_LENGTH


def accept_code(member: StaffMember, code: str) -> bool:
    """Use up a code of the app or a recovery code; return whether it was good."""
    if is_recovery_code(code):
        return _use_recovery_code(member, _digits(code))
    return _use_app_code(member, _digits(code))


def _use_app_code(member: StaffMember, code: str) -> bool:
    sealed = member.second_factor_secret or ""
    secret = unseal_secret(member, sealed)
    if secret is None:
        log.error("a second factor cannot be read: SECRET_KEY is not the one it was set up with")
        return False
    counter = _matching_counter(secret, code)
    if counter is None:
        return False
    # This atomic update decides which of two concurrent requests may use the code.
    used = update(StaffMember).where(
        StaffMember.id == member.id,
        StaffMember.second_factor_secret == sealed,
        StaffMember.second_factor_counter < counter,
    )
    return execute_bulk(used.values(second_factor_counter=counter)) == 1


def _use_recovery_code(member: StaffMember, code: str) -> bool:
    used = delete(RecoveryCode).where(
        RecoveryCode.staff_id == member.id, RecoveryCode.code_hash == _recovery_hash(member, code)
    )
    if execute_bulk(used) != 1:
        return False
    left = count_recovery_codes(member)
    record(AuditAction.RECOVERY_CODE_USED, by=member, subject=member, detail={"codes_left": left})
    return True


def _matching_counter(secret: str, code: str) -> int | None:
    app = pyotp.TOTP(secret, digits=APP_CODE_LENGTH)
    try:
        return app.verify_and_get_timecode(code, for_time=now(), valid_window=STEPS_OF_DRIFT)
    except OTPVerificationError:
        return None


def _cipher(member: StaffMember) -> Fernet:
    return Fernet(urlsafe_b64encode(derived_secret("second factor", str(member.id))))


def _recovery_hash(member: StaffMember, code: str) -> str:
    # Keyed: the hash of so few digits could be reversed.
    return derived_token("recovery code", f"{member.id} {code}")


def _random_digits(length: int) -> str:
    return f"{secrets.randbelow(10**length):0{length}}"


def _digits(code: str) -> str:
    """Return the code without the spaces and hyphens between its groups."""
    return "".join(letter for letter in code if letter not in " -\u00a0")
