"""What each person wants to be told."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField

from coffeecop.models import Alert, BriefedOn, DigestDays, StaffNotifications
from coffeecop.models.mail import possible_alerts
from coffeecop.web.fields import clock_field
from coffeecop.web.forms import StaffForm, choices

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
    digest_days = RadioField(
        _l("Tell me at 7 in the morning what is waiting"),
        choices=choices(DigestDays),
        coerce=DigestDays,
        description=_l("No mail comes when there is nothing to say."),
    )
    briefed_on = RadioField(
        _l("Send me a briefing the evening before"),
        choices=choices(BriefedOn),
        coerce=BriefedOn,
        description=_l("You are on the roster if it has your name as it is in your account."),
    )

    def __init__(self, settings: StaffNotifications, **options: Any) -> None:
        super().__init__(obj=settings, **options)
        self.alerts.choices = choices(possible_alerts(settings.staff_member))

    @property
    def chosen(self) -> dict[str, Any]:
        names = ("alerts", "quiet_from", "quiet_until", "flags_break_quiet")
        same = {name: self[name].data for name in names}
        return {**same, "digest": self.digest_days.data, "briefings": self.briefed_on.data}
