from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

from coffeecop.models import Agency, Language, Role, StaffMember
from coffeecop.parts import parts
from coffeecop.staff.accounts.hand_over import OpenWork, Successors
from coffeecop.staff.identity import passwords
from coffeecop.staff.identity.confirmation import code_field
from coffeecop.web.fields import RowField
from coffeecop.web.forms import (
    TOO_LONG,
    StaffForm,
    VersionForm,
    email_address,
    optional_line,
    required_line,
    strip,
)
from coffeecop.web.i18n import LANGUAGE_NAMES
from coffeecop.web.time_zones import DEFAULT_ZONE, time_zone_choices

ROLES = [
    SelectChoice(Role.OFFICER, _l("Officer: reads summaries and concerns, and answers them")),
    SelectChoice(Role.ORGANIZER, _l("Organizer: plans, publishes and cancels events")),
    SelectChoice(Role.COMPLAINTS, _l("Complaints: reads concerns about an officer")),
    SelectChoice(Role.RECORDS, _l("Records: releases and destroys records")),
    SelectChoice(Role.ADMIN, _l("Administrator: manages people and settings")),
]
BROWSER_LANGUAGE = ""
LONGEST_NAME = 120
# The fields of a HandOverForm, in the order of what is handed over.
SUCCESSORS = ("concerns_to", "complaints_to", "matters_to")


def email_field() -> EmailField:
    return EmailField(
        _l("E-mail"),
        filters=[strip],
        validators=[
            DataRequired(_l("Write an e-mail address.")),
            Length(max=254, message=TOO_LONG),
            normalize_email,
        ],
    )


def normalize_email(form: StaffForm, field: EmailField) -> None:
    field.data = email_address(field.data).lower()


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
            "At least %(shortest)s characters, or %(with_phone)s once you have a second factor. "
            "Three or four words that have nothing to do with each other are easy to remember "
            "and hard to guess.",
            shortest=passwords.MIN_LENGTH,
            with_phone=passwords.MIN_LENGTH_WITH_SECOND_FACTOR,
        ),
        validators=[
            DataRequired(_l("Write a password.")),
            Length(max=passwords.MAX_LENGTH, message=TOO_LONG),
        ],
    )


def repeated_field() -> PasswordField:
    return PasswordField(
        _l("The same password again"),
        validators=[EqualTo("password", message=_l("This is not the same password as above."))],
    )


def own_device_field() -> BooleanField:
    return BooleanField(
        _l("This is my own phone or computer"),
        description=_l(
            "Stay signed in for 14 days. Leave it off on a shared computer: there you are signed "
            "out after 30 minutes without use."
        ),
    )


class ButtonForm(StaffForm):
    """What needs no words."""


class SignInForm(StaffForm):
    next = HiddenField()
    email = EmailField(
        _l("E-mail"), filters=[strip], validators=[DataRequired(_l("Write your e-mail address."))]
    )
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Write your password."))])
    is_own_device = own_device_field()


class SignInCodeForm(StaffForm):
    code = code_field(_l("Code"))


class SecondFactorForm(StaffForm):
    # The secret that the page showed, encrypted.
    sealed = HiddenField()
    code = code_field(_l("Code that the app shows"))


class NewPasswordForm(StaffForm):
    """Sets a password, which must not consist of commonly known facts about its owner."""

    def __init__(
        self, *, known: Iterable[str] = (), has_second_factor: bool = False, **values: Any
    ) -> None:
        super().__init__(**values)
        self.known = list(known)
        self.has_second_factor = has_second_factor
        if has_second_factor:
            self.password.description = _l(
                "At least %(shortest)s characters, as you also have a second factor.",
                shortest=passwords.MIN_LENGTH_WITH_SECOND_FACTOR,
            )

    def validate_password(self, field: PasswordField) -> None:
        shortest = passwords.shortest_password(has_second_factor=self.has_second_factor)
        if len(field.data) < shortest:
            raise ValidationError(_("Use at least %(min)d characters.", min=shortest))
        # Skip passwords of a wrong length, which are refused anyway: estimating long ones is slow.
        easy = not field.errors and passwords.is_easy_to_guess(
            field.data, self.known, has_second_factor=self.has_second_factor
        )
        if easy:
            raise ValidationError(
                _("This is easy to guess. Use words that have nothing to do with you or your work.")
            )


