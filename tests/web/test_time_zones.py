"""Time zones in select fields: those of the United States first, then others."""

import pytest

from coffeecop.models import Role
from coffeecop.web.time_zones import US_ZONES
from tests.factories import make_agency, make_event, sign_in
from tests.staff.accounts.test_links import link_of

PARTS = {"": ["United States", "Elsewhere"], "es": ["Estados Unidos", "En otra parte"]}


@pytest.fixture
def pages(visitor):
    """Return a function that opens each page with a time zone, in a language of the staff."""

    def opened(language):
        agency = make_agency(time_zone="America/Chicago")
        member = sign_in(visitor, *Role, agency=agency, language=language or None)
        event = make_event(agency=member.agency)
        paths = ("/staff/settings", "/staff/events/new", f"/staff/events/{event.id}/edit")
        return [visitor.get(path) for path in paths]

    return opened


@pytest.mark.parametrize("language", PARTS)
def test_zones_of_the_country_come_first_in_settings_and_events(pages, language):
    for page in pages(language):
        home, elsewhere = page.soup.select("#time_zone optgroup")
        assert [home["label"], elsewhere["label"]] == PARTS[language]
        at_home = [option["value"] for option in home.select("option")]
        assert tuple(at_home[: len(US_ZONES)]) == US_ZONES
        assert {"America/Detroit", "America/Boise", "Pacific/Saipan"} <= set(at_home)
        others = [option["value"] for option in elsewhere.select("option")]
        assert "Europe/Madrid" in others
        assert len({*at_home, *others}) == len(at_home) + len(others)
        assert not [zone for zone in others if zone.startswith(("US/", "Etc/"))]
        assert page.one("#time_zone [selected]")["value"] == "America/Chicago"
        assert not page.has("#time_zone > option")


def test_an_old_name_that_is_in_use_stays_in_the_list(visitor):
    sign_in(visitor, Role.ADMIN, agency=make_agency(time_zone="US/Pacific"))

    page = visitor.get("/staff/settings")

    assert page.one("#time_zone [selected]")["value"] == "US/Pacific"


def test_the_first_set_up_has_the_same_list(visitor):
    page = visitor.get(link_of(None))

    home = page.soup.select("#time_zone optgroup")[0]
    assert tuple(option["value"] for option in home.select("option"))[: len(US_ZONES)] == US_ZONES
