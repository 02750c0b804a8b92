"""Between the password and the code of the second factor. It gives no access to any page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import session

from coffeecop.db import db, now
from coffeecop.models import StaffMember
from coffeecop.web.tokens import derived_token

LIFETIME = timedelta(minutes=10)
# Of the session cookie, which is signed.
KEY = "first_step"


@dataclass(frozen=True)
class FirstStep:
    """A person whose password was right, and what they chose on the page for it."""

    member: StaffMember
    is_own_device: bool
    next: str | None


def remember_first_step(step: FirstStep) -> None:
    session[KEY] = {
        "staff_id": step.member.id,
        "proof": _proof(step.member),
        "at": now().timestamp(),
        "is_own_device": step.is_own_device,
        "next": step.next,
    }


def current_first_step(*, for_update: bool = False) -> FirstStep | None:
    """Return the sign-in under way, if any; `for_update` locks the person's row."""
    kept = session.get(KEY)
    if not kept or now() - datetime.fromtimestamp(kept["at"], UTC) > LIFETIME:
        return None
    member = db.session.get(StaffMember, kept["staff_id"], with_for_update=for_update)
    if member is None or not member.is_active or _proof(member) != kept["proof"]:
        return None
    return FirstStep(member, kept["is_own_device"], kept["next"])


def _proof(member: StaffMember) -> str:
    """Changes with the password and the second factor, which end a sign-in that is under way."""
    return derived_token("first step", f"{member.password_hash} {member.second_factor_secret}")
