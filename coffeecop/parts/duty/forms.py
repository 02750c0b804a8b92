"""Who is on duty in the next weeks, the channel in Teams, and a person's own phones."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms import FormField, HiddenField, SelectChoice, SelectField, SelectMultipleField, URLField
from wtforms.validators import Length, ValidationError

from coffeecop.models import Agency, Alert, StaffMember
from coffeecop.parts.duty.hosts import is_push_service, is_workflow
from coffeecop.parts.duty.models import DutyChoice, DutyWeek, Week, channel_of, monday_of
from coffeecop.staff.accounts.notification_forms import alert_choices
from coffeecop.web.forms import TOO_LONG, NumberedRows, StaffForm, strip
from coffeecop.web.i18n import calendar_day

WEEKS = 6
NOBODY = ""
LONGEST_ENDPOINT = 1000
AUTH_BYTES = 16


class WeekForm(PlainForm):  # type: ignore[misc]
    monday = HiddenField()
    staff_id = SelectField(_l("On duty"))
    deputy_id = SelectField(_l("Deputy"))

    def validate_deputy_id(self, field: SelectField) -> None:
        if field.data and not self.staff_id.data:
            raise ValidationError(_("Choose who is on duty first."))
        if field.data and field.data == self.staff_id.data:
            raise ValidationError(_("Choose somebody else than whoever is on duty."))

    @property
    def day(self) -> str:
        return calendar_day(date.fromisoformat(self.monday.data))


class DutyForm(StaffForm):
    weeks = NumberedRows(FormField(WeekForm), max_entries=WEEKS)
    teams_url = URLField(
        _l("Address of a Workflow in Teams"),
        description=_l(
            "In Teams: Workflows, Post to a channel when a webhook request is received. A card "
            "says what kind, how many and since when, and nothing else of them."
        ),
        filters=[strip],
        validators=[Length(max=1000, message=TOO_LONG)],
    )

    def __init__(
        self,
        agency: Agency,
        people: Sequence[StaffMember],
        stored: Mapping[date, DutyWeek],
        **options: Any,
    ) -> None:
        self.mondays = mondays_from(agency.today)
        weeks = [_values(monday, stored.get(monday)) for monday in self.mondays]
        super().__init__(teams_url=channel_of(agency), weeks=weeks, **options)
        shown = [str(monday) for monday in self.mondays]
        # On a later Monday, or not our page: what was chosen may be of other weeks.
        self._is_outdated = [week.form.monday.data for week in self.weeks] != shown
        while len(self.weeks) < WEEKS:
            self.weeks.append_entry()
        choices = [SelectChoice(NOBODY, _l("Nobody"))]
        choices += [SelectChoice(str(each.id), each.name) for each in people]
        for week, monday in zip(self.weeks, shown, strict=True):
            week.form.monday.data = monday
            week.form.staff_id.choices = week.form.deputy_id.choices = choices

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if self._is_outdated:
            self.form_errors.append(
                _("This page was out of date, so nothing is saved yet. Please send it again.")
            )
        return is_valid and not self._is_outdated

    def validate_teams_url(self, field: URLField) -> None:
        if field.data and not is_workflow(field.data):
            raise ValidationError(
                _("Paste the whole address that Teams shows at the end, from https:// on.")
            )

    @property
    def chosen(self) -> list[Week]:
        return [
            Week(monday, _id(week.form.staff_id.data), _id(week.form.deputy_id.data))
            for monday, week in zip(self.mondays, self.weeks, strict=True)
        ]


def mondays_from(today: date) -> list[date]:
    return [monday_of(today) + timedelta(weeks=number) for number in range(WEEKS)]


def _values(monday: date, week: DutyWeek | None) -> dict[str, Any]:
    return {
        "monday": str(monday),
        "staff_id": str(week.staff_id) if week else NOBODY,
        "deputy_id": str(week.deputy_id or NOBODY) if week else NOBODY,
    }


def _id(text: str | None) -> int | None:
    return int(text) if text else None


class ChoiceForm(StaffForm):
    wakes = SelectMultipleField(
        _l("Ring my phone while I am on duty when"),
        coerce=Alert,
        description=_l("Turn it on below, on each phone. Nobody sees there what people wrote."),
    )

    def __init__(self, choice: DutyChoice, **options: Any) -> None:
        super().__init__(wakes=choice.alerts, **options)
        self.wakes.choices = alert_choices(choice.staff_member)


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
