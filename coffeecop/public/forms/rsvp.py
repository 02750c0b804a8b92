from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import Length, NumberRange, Optional

from coffeecop.models import Need
from coffeecop.models.rsvp import LARGEST_PARTY
from coffeecop.web.forms import (
    PublicForm,
    email_address,
    phone_number,
    replace_process_error,
    strip,
)

NEEDS = [
    SelectChoice(Need.SPANISH, _l("An officer who speaks Spanish")),
    SelectChoice(Need.OTHER_LANGUAGE, _l("Another language")),
    SelectChoice(Need.SIGN_LANGUAGE, _l("Sign language (ASL)")),
    SelectChoice(Need.STEP_FREE, _l("A way in without steps")),
    SelectChoice(Need.CHILD_SEAT, _l("A child's seat")),
]


class RsvpForm(PublicForm):
    party_size = IntegerField(
        _l("How many people, with you?"),
        default=1,
        validators=[
            replace_process_error(_l("Write how many people as a number, such as 2.")),
            NumberRange(
                min=1,
                max=LARGEST_PARTY,
                message=_l("Write a number from 1 to %(most)s.", most=LARGEST_PARTY),
            ),
        ],
    )
    name = StringField(_l("Name"), filters=[strip], validators=[Optional(), Length(max=120)])
    email = StringField(
        _l("E-mail"),
        filters=[strip],
        validators=[Optional(), Length(max=254)],
    )
    phone = StringField(_l("Phone"), filters=[strip], validators=[Optional(), Length(max=40)])
    needs = SelectMultipleField(
        _l("What would help you take part?"), choices=NEEDS, coerce=Need, validators=[Optional()]
    )
    # True if the "join the waitlist" button was tapped.
    waitlist = BooleanField()

    def validate_email(self, field: StringField) -> None:
        field.data = email_address(field.data)

    def validate_phone(self, field: StringField) -> None:
        field.data = phone_number(field.data)

    @property
    def contact(self) -> dict[str, Any]:
        """Return the contact fields that are not empty."""
        given = {"name": self.name.data, "email": self.email.data, "phone": self.phone.data}
        return {field: value for field, value in given.items() if value}
