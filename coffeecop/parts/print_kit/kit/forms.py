from flask_babel import lazy_gettext as _l
from wtforms import SubmitField

from coffeecop.models import Language
from coffeecop.web.fields import number_field
from coffeecop.web.forms import IdempotencyKeyMixin, StaffForm, WholeNumberField

USUAL_CARDS = 16
MOST_CARDS = 100


def _number_of_cards(label: object) -> WholeNumberField:
    wrong = _l("Write a number from 0 to %(most)s.", most=MOST_CARDS)
    return number_field(label, 0, MOST_CARDS, wrong, default=USUAL_CARDS)


class PrintKitForm(IdempotencyKeyMixin, StaffForm):
    """How many cards. A form sent twice prints the same ones."""

    english = _number_of_cards(_l("Cards in English"))
    spanish = _number_of_cards(_l("Cards in Spanish"))
    # The button that leaves all but the cards out.
    only_cards = SubmitField(_l("Print only the cards"))

    @property
    def how_many(self) -> dict[Language, int]:
        return {Language.ENGLISH: self.english.data, Language.SPANISH: self.spanish.data}


class PosterForm(StaffForm):
    """The button that prints the poster alone."""
