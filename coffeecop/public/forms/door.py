"""The form on which people count themselves in, with the code at the door."""

import hmac
import re
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError

from coffeecop.models import Event
from coffeecop.models.event.attendance import door_is_open, door_opens_at
from coffeecop.public.forms.rsvp import PartyForm
from coffeecop.web.forms import strip
from coffeecop.web.rate_limits import count, sender_key
from coffeecop.web.tokens import door_code, door_in_address

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
    def opens_at(self) -> datetime:
        return door_opens_at(self.event)

    def is_open(self, at: datetime | None = None) -> bool:
        return door_is_open(self.event, at)

    @property
    def has_code(self) -> bool:
        typed = re.sub(r"[\s-]", "", self.door.data or "").lower()
        return hmac.compare_digest(typed.encode(), door_code(self.event).encode())

    def validate_door(self, _field: StringField) -> None:
        if not self.has_code:
            raise ValidationError(_("Type the six letters and digits from the sheet at the door."))

    def sender_may_count(self) -> bool:
        return count(PEOPLE_OF_SENDER, "door", sender_key(), cost=self.size)


def carry_door_code(bp: Blueprint) -> None:
    """Keep the code of an address in the addresses to this blueprint that its page has."""

    @bp.url_defaults
    def add_code(_endpoint: str, values: dict[str, Any]) -> None:
        if code := door_in_address():
            values.setdefault("door", code)
