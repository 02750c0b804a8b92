"""What each person wants to be told."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField

from coffeecop.models import Alert, StaffNotifications
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

    def __init__(self, settings: StaffNotifications, **options: Any) -> None:
        super().__init__(obj=settings, **options)
        self.alerts.choices = choices(possible_alerts(settings.staff_member))

    @property
    def chosen(self) -> dict[str, Any]:
        names = ("alerts", "quiet_from", "quiet_until", "flags_break_quiet")
        return {name: self[name].data for name in names}
