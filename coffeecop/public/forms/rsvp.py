from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import Length, Optional

from coffeecop.models import Need
from coffeecop.public.forms.party import PartyForm
from coffeecop.web.forms import email_address, optional_line, phone_number, strip

# Beside the e-mail in the form of a concern, too.
WANTS_NEWS = _l("Also send me what came of the event")
NEEDS = [
    SelectChoice(Need.SPANISH, _l("An officer who speaks Spanish")),
    SelectChoice(Need.OTHER_LANGUAGE, _l("Another language")),
    SelectChoice(Need.SIGN_LANGUAGE, _l("Sign language (ASL)")),
    SelectChoice(Need.STEP_FREE, _l("A way in without steps")),
    SelectChoice(Need.CHILD_SEAT, _l("A child's seat")),
]


class RsvpForm(PartyForm):
    name = StringField(_l("Name"), filters=[strip], validators=[Optional(), Length(max=120)])
    email = StringField(
        _l("E-mail"),
        filters=[strip],
        validators=[Optional(), Length(max=254)],
    )
    phone = StringField(_l("Phone"), filters=[strip], validators=[Optional(), Length(max=40)])
    wants_news = BooleanField(WANTS_NEWS)
    needs = SelectMultipleField(
        _l("What would help you take part?"), choices=NEEDS, coerce=Need, validators=[Optional()]
    )
    other_language = optional_line(_l("Which language?"), most=60)
    # True if the "join the waitlist" button was tapped.
    waitlist = BooleanField()

    @property
    def language_needed(self) -> str | None:
        needed = Need.OTHER_LANGUAGE in (self.needs.data or ())
        return (self.other_language.data or None) if needed else None

    def validate_email(self, field: StringField) -> None:
        field.data = email_address(field.data)

    def validate_phone(self, field: StringField) -> None:
        field.data = phone_number(field.data)

    @property
    def contact(self) -> dict[str, Any]:
        """Return the contact fields that are not empty."""
        given = {
            "name": self.name.data,
            "email": self.email.data,
            "phone": self.phone.data,
            "wants_news": bool(self.email.data and self.wants_news.data),
        }
        return {field: value for field, value in given.items() if value}