class LinkForm(NewPasswordForm):
    """`member`: whose link it is."""

    member: StaffMember

    password = new_password_field()
    repeated = repeated_field()
    is_own_device = own_device_field()

    @property
    def values(self) -> dict[str, Any]:
        return {"is_short": passwords.is_short(self.password.data)}


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        _l("Current password"), validators=[DataRequired(_l("Write your current password."))]
    )
    password = new_password_field()
    repeated = repeated_field()


class FirstAdministratorForm(NewPasswordForm):
    member = None

    agency_name = name_field(_l("Name of the department"), _l("Write the name of the department."))
    agency_name_es = optional_line(
        _l("Name of the department in Spanish"),
        most=LONGEST_NAME,
        description=_l("Such as Departamento de Policía de Ventura. Used on all Spanish pages."),
    )
    time_zone = SelectField(_l("Time zone of the department"), default=DEFAULT_ZONE)
    name = name_field(_l("Your name"), _l("Write your name."))
    email = email_field()
    password = new_password_field()
    repeated = repeated_field()
    is_own_device = own_device_field()

    def __init__(self, *, asks_agency: bool, known: Iterable[str] = ()) -> None:
        super().__init__(known=known)
        self.time_zone.choices = time_zone_choices()
        if not asks_agency:
            del self.agency_name
            del self.agency_name_es
            del self.time_zone

    @property
    def values(self) -> dict[str, Any]:
        person = {"name": self.name.data, "email": self.email.data}
        if "agency_name" not in self:
            return {**person, "new_agency": None}
        new_agency = Agency(
            name=self.agency_name.data,
            name_es=self.agency_name_es.data,
            time_zone=self.time_zone.data,
            parts_off=[part.name for part in parts() if not part.starts_on],
        )
        return {**person, "new_agency": new_agency}

    def validate_password(self, field: PasswordField) -> None:
        of_owner = ("agency_name", "agency_name_es", "name", "email")
        typed = (self[name].data for name in of_owner if name in self)
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
        coerce=lambda value: Language(value) if value else None,
    )


class PersonForm(VersionForm):
    name = name_field(_l("Name"), _l("Write a name."))
    roles = roles_field()


class NewPersonForm(StaffForm):
    name = name_field(_l("Name"), _l("Write a name."))
    email = email_field()
    roles = roles_field()


class HandOverForm(StaffForm):
    concerns_to = RowField(_l("Who takes over the concerns?"))
    complaints_to = RowField(_l("Who takes over the concerns about an officer?"))
    matters_to = RowField(_l("Who does what they promised?"))

    def __init__(
        self,
        work: OpenWork,
        colleagues: Sequence[StaffMember],
        complaints_staff: Sequence[StaffMember],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        offered = (colleagues, complaints_staff, colleagues)
        for name, number, people in zip(SUCCESSORS, work, offered, strict=True):
            if number:
                self[name].offer(people, _l("Choose"))
            else:
                del self[name]

    @property
    def successors(self) -> Successors:
        return Successors(*(self[name].row if name in self else None for name in SUCCESSORS))

    def validate_concerns_to(self, field: RowField) -> None:
        if not field.row:
            raise ValidationError(_("Choose who takes over the concerns."))

    def validate_complaints_to(self, field: RowField) -> None:
        if not field.rows:
            message = _("Nobody else can read these. First give a colleague the role Complaints.")
            raise ValidationError(message)
        if not field.row:
            raise ValidationError(_("Choose who takes over the concerns about an officer."))

    def validate_matters_to(self, field: RowField) -> None:
        if not field.row:
            raise ValidationError(_("Choose who does what they promised."))
