"""Fields that many forms have: numbers and days."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import NumberRange, Optional

from coffeecop.web.forms import WholeNumberField, replace_process_error


def number_field(
    label: Any, wrong: Any, *needed: Any, least: int, most: int, **options: Any
) -> WholeNumberField:
    """Return a field for a whole number; `wrong` is the error message for whatever is none."""
    is_in_range = NumberRange(least, most, message=wrong)
    validators = [replace_process_error(wrong), *needed, is_in_range]
    return WholeNumberField(label, validators=validators, **options)


def day_field(label: Any, *validators: Any) -> DateField:
    return DateField(label, format=["%Y-%m-%d", "%m/%d/%Y"], validators=validators)


def optional_day(label: Any) -> DateField:
    is_none = _l("Choose a date, or leave the box empty.")
    return day_field(label, Optional(), replace_process_error(is_none))
