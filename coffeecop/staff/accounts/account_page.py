"""What the page of the own account shows: name, notifications, password and sessions."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, SelectMultipleField

from coffeecop.db import db, now
from coffeecop.models import Alert, StaffNotifications, StaffSession
from coffeecop.models.mail import notifications_of, possible_alerts
from coffeecop.parts import sections_at, sign_in_provider
from coffeecop.parts.links import Spot
from coffeecop.staff.accounts.forms import AccountForm, ButtonForm, ChangePasswordForm
from coffeecop.staff.identity.passwords import personal_words_of
from coffeecop.web.fields import clock_field
from coffeecop.web.forms import StaffForm, choices
from coffeecop.web.rendering import render

CHOOSE_TIME = _l("Choose a time.")


class NotificationsForm(StaffForm):
    alerts = SelectMultipleField(
        _l("Tell me at once when"),
        coerce=Alert,
        description=_l("At most one mail in ten minutes. The next one tells the rest."),
    )
    quiet_from = clock_field(_l("Quiet from"), CHOOSE_TIME)
    quiet_until = clock_field(_l("Until"), CHOOSE_TIME)
    flags_break_quiet = BooleanField(
        _l("Tell me of an urgent flag at night too"),
        description=_l(
            "Everything else waits until the quiet time ends. For no quiet time, choose the same "
            "time twice."
        ),
    )

    def __init__(self, settings: StaffNotifications, **options: Any) -> None:
        super().__init__(obj=settings, **options)
        self.alerts.choices = choices(possible_alerts(settings.staff_member))

    @property
    def chosen(self) -> dict[str, Any]:
        names = ("alerts", "quiet_from", "quiet_until", "flags_break_quiet")
        return {name: self[name].data for name in names}


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
    if (provider := sign_in_provider()) and provider.is_only_way:
        return False
    return g.staff_member.password_hash is not None or not g.staff_member.is_linked_to_provider
