from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Length, Optional, ValidationError

from coffeecop.models import Agency, RosterShown
from coffeecop.models.agency import MOST_ACCOMMODATION_DAYS, MOST_COMPLAINT_DAYS, MOST_GRACE_DAYS
from coffeecop.staff.settings.groups import SettingsGroup
from coffeecop.web.event_labels import usual_opening_sentence
from coffeecop.web.fields import number_field
from coffeecop.web.forms import (
    TOO_LONG,
    StaffForm,
    choices,
    email_address,
    optional_line,
    phone_number,
    required_line,
    strip,
)
from coffeecop.web.i18n import in_each_language
from coffeecop.web.phones import displayed
from coffeecop.web.time_zones import time_zone_choices

LONGEST_NAME = 120
LONGEST_SENTENCE = 300


class SecureAddress:
    """Validates an optional HTTPS address."""

    # Not `Optional`, which would skip the remaining validators for an empty field.
    field_flags: ClassVar = {"optional": True}

    def __call__(self, form: StaffForm, field: URLField) -> None:
        if field.data and not is_secure(field.data):
            raise ValidationError(_("Write the whole address of the page, from https:// on."))


def is_secure(text: str) -> bool:
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


def email_field(label: Any, *validators: Any) -> EmailField:
    """Return a field for an address, which these validators may let be empty."""
    return EmailField(
        label,
        filters=[strip],
        validators=[*validators, Length(max=254, message=TOO_LONG), normalize_email],
    )


def normalize_email(form: StaffForm, field: EmailField) -> None:
    field.data = email_address(field.data or "")


def phone_field(label: Any) -> TelField:
    """Return a field for a number, which comes back in the format in which it is displayed."""
    return TelField(
        label,
        filters=[strip],
        validators=[Optional(), Length(max=30, message=TOO_LONG), normalize_phone],
    )


def normalize_phone(form: StaffForm, field: TelField) -> None:
    """Write it in the US format, such as (805) 555-0100."""
    phone_number(field.data)
    field.data = displayed(field.data)


def one_line(text: str | None) -> str | None:
    return " ".join((strip(text) or "").split()) or None


def each_line(text: str | None) -> str | None:
    """Return the lines that are not empty, each without needless spaces."""
    return "\n".join(filter(None, map(one_line, (text or "").splitlines()))) or None


def sentence_field(label: Any, description: Any = "") -> TextAreaField:
    """Return a field for a sentence too long to be seen whole in one line."""
    return TextAreaField(
        label,
        description=description,
        filters=[one_line],
        validators=[Optional(), Length(max=LONGEST_SENTENCE, message=TOO_LONG)],
    )


class SettingsForm(StaffForm):
    """All settings, of which a form has those of its group."""

    name = required_line(
        _l("Name of the department"), _l("Write the name of the department."), most=LONGEST_NAME
    )
    name_es = optional_line(
        _l("Name of the department in Spanish"),
        most=LONGEST_NAME,
        description=_l("Such as Departamento de Policía de Ventura. Used on all Spanish pages."),
    )
    event_title_es = optional_line(
        _l("What you call Coffee with a Cop in Spanish"),
        most=120,
        description=_l(
            "For events without a Spanish title. Leave it empty for Café con un policía."
        ),
    )
    time_zone = SelectField(
        _l("Time zone"), description=_l("New events start with it. Events you have keep theirs.")
    )
    phone = phone_field(_l("Phone, not for emergencies"))
    website = address_field(_l("Website"))
    complaint_url = address_field(
        _l("Page with your complaint procedure"),
        _l("Shown to residents whose concern is about an officer."),
    )
    complaint_unit_en = optional_line(
        _l("What you call those who handle complaints, in English"),
        most=60,
        description=_l("Such as Professional Standards. Leave it empty for: complaint staff."),
    )
    complaint_unit_es = optional_line(
        _l("What you call those who handle complaints, in Spanish"), most=60
    )
    complaint_phone = phone_field(_l("Their phone"))
    complaint_days = number_field(
        _l("Days within which they look at a complaint"),
        1,
        MOST_COMPLAINT_DAYS,
        _l("Write a number of days from 1 to %(most)s.", most=MOST_COMPLAINT_DAYS),
        description=_l("Whoever made it sees the day on their receipt."),
    )
    complaint_forms = TextAreaField(
        _l("Complaint forms in other languages"),
        description=_l("On each line a language and the address of its form: 中文 https://…"),
        filters=[each_line],
        validators=[Optional(), Length(max=2000, message=TOO_LONG)],
    )
    takes_anonymous_complaints = BooleanField(_l("You take complaints without a name"))
    crisis_phone = phone_field(_l("Phone of your crisis team"))
    advocate_phone = phone_field(_l("Phone of your victim advocate"))
    outside_complaint_name = optional_line(
        _l("Place outside the department to complain"),
        most=LONGEST_NAME,
        description=_l("Such as a civilian review board or the county."),
    )
    outside_complaint_url = address_field(_l("Web page of that place"))
    opening_en = sentence_field(
        _l("In English"),
        _l(
            "Say why you are there in one sentence. In studies, people felt less on guard when an "
            "officer began like that. Leave it empty for the usual sentence."
        ),
    )
    opening_es = sentence_field(_l("In Spanish"))
    roster_shown = RadioField(
        _l("What residents read of who will be there"),
        choices=choices(RosterShown),
        default=RosterShown.HOST,
        coerce=RosterShown,
    )

    accommodation_email = email_field(
        _l("E-mail for people who need an interpreter or help to get in"), Optional()
    )
    accommodation_days = number_field(
        _l("Days before an event by which they should ask"),
        0,
        MOST_ACCOMMODATION_DAYS,
        _l("Write a number of days from 0 to %(most)s.", most=MOST_ACCOMMODATION_DAYS),
        description=_l("0: no day is named."),
    )
    accommodation_en = optional_line(
        _l("Your own words for it, in English"),
        most=LONGEST_SENTENCE,
        description=_l("Leave it empty for the usual words. The last day to ask is added."),
    )
    accommodation_es = optional_line(_l("Your own words for it, in Spanish"), most=LONGEST_SENTENCE)
    promise_grace_days = number_field(
        _l("Days until residents read that what you promised is not done yet"),
        0,
        MOST_GRACE_DAYS,
        _l("Write a number of days from 0 to %(most)s.", most=MOST_GRACE_DAYS),
        description=_l("Counted from the day it was due. Staff see it right away."),
    )
    second_factor_for_all = BooleanField(
        _l("Everybody on the staff signs in with a second factor"),
        description=_l(
            "A code from their own phone, besides the password. Administrators, and those who read "
            "complaints or keep records, need it in any case. Others get 24 hours to set it up."
        ),
    )

    def __init__(self, agency: Agency, group: SettingsGroup) -> None:
        super().__init__(obj=agency)
        self.group = group
        self.time_zone.choices = time_zone_choices(agency.time_zone)
        # What stands there in place of own words.
        for language, sentence in in_each_language(usual_opening_sentence).items():
            self[f"opening_{language}"].render_kw = {"placeholder": sentence}
        for name in self.settings.keys() - {*group.fields}:
            del self[name]

    @property
    def settings(self) -> dict[str, str | int | bool | None]:
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def validate_complaint_forms(self, field: TextAreaField) -> None:
        for line in field.data.splitlines():
            language, _space, address = line.rpartition(" ")
            if not (language and is_secure(address)):
                raise ValidationError(_("Write a language and an address in each line."))

    def validate_outside_complaint_url(self, field: URLField) -> None:
        if self.outside_complaint_name.data and not field.data:
            raise ValidationError(_("Write the web page of that place too."))
