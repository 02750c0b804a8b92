"""What the page of the own account shows: name, notifications, password and sessions."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, g
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import StaffSession
from coffeecop.models.mail import notifications_of
from coffeecop.parts import sections_at, sign_in_provider
from coffeecop.parts.links import Spot
from coffeecop.staff.accounts.forms import AccountForm, ButtonForm, ChangePasswordForm
from coffeecop.staff.accounts.notification_forms import NotificationsForm
from coffeecop.staff.identity.passwords import personal_words_of
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render


def show_account(
    fragment: str = "account_form", *, status: int | None = None, **sent: StaffForm
) -> ResponseReturnValue:
    """`sent`: the form that failed, which is in the fragment."""
    member = g.staff_member
    forms = {
        "form": AccountForm(formdata=None, obj=member),
        "notifications_form": notifications_form(formdata=None),
        "password_form": password_form(formdata=None),
        "sessions_form": ButtonForm(formdata=None),
    }
    sections = sections_at(Spot.ACCOUNT, member.agency)
    of_sections = {name: value for each in sections.values() for name, value in each.items()}
    return render(
        "staff/accounts/account.html",
        fragment=fragment,
        status=status,
        **{"said_of_sessions": {}} | of_sections | forms | sent,
        shown=fragment,
        failed=sent.values(),
        mail_is_sent=current_app.config["SMTP_URL"] is not None,
        sessions=_open_sessions(g.staff_session),
        own_session=g.staff_session,
        sections=sections,
        has_password=_has_password(),
    )


def _open_sessions(current: StaffSession) -> Sequence[StaffSession]:
    """Return the sessions of the owner of this one; this one first, then the newest."""
    return db.session.scalars(
        select(StaffSession)
        .where(StaffSession.staff_id == current.staff_id, StaffSession.expires_at > now())
        .order_by(StaffSession.id != current.id, StaffSession.created_at.desc())
    ).all()


def notifications_form(**options: Any) -> NotificationsForm:
    return NotificationsForm(notifications_of(g.staff_member), **options)


def password_form(**options: Any) -> ChangePasswordForm:
    member = g.staff_member
    return ChangePasswordForm(
        known=personal_words_of(member), has_second_factor=member.has_second_factor, **options
    )


def _has_password() -> bool:
    """Return whether a password lets them in, or will once they have one."""
    if (provider := sign_in_provider()) and provider.is_only_way:
        return False
    return g.staff_member.password_hash is not None or not g.staff_member.is_linked_to_provider
