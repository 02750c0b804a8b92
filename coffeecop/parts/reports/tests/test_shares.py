"""The shares of the community, with which a report says who was not heard."""

import pytest

from coffeecop.parts.reports.tests.lists import COMMUNITY
from tests.staff.settings.lists.kinds import details


def test_a_language_is_shown_by_its_name(plain_organizer):
    answer = plain_organizer.post(COMMUNITY.new, language="es", percent="32")

    assert COMMUNITY.lines(plain_organizer.follow(answer)) == ["Spanish 32 percent"]
    assert details() == [{"added": "language_es"}]


@pytest.mark.parametrize(
    ("typed", "name", "error"),
    [
        ({"percent": "7"}, "area", "Choose the language, or write the name"),
        ({"language": "es", "area": "Harbor"}, "language", "Leave the language out"),
        ({"language": "es", "place_names": "Oak"}, "language", "Leave the language out"),
        ({"area": "old mill"}, "area", "This is on the list already."),
        ({"area": "Harbor", "percent": "61"}, "percent", "Together these are 101"),
    ],
)
def test_what_does_not_add_up_is_told(admin, typed, name, error):
    COMMUNITY.row(admin.member.agency)

    page = admin.post(COMMUNITY.new, **{"percent": "2", **typed})

    assert page.status == 422
    assert error in page.text(f"#{name}-error")
