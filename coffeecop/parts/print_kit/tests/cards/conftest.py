import pytest

from coffeecop.models import Language
from coffeecop.parts.print_kit.tests.rows import make_paper_card


@pytest.fixture
def card(event):
    """Card 17 of an event that is over."""
    return make_paper_card(event, number=17)


@pytest.fixture
def spanish_card(event):
    return make_paper_card(event, number=18, language=Language.SPANISH)
