import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from coffeecop.web.fields import number_field
from coffeecop.web.forms import StaffForm, WholeNumberField

LARGEST_TAP = 4
MOST_HEADS = 9_999


class TapKeyField(HiddenField):  # type: ignore[misc]
    """The idempotency key of one tap. Where scripts run they make a new one for each tap."""

    data: Any

    def _value(self) -> str:
        return self.data or secrets.token_hex(16)


class TapForm(StaffForm):
    key = TapKeyField(validators=[DataRequired(), Length(min=32, max=64)])
    people = WholeNumberField(validators=[InputRequired(), NumberRange(min=1, max=LARGEST_TAP)])


class UndoCountForm(StaffForm):
    arrival_id = WholeNumberField(validators=[InputRequired(), NumberRange(min=1, max=2**31 - 1)])


class HeadsForm(StaffForm):
    heads = number_field(
        _l("About how many people came?"),
        0,
        MOST_HEADS,
        _l("Write how many people as a number, such as 25."),
        outside=_l("Write a number from %(least)s to %(most)s.", least=0, most=MOST_HEADS),
    )
