import pytest

from coffeecop.parts.reports.areas import AreaFinder

AREAS = {
    "Old Mill": ["Maple Court", "Cedar Park", "la Novena"],
    "Harbor": ["Pier Road", "the boat ramp", ""],
    "Empty": [],
}


@pytest.mark.parametrize(
    ("place", "keys", "areas"),
    [
        ("maple court", [], {"Old Mill"}),
        ("the corner by Maple Ct.", [], {"Old Mill"}),
        ("por la NOVENA", [], {"Old Mill"}),
        ("behind the boat ramp", [], {"Harbor"}),
        ("Maple Courtyard", [], set()),
        (None, ["cedar park", "pier road"], {"Old Mill", "Harbor"}),
        (None, ["maple court and third street"], {"Old Mill"}),
        (None, ["third street"], set()),
        ("", [], set()),
    ],
)
def test_areas_are_found_by_their_places_however_they_are_written(place, keys, areas):
    assert AreaFinder(AREAS).areas_of(place, keys) == areas
