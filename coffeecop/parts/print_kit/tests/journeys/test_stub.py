"""The page of a card that nobody has typed in yet, on a phone."""

import pytest

from coffeecop.models import Language
from coffeecop.parts.print_kit.tests.rows import make_paper_card, paper_card_code
from tests.factories import make_past_event
from tests.journeys.checks import check_axe, check_words


@pytest.mark.parametrize(
    ("prefix", "language"), [("", Language.ENGLISH), ("/es", Language.SPANISH)]
)
def test_it_is_easy_to_read(phone, app, prefix, language):
    event = make_past_event(title_en="Coffee at the library", title_es="Café en la biblioteca")
    card = make_paper_card(event, language=language)

    phone.goto(f"{prefix}/receipts/{paper_card_code(card)}")

    check_words(phone)
    check_axe(phone)
    phone.emulate_media(color_scheme="dark")
    check_axe(phone)
