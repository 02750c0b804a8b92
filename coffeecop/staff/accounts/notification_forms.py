"""What each person wants to be told, by mail and on a phone."""

from base64 import b64decode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import DataRequired, ValidationError

from coffeecop.mail.push import is_push_service
from coffeecop.models import Alert, BriefedOn, DigestDays, StaffNotifications
from coffeecop.web.forms import StaffForm

LONGEST_ENDPOINT = 1000
AUTH_BYTES = 16

ALERTS = {
    Alert.ANSWERS: _l("A concern asks for an answer"),
    Alert.FLAGS: _l("A concern has an urgent flag: somebody may be in danger"),
    Alert.COMPLAINTS: _l("A complaint about an officer comes in"),
}
DIGESTS = [
    SelectChoice(DigestDays.MONDAY, _l("On Monday")),
    SelectChoice(DigestDays.DAILY, _l("Every day")),
    SelectChoice(DigestDays.NEVER, _l("Never")),
]
BRIEFINGS = [
    SelectChoice(BriefedOn.ALL, _l("Of each event")),
    SelectChoice(BriefedOn.OWN, _l("Where I am on the roster")),
    SelectChoice(BriefedOn.NEVER, _l("Never")),
]


def quiet_time_field(label: Any) -> TimeField:
    return TimeField(
        label,
        format=["%H:%M", "%H:%M:%S", "%I:%M %p"],
        validators=[DataRequired(_l("Choose a time."))],
    )


class NotificationsForm(StaffForm):
    alerts = SelectMultipleField(
        _l("Tell me at once when"),
        coerce=Alert,
        description=_l("At most one mail in ten minutes. The next one tells the rest."),
    )
    wakes = SelectMultipleField(
        _l("Ring my phone while I am on duty when"),
        coerce=Alert,
        description=_l("Turn it on below, on each phone. Nobody sees there what people wrote."),
    )
    quiet_from = quiet_time_field(_l("Quiet from"))
    quiet_until = quiet_time_field(_l("Until"))
    flags_break_quiet = BooleanField(
        _l("Tell me of an urgent flag at night too"),
        description=_l(
            "All else waits for the end of the quiet time. For no quiet time, choose the same time "
            "twice."
        ),
    )
    digest_days = RadioField(
        _l("Tell me what waits, at 7 in the morning"),
        choices=DIGESTS,
        coerce=DigestDays,
        description=_l("No mail comes when there is nothing to say."),
    )
    briefed_on = RadioField(
        _l("Send me a briefing the evening before"),
        choices=BRIEFINGS,
        coerce=BriefedOn,
        description=_l("You are on the roster if it has your name as it is in your account."),
    )

    def __init__(self, told: StaffNotifications, **options: Any) -> None:
        super().__init__(obj=told, **options)
        choices = [SelectChoice(alert, ALERTS[alert]) for alert in told.possible_alerts]
        self.alerts.choices = self.wakes.choices = choices


class PhoneForm(StaffForm):
    """What a browser gives when it subscribes. A script fills it in."""

    endpoint = HiddenField()
    p256dh = HiddenField()
    auth = HiddenField()

    def validate_endpoint(self, field: HiddenField) -> None:
        if not field.data:
            raise ValidationError(_("This browser cannot get alerts, or its scripts are off."))
        if len(field.data) > LONGEST_ENDPOINT or not is_push_service(field.data):
            raise ValidationError(
                _(
                    "We do not know the service that brings messages to this browser. "
                    "Try another browser."
                )
            )
        if not _are_keys(self.p256dh.data or "", self.auth.data or ""):
            raise ValidationError(_("This browser gave keys that cannot be used. Try it again."))


def _are_keys(p256dh: str, auth: str) -> bool:
    """Return whether they are a point on P-256 and a secret, as RFC 8291 has them."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(p256dh))
        return len(_decoded(auth)) == AUTH_BYTES
    except ValueError:
        return False


def _decoded(text: str) -> bytes:
    """Raises ValueError."""
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    return b64decode(padded, altchars=b"-_", validate=True)
