"""Staff pages in those of their states that a new department meets, on a phone."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Language, Role
from tests.journeys.checks import check_axe, check_layout
from tests.journeys.staff_states import STAFF_STATES
from tests.staff.identity.passwords import hashed

# tests/test_palette.py holds the colours themselves apart.
SEEN_IN_THE_DARK = ("half_set_up", "paper_cards", "report_of_an_event")


@pytest.mark.parametrize("name", STAFF_STATES)
def test_it_is_easy_to_use_in_each_language(phone, sign_in_on, start_over, name):
    for language in Language:

        def open_as(*roles, language=language, **values):
            return sign_in_on(phone, *roles, language=language, **values)

        # For who is not signed in.
        phone.set_extra_http_headers({"Accept-Language": language})
        for _page in STAFF_STATES[name](phone, open_as) or [None]:
            expect(phone.locator("html")).to_have_attribute("lang", language)
            check_layout(phone)
            if language is Language.ENGLISH:
                check_axe(phone)
        if language is Language.ENGLISH and name in SEEN_IN_THE_DARK:
            phone.emulate_media(color_scheme="dark")
            check_axe(phone)
        start_over(phone)


def test_the_account_is_short_on_a_phone(phone, sign_in_on, app):
    sign_in_on(phone, *Role, password_hash=hashed(), language=Language.SPANISH)
    phone.goto("/staff/account")

    assert phone.evaluate("document.documentElement.scrollHeight") <= 1300
