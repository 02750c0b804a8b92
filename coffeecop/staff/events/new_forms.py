"""A new event, and one that is over already."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TimeField
from wtforms.validators import ValidationError

from coffeecop.db import now
from coffeecop.staff.events.forms import LARGEST_CAPACITY, TimeAndPlace
from coffeecop.web.fields import number_field


class NewEventForm(TimeAndPlace):
    """Asks when and where; all else is as at an earlier event."""

    publishes = BooleanField(
        _l("Publish it at once"),
        description=_l("Leave this unchecked to keep it a draft that only staff see."),
    )

    @property
    def wishes(self) -> dict[str, Any]:
        return {"publishes": self.publishes.data}

    def validate_publishes(self, field: BooleanField) -> None:
        if field.data and self._day_is_known and not self.end_time.errors and self.ends_at <= now():
            raise ValidationError(_("Its time has passed. Look at the date again."))


class PastEventForm(TimeAndPlace):
    """An event that is over already, so that it counts."""

    heads = number_field(
        _l("About how many people came"),
        0,
        LARGEST_CAPACITY,
        _l("Write a whole number, or leave the box empty."),
        is_optional=True,
        description=_l("Leave it empty if nobody knows."),
    )
    has_page = BooleanField(
        _l("Give it a page for residents"),
        description=_l("Without this check mark only staff see it."),
    )

    @property
    def wishes(self) -> dict[str, Any]:
        return {"publishes": True, "heads": self.heads.data, "has_page": self.has_page.data}

    def validate_end_time(self, field: TimeField) -> None:
        super().validate_end_time(field)
        if self._day_is_known and self.ends_at > now():
            raise ValidationError(_("It is not over yet. Plan it as a new event."))
