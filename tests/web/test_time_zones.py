"""Time zones in select fields: those of the United States first, then others."""

import pytest

from coffeecop.models import Role
from coffeecop.web.time_zones import DEFAULT_ZONE, US_ZONES
from tests.factories import make_agency, make_event, sign_in
from tests.staff.accounts.test_links import link_of

PARTS = {"en": ["United States", "Elsewhere"], "es": ["Estados Unidos", "En otra parte"]}


@pytest.mark.parametrize("language", PARTS)
def test_zones_of_the_country_come_first_wherever_one_is_chosen(visitor, language):
    first_set_up = visitor.get(link_of(None), **{"Accept-Language": language})
    # An old name that is in use stays in the list.
    agency = make_agency(time_zone="US/Pacific")
    sign_in(visitor, *Role, agency=agency, language=language)
    event = make_event(agency=agency)
    paths = (
        "/staff/settings?open=department",
        "/staff/events/new",
        f"/staff/events/{event.id}/edit/when-and-where",
    )

    chosen = []
    for page in (first_set_up, *map(visitor.get, paths)):
        home, elsewhere = page.select("#time_zone optgroup")
        assert [home["label"], elsewhere["label"]] == PARTS[language]
        at_home = [option["value"] for option in home.select("option")]
        assert tuple(at_home[: len(US_ZONES)]) == US_ZONES
        assert {"America/Detroit", "America/Boise", "Pacific/Saipan"} <= set(at_home)
        others = {option["value"] for option in elsewhere.select("option")}
        assert "Europe/Madrid" in others
        assert not others & set(at_home)
        assert {zone for zone in others if zone.startswith(("US/", "Etc/"))} <= {"US/Pacific"}
        assert not page.has("#time_zone > option")
        chosen.append(page.one("#time_zone [selected]")["value"])
    assert chosen == [DEFAULT_ZONE, "US/Pacific", "US/Pacific", "US/Pacific"]
