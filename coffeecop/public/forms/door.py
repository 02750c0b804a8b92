"""The form on which people count themselves in, with the code at the door."""

import hmac
import re
from typing import Any

from flask import Blueprint, has_request_context, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError

from coffeecop.models import Event
from coffeecop.public.forms.rsvp import PartyForm
from coffeecop.web.forms import strip
from coffeecop.web.rate_limits import count, sender_key
from coffeecop.web.tokens import DOOR_CODE, door_code

# High, because everyone at an event shares the café's address.
PEOPLE_OF_SENDER = "120 per minute; 500 per hour"


class DoorForm(PartyForm):
    """Its code is filled in for whom the picture of it led here."""

    door = StringField(
        _l("The code at the door"),
        description=_l("Point your camera at the square code there, or type what stands below it."),
        filters=[strip],
    )

    def __init__(self, event: Event, **options: Any) -> None:
        super().__init__(data={"door": door_in_address()}, **options)
        self.party_size.label.text = _("How many people came, counting you?")
        self.event = event

    @property
    def has_code(self) -> bool:
        typed = re.sub(r"[\s-]", "", self.door.data or "").lower()
        return hmac.compare_digest(typed.encode(), door_code(self.event).encode())

    def validate_door(self, _field: StringField) -> None:
        if not self.has_code:
            raise ValidationError(_("Type the six letters and digits from the sheet at the door."))

    def sender_may_count(self) -> bool:
        """Count the people of this form, by who sends it."""
        return count(PEOPLE_OF_SENDER, "door", sender_key(), cost=self.size)


def door_in_address() -> str | None:
    """Return the code of the sheet at the door, where a picture of it led here."""
    # Nothing else of what a visitor may write there reaches an address.
    code = request.args.get("door", "").lower() if has_request_context() else ""
    return code if re.fullmatch(DOOR_CODE, code) else None


def carry_door_code(bp: Blueprint) -> None:
    """Keep the code of an address in the addresses to this blueprint that its page has."""

    @bp.url_defaults
    def add_code(_endpoint: str, values: dict[str, Any]) -> None:
        if code := door_in_address():
            values.setdefault("door", code)
