from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    URLField,
)
from wtforms.validators import (
    DataRequired,
    EqualTo,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from coffeecop.forms import TOO_LONG, StaffForm, email_address, phone_number, required_line, strip
from coffeecop.i18n import LANGUAGE_NAMES, US_ZONES, zone_label
from coffeecop.models import Agency, Role
from coffeecop.staff.passwords import LONGEST, SHORTEST, is_easy_to_guess

ROLES = [
    SelectChoice(Role.OFFICER, _l("Officer: reads summaries and concerns, and answers them")),
    SelectChoice(Role.ORGANIZER, _l("Organizer: plans, publishes and cancels events")),
    SelectChoice(Role.COMPLAINTS, _l("Complaints: reads concerns about an officer")),
    SelectChoice(Role.RECORDS, _l("Records: releases and destroys records")),
    SelectChoice(Role.ADMIN, _l("Administrator: manages people and settings")),
]
BROWSER_LANGUAGE = ""
DEFAULT_ZONE = "America/Los_Angeles"
LONGEST_NAME = 120
US_CODE = 1


def email_field() -> EmailField:
    return EmailField(
        _l("E-mail"),
        filters=[strip],
        validators=[
            DataRequired(_l("Write an e-mail address.")),
            Length(max=254, message=TOO_LONG),
        ],
    )


def name_field(label: Any, missing: Any) -> StringField:
    return required_line(label, missing, most=LONGEST_NAME)


def roles_field() -> SelectMultipleField:
    return SelectMultipleField(
        _l("Roles"),
        choices=ROLES,
        coerce=Role,
        validators=[DataRequired(_l("Choose at least one role."))],
    )


def new_password_field() -> PasswordField:
    return PasswordField(
        _l("New password"),
        description=_l(
            "At least %(shortest)s characters. Three or four words that do not belong together "
            "are easy to keep in mind and hard to guess.",
            shortest=SHORTEST,
        ),
        validators=[
            DataRequired(_l("Write a password.")),
            Length(min=SHORTEST, message=_l("Use at least %(min)d characters.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )


def repeated_field() -> PasswordField:
    return PasswordField(
        _l("The same password again"),
        validators=[EqualTo("password", message=_l("This is not the same password as above."))],
    )


class SecureAddress:
    """A page that can be opened safely, or nothing."""

    # Not the validator Optional: it would skip the checks that follow on an empty box.
    field_flags: ClassVar = {"optional": True}

    def __call__(self, form: StaffForm, field: URLField) -> None:
        if field.data and not self._is_secure(field.data):
            raise ValidationError(_("Write the whole address of the page, from https:// on."))

    def _is_secure(self, text: str) -> bool:
        try:
            parts = urlsplit(text)
            has_host = "." in (parts.hostname or "") and parts.port != 0
        except ValueError:
            return False
        plain = text.isprintable() and " " not in text and "@" not in parts.netloc
        return parts.scheme == "https" and has_host and plain


def address_field(label: Any, description: Any = "") -> URLField:
    return URLField(
        label,
        description=description,
        filters=[strip],
        validators=[SecureAddress(), Length(max=300, message=TOO_LONG)],
    )


class YearsField(IntegerField):  # type: ignore[misc]
    """A number of years that the law and the database allow."""

    def __init__(self, label: Any, description: Any = "", *, least: int = 1, **options: Any):
        self.message = _l("Write a number of years from %(least)s to 100.", least=least)
        range_ = NumberRange(least, 100, message=self.message)
        super().__init__(label, description=description, validators=[range_], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.message) from None


class SignInForm(StaffForm):
    next = HiddenField()
    email = EmailField(
        _l("E-mail"), filters=[strip], validators=[DataRequired(_l("Write your e-mail address."))]
    )
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Write your password."))])


class NewPasswordForm(StaffForm):
    """Sets a password, which must not be made of what everybody knows about its owner."""

    def __init__(self, *, known: Iterable[str] = (), **values: Any) -> None:
        super().__init__(**values)
        self.known = list(known)

    def validate_password(self, field: PasswordField) -> None:
        # A long text is slow to measure, and one of the wrong length is refused anyway.
        if not field.errors and is_easy_to_guess(field.data, self.known):
            raise ValidationError(
                _("This is easy to guess. Use words that have nothing to do with you or your work.")
            )


class LinkForm(NewPasswordForm):
    password = new_password_field()
    repeated = repeated_field()


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        _l("Current password"), validators=[DataRequired(_l("Write your current password."))]
    )
    password = new_password_field()
    repeated = repeated_field()


class FirstAdministratorForm(NewPasswordForm):
    agency_name = name_field(_l("Name of the department"), _l("Write the name of the department."))
    time_zone = SelectField(_l("Time zone of the department"), default=DEFAULT_ZONE)
    name = name_field(_l("Your name"), _l("Write your name."))
    email = email_field()
    password = new_password_field()
    repeated = repeated_field()

    def __init__(self, *, asks_agency: bool, known: Iterable[str] = ()) -> None:
        super().__init__(known=known)
        self.time_zone.choices = time_zone_choices()
        if not asks_agency:
            del self.agency_name
            del self.time_zone

    def validate_email(self, field: EmailField) -> None:
        field.data = email_address(field.data).lower()

    def validate_password(self, field: PasswordField) -> None:
        typed = (self[name].data for name in ("agency_name", "name", "email") if name in self)
        self.known += [text for text in typed if text]
        super().validate_password(field)


class AccountForm(StaffForm):
    name = name_field(_l("Your name"), _l("Write your name."))
    language = RadioField(
        _l("Language of the staff pages"),
        choices=[
            SelectChoice(BROWSER_LANGUAGE, _l("Same as my browser")),
            *(SelectChoice(str(language), name) for language, name in LANGUAGE_NAMES.items()),
        ],
    )


class PersonForm(StaffForm):
    name = name_field(_l("Name"), _l("Write a name."))
    roles = roles_field()


class NewPersonForm(StaffForm):
    name = name_field(_l("Name"), _l("Write a name."))
    email = email_field()
    roles = roles_field()

    def validate_email(self, field: EmailField) -> None:
        field.data = email_address(field.data).lower()


class SettingsForm(StaffForm):
    name = name_field(_l("Name of the department"), _l("Write the name of the department."))
    time_zone = SelectField(
        _l("Time zone"), description=_l("New events start with it. Events you have keep theirs.")
    )
    phone = TelField(
        _l("Phone, not for emergencies"),
        filters=[strip],
        validators=[Optional(), Length(max=30, message=TOO_LONG)],
    )
    website = address_field(_l("Website"))
    complaint_url = address_field(
        _l("Page with your complaint procedure"),
        _l("Shown to residents whose concern is about an officer."),
    )
    outside_complaint_name = StringField(
        _l("Place outside the department to complain"),
        description=_l("Such as a civilian review board or the county."),
        filters=[strip],
        validators=[Optional(), Length(max=LONGEST_NAME, message=TOO_LONG)],
    )
    outside_complaint_url = address_field(_l("Web page of that place"))
    retention_years = YearsField(
        _l("Years to keep what residents send"),
        _l("California wants city records kept for at least two years."),
        least=2,
    )
    complaint_retention_years = YearsField(
        _l("Years to keep what is about an officer"),
        _l("California wants complaints kept for at least five years, some for fifteen."),
        least=5,
    )

    def __init__(self, agency: Agency) -> None:
        super().__init__(obj=agency)
        self.time_zone.choices = time_zone_choices(agency.time_zone)

    @property
    def settings(self) -> dict[str, str | int | None]:
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def validate_phone(self, field: TelField) -> None:
        number = phonenumbers.parse(phone_number(field.data))
        style = phonenumbers.PhoneNumberFormat
        # As residents read and dial it: (805) 555-0100.
        national = number.country_code == US_CODE
        field.data = phonenumbers.format_number(
            number, style.NATIONAL if national else style.INTERNATIONAL
        )

    def validate_outside_complaint_url(self, field: URLField) -> None:
        if self.outside_complaint_name.data and not field.data:
            raise ValidationError(_("Write the web page of that place too."))


def time_zone_choices(own: str = DEFAULT_ZONE) -> list[SelectChoice]:
    """Return the zones of the country first, as people call them, then all others."""
    home, elsewhere = str(_("United States")), str(_("Elsewhere"))
    others = sorted({own, *_all_zones()} - set(US_ZONES))
    return [
        *(SelectChoice(zone, zone_label(zone), optgroup=home) for zone in US_ZONES),
        *(SelectChoice(zone, zone.replace("_", " "), optgroup=elsewhere) for zone in others),
    ]


@cache
def _all_zones() -> frozenset[str]:
    return frozenset(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
