"""What a new department meets, on a phone: each page in each language and scheme."""

import pytest

from coffeecop.db import db
from coffeecop.models import Language, Role
from tests.conftest import empty
from tests.journeys.checks import check_layout, run_axe
from tests.journeys.staff_states import STAFF_STATES
from tests.staff.identity.passwords import hashed

# Words differ by language and colours by scheme, so two of the four pairs show all.
SCHEMES = {Language.ENGLISH: "light", Language.SPANISH: "dark"}


@pytest.mark.parametrize("state", STAFF_STATES)
def test_it_is_easy_to_use_in_each_language_and_scheme(with_script, sign_in_on, state):
    page = with_script
    for language, scheme in SCHEMES.items():
        empty(db)
        # What the session still holds of them would come in the way of their successors.
        db.session.expunge_all()

        def open_as(*roles, language=language, **values):
            return sign_in_on(page, *roles, language=language, **values)

        page.emulate_media(color_scheme=scheme)
        page.context.clear_cookies()
        STAFF_STATES[state](page, open_as)
        check_layout(page)
        run_axe(page)


def test_the_account_is_short_on_a_phone(with_script, sign_in_on, app):
    sign_in_on(with_script, *Role, password_hash=hashed(), language=Language.SPANISH)
    with_script.goto("/staff/account")

    assert with_script.evaluate("document.documentElement.scrollHeight") <= 1300
