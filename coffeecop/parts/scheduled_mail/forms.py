"""What each person wants to be told by the clock."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from coffeecop.models import BriefedOn, DigestDays
from coffeecop.web.forms import StaffForm, choices


class ScheduledMailForm(StaffForm):
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
