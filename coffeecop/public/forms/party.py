from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.form import BaseForm
from wtforms.validators import NumberRange, Optional, StopValidation

from coffeecop.models.attendance import LARGEST_PARTY
from coffeecop.web.forms import PublicForm, WholeNumberField, replace_process_error

# Each size below has a chip of its own; the last chip stands for this and more.
LARGE_PARTY = 5


def party_sizes(least: int) -> list[Callable[[Any, Any], None]]:
    return [
        replace_process_error(_l("Write how many people as a number, such as 2.")),
        NumberRange(
            min=least,
            max=LARGEST_PARTY,
            message=_l(
                "Write a number from %(least)s to %(most)s.", least=least, most=LARGEST_PARTY
            ),
        ),
    ]


def only_beside_its_chip(form: BaseForm, field: Any) -> None:
    """Ignore a number that was typed before another chip was chosen."""
    if form.party_size.data != LARGE_PARTY:
        field.errors.clear()
        raise StopValidation


class PartyForm(PublicForm):
    """How many people: a chip for each small size, and a box for the size of a large party."""

    party_size = WholeNumberField(
        _l("How many people, counting you?"), default=1, validators=party_sizes(1)
    )
    exact_size = WholeNumberField(
        _l("How many exactly?"),
        default=LARGE_PARTY,
        validators=[only_beside_its_chip, Optional(), *party_sizes(LARGE_PARTY)],
    )

    @property
    def size(self) -> int:
        """Return how many people are coming; `exact_size` counts only beside its chip."""
        if self.party_size.data == LARGE_PARTY and self.exact_size.data:
            return int(self.exact_size.data)
        return int(self.party_size.data)

    def validate_party_size(self, field: WholeNumberField) -> None:
        """Move a large number to its box: a page kept on a phone may still ask for it here."""
        if field.data and field.data > LARGE_PARTY:
            self.exact_size.data = field.data
            field.data = LARGE_PARTY
