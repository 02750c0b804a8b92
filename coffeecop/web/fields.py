"""What many forms have: numbers, days, texts of several lines, rows of a table, some questions."""

import enum
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from coffeecop.db import now
from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.detectors.details import details_in, without_details
from coffeecop.web.forms import (
    LONGEST_FORM_LIFE,
    TOO_LONG,
    WholeNumberField,
    keep_paragraphs,
    replace_process_error,
)
from coffeecop.web.security import parse_id

# About an officer?
YES, NO = "y", "n"


def number_field(
    label: Any,
    least: int,
    most: int,
    wrong: Any,
    *,
    outside: Any = None,
    is_optional: bool = False,
    **options: Any,
) -> WholeNumberField:
    """Return a field for a whole number. `outside`: the error for one that is out of range."""
    may_be_empty = [Optional()] if is_optional else []
    is_in_range = NumberRange(least, most, message=outside or wrong)
    checks = [*may_be_empty, replace_process_error(wrong), is_in_range]
    return WholeNumberField(label, validators=checks, **options)


def day_field(label: Any, *validators: Any) -> DateField:
    return DateField(label, format=["%Y-%m-%d", "%m/%d/%Y"], validators=validators)


def clock_field(label: Any, missing: Any) -> TimeField:
    formats = ["%H:%M", "%H:%M:%S", "%I:%M %p"]
    return TimeField(label, format=formats, validators=[DataRequired(missing)])


def optional_day(label: Any) -> DateField:
    is_none = _l("Choose a date, or leave the box empty.")
    return day_field(label, Optional(), replace_process_error(is_none))


def text_box(label: Any, *, most: int, missing: Any = None, **options: Any) -> TextAreaField:
    """Return a field for several lines; `missing`: the error where one must write something."""
    needed = DataRequired(missing) if missing else Optional()
    return TextAreaField(
        label,
        filters=[keep_paragraphs],
        validators=[needed, Length(max=most, message=TOO_LONG)],
        **options,
    )


def button_field(
    choices: Iterable[enum.StrEnum], *, default: Any = None, missing: Any = None
) -> SelectField:
    """Return a field whose values are those of buttons; `missing`: the error without one."""
    by_value = {each.value: each for each in choices}
    return SelectField(
        choices=list(by_value),
        default=default,
        validate_choice=False,
        filters=[lambda value: by_value.get(value, default)],
        validators=[DataRequired(missing)] if missing else [],
    )


class RowField(SelectField):  # type: ignore[misc]
    """Asks for a row by its id; `offer` says which. The form checks what was chosen."""

    def __init__(self, label: Any = None, *, validate_choice: bool = False, **options: Any) -> None:
        super().__init__(label, coerce=id_or_none, validate_choice=validate_choice, **options)
        self.rows: dict[int, Any] = {}

    def offer(
        self,
        rows: Iterable[Any],
        nobody: Any = "",
        *,
        name: Callable[[Any], Any] = attrgetter("name"),
    ) -> None:
        """Offer these rows by their names, and none if there are words for it."""
        self.rows = {each.id: each for each in rows}
        named = [(each.id, name(each)) for each in self.rows.values()]
        self.choices = [("", nobody), *named] if nobody else named

    @property
    def row(self) -> Any:
        return self.rows.get(self.data)


def id_or_none(value: Any) -> int | None:
    return parse_id(str(value or ""))


def officer_field(label: Any) -> StringField:
    """Return the field "y" or "n"; its data is None if nothing was said."""
    return StringField(label, filters=[lambda value: value if value in (YES, NO) else None])


class AsksAboutOfficerMixin:
    about_officer: Any
    body: Any

    @property
    def said_about_officer(self) -> bool | None:
        return None if self.about_officer.data is None else self.about_officer.data == YES

    def validate_about_officer(self, field: StringField) -> None:
        if field.data is None and sounds_like_complaint(self.body.data or ""):
            raise ValidationError(_l("Say whether this is about an officer."))


class AsksAboutDetailsMixin:
    """Adds to a form of staff that what may tell who it was is asked about once."""

    body: Any
    longest: int
    # Details that the form has shown, and the button that removes them.
    seen = SelectMultipleField(validate_choice=False)
    redact = SubmitField()
    # Those that its writer is asked about now.
    asked_details: Sequence[str] = ()

    @property
    def written(self) -> str:
        return self.body.data or ""

    @property
    def details(self) -> list[str]:
        return details_in(self.written[: self.longest])

    def asks_about_details(self) -> bool:
        """Return whether it asks about new ones; the same form sent again is accepted."""
        if not set(self.details) <= set(self.seen.data or ()):
            self.asked_details = self.details
        return bool(self.asked_details)

    def remove_details(self) -> None:
        self.body.data = without_details(self.written)


class SaidEarlierMixin:
    """Adds how long ago it was said, for a device that kept it until there was a network."""

    # What cannot be a number of seconds is not believed, and no fault of whoever sends it.
    seconds_ago = WholeNumberField(widget=HiddenInput(), validators=[replace_process_error(None)])

    @property
    def said_at(self) -> datetime:
        """Return when it was said; now if the device did not say, or what it says cannot be."""
        seconds = self.seconds_ago.data or 0
        is_possible = 0 <= seconds <= LONGEST_FORM_LIFE.total_seconds()
        return now() - timedelta(seconds=seconds if is_possible else 0)
