"""Staff pages in those of their states that a new department meets, on a phone."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Language, Role
from tests.journeys import staff_states
from tests.journeys.checks import check_axe, check_layout, check_width
from tests.of_parts import of_parts
from tests.staff.identity.passwords import hashed

STAFF_WALKS = staff_states.STAFF_WALKS | {
    each.__name__: each for each in of_parts("WALKS", "walks")
}
# tests/test_palette.py holds the colours themselves apart. The last page of these walks.
SEEN_IN_THE_DARK = ("setting_up", "paper_cards", "report_of_an_event")


@pytest.fixture
def looks_at(phone, sign_in_on):
    """Go on a walk in a language, and yield at each page that it shows."""

    def looks(walk, language):
        def open_as(*roles, **values):
            return sign_in_on(phone, *roles, **{"language": language, **values})

        # For whoever is not signed in.
        phone.set_extra_http_headers({"Accept-Language": language})
        for _page in STAFF_WALKS[walk](phone, open_as):
            expect(phone.locator("html")).to_have_attribute("lang", language)
            yield phone

    return looks


# Spanish is the longer language.
@pytest.mark.parametrize(
    "language", [Language.SPANISH, pytest.param(Language.ENGLISH, marks=pytest.mark.exhaustive)]
)
@pytest.mark.parametrize("walk", STAFF_WALKS)
def test_it_is_easy_to_use_in_each_language(looks_at, walk, language):
    for page in looks_at(walk, language):
        check_layout(page)
        check_width(page)
        check_axe(page, contrast=language is Language.ENGLISH)
    if walk in SEEN_IN_THE_DARK:
        check_axe(page)
        page.emulate_media(color_scheme="dark")
        check_axe(page)


def test_the_account_is_short_on_a_phone(phone, sign_in_on, app):
    sign_in_on(phone, *Role, password_hash=hashed(), language=Language.SPANISH)
    phone.goto("/staff/account")

    assert phone.evaluate("document.documentElement.scrollHeight") <= 1300
