"""Base classes, fields and validators of all forms."""

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar, Self

from email_validator import EmailNotValidError, validate_email
from flask import abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError

from coffeecop.config.labels import Labelled
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.keys import Versioned
from coffeecop.web.i18n import current_language
from coffeecop.web.phones import parsed
from coffeecop.web.tokens import is_signed, signer

# After it the form is returned once with a new key and with what was typed.
LONGEST_FORM_LIFE = timedelta(days=7)
MOST_DIGITS = 10
NO_FILES = _l("Write it here as text. A file cannot be sent.")
TOO_LONG = _l("Keep it under %(max)d letters.")
IN_ONE_LANGUAGE = _l("Write it in one language at least.")
SPANISH_LATER = _l("You can add Spanish later.")
TOO_MANY_REQUESTS = _l(
    "Not sent yet: many people are sending right now. Your text is safe here. "
    "Wait a minute, then try again."
)

# Sentinel: take the data of the current request.
FROM_REQUEST = object()


def strip(text: str | None) -> str | None:
    """Trim, remove NULs (PostgreSQL rejects them) and turn blank text into None."""
    return (text or "").replace("\0", "").strip() or None


def keep_paragraphs(text: str | None) -> str | None:
    """Normalize CRLF line breaks, as sent by browsers, to LF."""
    return strip(text and text.replace("\r\n", "\n"))


def in_one_language(form: BaseForm, field: Field) -> None:
    """Refuse an empty NAME_en if NAME_es is empty too: the other language may come later."""
    if not (field.data or form[f"{field.short_name.removesuffix('_en')}_es"].data):
        raise ValidationError(IN_ONE_LANGUAGE)


def choices(values: Iterable[Labelled]) -> list[SelectChoice]:
    return [SelectChoice(each, _l(each.label)) for each in values]


def required_line(label: Any, missing: Any, *, most: int, description: Any = "") -> StringField:
    """Return a required one-line field; `missing` is the error message when it is empty."""
    return StringField(
        label,
        description=description,
        filters=[strip],
        # Not InputRequired: it checks the value before the filter.
        validators=[DataRequired(missing), Length(max=most, message=TOO_LONG)],
    )


def optional_line(label: Any, *, most: int, description: Any = "") -> StringField:
    return StringField(
        label,
        description=description,
        filters=[strip],
        validators=[Optional(), Length(max=most, message=TOO_LONG)],
    )


def body_field(label: Any, missing: Any, description: Any) -> TextAreaField:
    """Return a required text area for a concern or a message in its thread."""
    too_long = _l("This is too long. Keep it under %(most)s letters.", most=LONGEST_BODY)
    return TextAreaField(
        label,
        description=description,
        # A line break counts as one letter, as it does to whoever types it.
        filters=[keep_paragraphs],
        validators=[DataRequired(missing), Length(max=LONGEST_BODY, message=too_long)],
    )


def replace_process_error(message: object) -> Callable[[BaseForm, Any], None]:
    def check(form: BaseForm, field: Any) -> None:
        if field.process_errors:
            field.errors.clear()
            raise StopValidation(message)

    return check


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A number of few digits: WTForms' NumberRange raises OverflowError for 310 of them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        is_too_long = any(len(text) > MOST_DIGITS for text in valuelist)
        super().process_formdata(["too long"] if is_too_long else valuelist)


class NumberedRows(FieldList):  # type: ignore[misc]
    """Rows of fields. Rows above `max_entries` are ignored, and gaps between row numbers filled."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterable[int]:
        sent = [
            row
            for row in range(self.max_entries)
            if any(name.startswith(f"{prefix}-{row}-") for name in formdata)
        ]
        return range(max(sent, default=-1) + 1)


def email_address(text: str) -> str:
    """Return the address in its normal form. Raises ValidationError."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValidationError(_l("Write an e-mail address, such as name@example.org.")) from None


def phone_number(text: str) -> str:
    """Return the number as +18055550100. Raises ValidationError."""
    if not (number := parsed(text)):
        raise ValidationError(_l("Write a phone number with its area code, such as 805 555 0100."))
    return number[0]


