"""Who is on duty in the next weeks, the channel in Teams, and a person's own phones."""

from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, URLField
from wtforms.validators import Length, ValidationError

from coffeecop.models import Agency, Alert, StaffMember, StaffSession
from coffeecop.models.mail import possible_alerts
from coffeecop.parts.duty.hosts import is_push_service, is_workflow
from coffeecop.parts.duty.models import DutyWeek, PushSubscription, channel_of, choice_of, phone_of
from coffeecop.web.forms import TOO_LONG, StaffForm, choices, strip
from coffeecop.web.rate_limits import count

NOBODY = ""
IDS = ("staff_id", "deputy_id")
LONGEST_ENDPOINT = 1000
AUTH_BYTES = 16


class WeekForm(StaffForm):
    staff_id = SelectField(_l("On duty"))
    deputy_id = SelectField(_l("Deputy"))

    def __init__(
        self, people: Sequence[StaffMember], week: DutyWeek | None, **options: Any
    ) -> None:
        chosen = (week.staff_id, week.deputy_id) if week else (None, None)
        values = {name: str(each or NOBODY) for name, each in zip(IDS, chosen, strict=True)}
        super().__init__(data=values, **options)
        choices = [SelectChoice(NOBODY, _l("Nobody"))]
        choices += [SelectChoice(str(each.id), each.name) for each in people]
        self.staff_id.choices = self.deputy_id.choices = choices

    def validate_deputy_id(self, field: SelectField) -> None:
        if field.data and not self.staff_id.data:
            raise ValidationError(_("Choose who is on duty first."))
        if field.data and field.data == self.staff_id.data:
            raise ValidationError(_("Choose someone other than the person on duty."))

    @property
    def chosen(self) -> dict[str, int | None]:
        return {name: int(self[name].data) if self[name].data else None for name in IDS}


class ChannelForm(StaffForm):
    teams_url = URLField(
        _l("Address of a Workflow in Teams"),
        description=_l(
            "In Teams: Workflows, Post to a channel when a webhook request is received. A card "
            "says what kind, how many and since when, and nothing else of them."
        ),
        filters=[strip],
        validators=[Length(max=1000, message=TOO_LONG)],
    )

    def validate_teams_url(self, field: URLField) -> None:
        if field.data and not is_workflow(field.data):
            raise ValidationError(
                _("Paste the whole address that Teams shows at the end, from https:// on.")
            )


class ChoiceForm(StaffForm):
    wakes = SelectMultipleField(
        _l("Ring my phone while I am on duty when"),
        coerce=Alert,
        description=_l("Turn it on below, on each phone. Nobody sees there what people wrote."),
    )

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(wakes=choice_of(member).alerts, **options)
        self.wakes.choices = choices(possible_alerts(member))


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


class TestForm(StaffForm):
    """Asks for a test: of a department's channel or of a phone, a few times at most."""

    limit = "5 per minute; 30 per hour"
    lacks: LazyString
    # A department or a phone; without one the form says what it lacks.
    to: Any

    def __init__(self, to: Agency | PushSubscription | None, limited_id: int) -> None:
        super().__init__()
        self.to, self._limited_id = to, limited_id

    def validate(self, extra_validators: Any = None) -> bool:
        if super().validate(extra_validators) and not self.to:
            self.form_errors.append(self.lacks)
        elif not count(self.limit, type(self).__name__, str(self._limited_id)):
            self.form_errors.append(_("That is enough for now. Wait a minute, then test again."))
        return not self.errors


class ChannelTestForm(TestForm):
    lacks = _l("There is no channel in Teams to test yet.")

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency if channel_of(agency) else None, agency.id)


class PhoneTestForm(TestForm):
    lacks = _l("Alerts are not turned on here.")

    def __init__(self, session: StaffSession) -> None:
        super().__init__(phone_of(session, to_stay=True), session.staff_id)


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
