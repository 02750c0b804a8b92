"""Fields of rows in a list: a name in each language, and a place after another row."""

from collections.abc import Sequence
from math import inf
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField
from wtforms.form import BaseForm
from wtforms.validators import Length

from coffeecop.web.forms import TOO_LONG, in_one_language, strip
from coffeecop.web.i18n import localized


def name_fields(most: int) -> tuple[StringField, StringField]:
    """Return the fields of a NamedForm; names may have so many letters."""
    bounded = Length(max=most, message=TOO_LONG)
    return (
        StringField(_l("Name in English"), filters=[strip], validators=[in_one_language, bounded]),
        StringField(
            _l("Name in Spanish"),
            description=_l("One of the two is enough for now: it is shown for both."),
            filters=[strip],
            validators=[bounded],
        ),
    )


class NamedForm(BaseForm):  # type: ignore[misc]
    """A form with name_en and name_es, of which one stands for both until both are there."""

    def process(self, *data: Any, **options: Any) -> None:
        super().process(*data, **options)
        is_shown = self["name_es"].raw_data is None
        if is_shown and self["name_es"].data == self["name_en"].data:
            self["name_es"].data = None

    @property
    def names(self) -> dict[str, Any]:
        english, spanish = self["name_en"].data, self["name_es"].data
        return {"name_en": english or spanish, "name_es": spanish or english}


class PlaceField(SelectField):  # type: ignore[misc]
    """Asks after which row of a list another stands: its id, or 0 for none."""

    data: Any

    def __init__(self, **options: Any) -> None:
        super().__init__(_l("Its place in the list"), coerce=int, **options)

    def offer(self, others: Sequence[Any], row: Any) -> None:
        """Set the choices by the other rows, in their order; a new row, None, is the last."""
        place = (row.position, row.id) if row else (inf, 0)
        before = [each.id for each in others if (each.position, each.id) < place]
        self.now_after = before[-1] if before else 0
        after = [(each.id, _("After %(name)s", name=localized(each, "name"))) for each in others]
        self.choices = [SelectChoice(*each) for each in [(0, _("First")), *after]]
        if self.data is None:
            self.data = self.now_after

    @property
    def is_moved(self) -> bool:
        return bool(self.data != self.now_after)