def new_form_key() -> str:
    """Return a random key, signed with its creation time."""
    return signer("form key").sign(secrets.token_urlsafe(16)).decode()


class FormKeyField(HiddenField):  # type: ignore[misc]
    data: Any

    @property
    def key(self) -> str:
        # Not a field default: that would sign a key even for forms that were sent with one.
        return self.data or new_form_key()


def check_form_key(form: FlaskForm, field: FormKeyField) -> None:
    """Reject a forged or expired key; the form is then shown with a new one."""
    if not is_signed(field.data or "", "form key", seconds=form.longest_life.total_seconds()):
        field.data = None
        raise ValidationError(
            _l("This page was out of date, so nothing is saved yet. Please send it again.")
        )


class Form(FlaskForm):  # type: ignore[misc]
    class Meta:
        # WTForms caches its messages per language; Flask-WTF would load them for each form.
        @property
        def locales(self) -> list[str]:
            return [str(current_language())]

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Use request.form, and files for the fields of files alone.

            Flask-WTF would merge in all files, and JSON.
            """
            if formdata is not FROM_REQUEST:
                return formdata
            if not form.is_submitted():
                return None
            if not form.takes_files:
                return request.form or None
            files = [(name, request.files[name]) for name in form.takes_files & {*request.files}]
            return CombinedMultiDict([MultiDict(files), request.form])

    # Names of fields for files. Others get none: a text field would take a file for its text.
    takes_files: ClassVar[frozenset[str]] = frozenset()

    def or_show(self, page: Callable[[Self], Any]) -> Self:
        """Return the form if what was sent is right; else abort with the page that says why not."""
        if not self.validate_on_submit():
            abort(page(self))
        return self

    def __init__(self, formdata: Any = FROM_REQUEST, **options: Any) -> None:
        super().__init__(formdata=formdata, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for name in request.files.keys() - self.takes_files:
            # A group of fields has only those of its fields.
            if name in self and not isinstance(self[name], FormField):
                self[name].errors = [NO_FILES]
            else:
                self.form_errors.append(NO_FILES)
        return not self.errors


class IdempotencyKeyMixin:
    """Adds an idempotency key, so that a form sent twice makes one record."""

    form_key = FormKeyField(validators=[check_form_key])
    longest_life = LONGEST_FORM_LIFE

    def key_hash(self, *scope: str) -> str:
        """Return the idempotency key: a hash of the form key, the scope and all fields.

        It covers the fields so that going back and sending other content makes a second record.
        """
        content = [
            f"{field.name}={field.data!r}"
            for field in self  # type: ignore[attr-defined]
            if field.name not in ("form_key", "csrf_token")
        ]
        return sha256("\0".join([self.form_key.data, *scope, *content]).encode()).hexdigest()


class PublicForm(IdempotencyKeyMixin, Form):
    """A resident's form. No CSRF token: residents have no cookie."""

    class Meta:
        csrf = False

    website = StringField(
        _l("Leave this box empty"), validators=[Length(max=0, message=_l("Leave this box empty."))]
    )

    @classmethod
    def refused(cls, **options: Any) -> Self:
        """Return the form with what was typed, and the error that too many are sending."""
        form = cls(**options)
        form.form_errors.append(TOO_MANY_REQUESTS)
        return form


class StaffForm(Form):
    """A staff form, with Flask-WTF's CSRF token."""


class SeenForm(StaffForm):
    """A form with a note of what it showed, to detect what happened meanwhile."""

    seen = HiddenField()


class VersionForm(StaffForm):
    """A form with the version of the row that it showed, to detect a colleague's change."""

    version = HiddenField()
    is_late = False

    def add_conflict(self, row: Versioned | None) -> None:
        """Say that a colleague changed the row; sent again, the form replaces this version."""
        changed = _(
            "A colleague changed this while you were writing. If you save again, your version "
            "replaces theirs."
        )
        self.version.data, self.is_late = row and row.version, True
        self.form_errors.append(changed)
