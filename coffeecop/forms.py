"""What every form shares."""

import secrets
from hashlib import sha256

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length, ValidationError

FORM_KEY_LENGTH = 22
MANY_ARE_SENDING = _l(
    "Not sent yet: many people are sending right now. Your text is safe here. "
    "Wait a minute, then try again."
)


def strip(text: str | None) -> str | None:
    """Trim, drop the NULs that PostgreSQL refuses, and turn a blank box into nothing at all."""
    return (text or "").replace("\0", "").strip() or None


def email_address(text: str) -> str:
    """Return the address in its normal form. Raises ValidationError."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValidationError(_l("Write an e-mail address, such as name@example.org.")) from None


def phone_number(text: str) -> str:
    """Return the number as +18055550100. Raises ValidationError."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(_l("Write a phone number with its area code, such as 805 555 0100."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def new_form_key() -> str:
    return secrets.token_urlsafe(16)


class PublicForm(FlaskForm):  # type: ignore[misc]
    """A resident's form: no cookie, so no token; a key that makes a double tap one record."""

    class Meta:
        csrf = False

    form_key = HiddenField(
        default=new_form_key, validators=[Length(min=FORM_KEY_LENGTH, max=FORM_KEY_LENGTH)]
    )
    website = StringField(
        _l("Leave this box empty"), validators=[Length(max=0, message=_l("Leave this box empty."))]
    )

    def key_hash(self, *content: str) -> str:
        """Return what makes two sendings the same: the key and, if given, the content."""
        return sha256("\0".join([self.form_key.data, *content]).encode()).hexdigest()


class StaffForm(FlaskForm):  # type: ignore[misc]
    """A staff form: it carries Flask-WTF's token, tied to the signed session cookie."""
