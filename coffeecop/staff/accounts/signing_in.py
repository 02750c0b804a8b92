"""Signing in: what is kept between the password and the code, and what is logged.

The first step gives no access to any page.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import g, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from flask_babel.speaklater import LazyString

from coffeecop.db import db, now
from coffeecop.mail.composing import queue_sign_in_code
from coffeecop.models import AuditAction, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.staff import staff_member_by_email
from coffeecop.staff.identity.auth import begin_session
from coffeecop.staff.identity.sign_in_limits import mailed_code, mailing_period, remember_browser
from coffeecop.web.rendering import flash_to, see_other
from coffeecop.web.tokens import derived_token

LIFETIME = timedelta(minutes=10)
# Of the session cookie, which is signed.
KEY = "first_step"

log = logging.getLogger("coffeecop.accounts")


@dataclass(frozen=True)
class FirstStep:
    """A person whose password was right, and what they chose on the page for it."""

    member: StaffMember
    is_own_device: bool
    next: str | None = None

    def finish(self) -> ResponseReturnValue:
        """Sign the person in, and lead to where they wanted to go."""
        sign_in_as(self.member, is_own_device=self.is_own_device)
        return redirect(self.next or url_for("today.index"), code=303)

    def lead_on(self, *, by_link: bool = False) -> ResponseReturnValue:
        """Ask for the code of whoever has a second factor."""
        if by_link:
            # Who got it from an administrator is not kept out by codes that strangers guess.
            remember_browser(self.member.email)
        if not self.member.has_second_factor:
            return self.finish()
        session[KEY] = {
            "staff_id": self.member.id,
            "proof": _proof(self.member),
            "at": now().timestamp(),
            "is_own_device": self.is_own_device,
            "next": self.next,
        }
        return see_other("accounts.sign_in_code")


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


def sign_in_as(member: StaffMember, *, is_own_device: bool, via_provider: bool = False) -> None:
    begin_session(member, is_own_device=is_own_device, via_provider=via_provider)
    remember_browser(member.email)
    member.renew_due_date()
    detail = {"provider": None} if via_provider else None
    record(AuditAction.SIGNED_IN, by=member, subject=member, detail=detail)


def mail_code(member: StaffMember) -> None:
    """Mail what makes the browser of whoever reads it known."""
    queue_sign_in_code(member, mailed_code(member), occasion=str(mailing_period()))


def record_failed_sign_in(email: str) -> None:
    """Log a failed sign-in, with the same work for known and unknown addresses."""
    log.warning("a sign-in failed")
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=staff_member_by_email(email))


def record_wrong_code(member: StaffMember) -> None:
    log.warning("a code of a second factor was wrong")
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=member, detail={"wrong_code": None})


def sign_in_with_message(message: LazyString) -> ResponseReturnValue:
    # The sign-in page uses the browser's language, so the message must too.
    g.staff_member = None
    refresh()
    return flash_to(str(message), "accounts.sign_in")
