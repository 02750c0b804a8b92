import pytest

from benchmarks.danger.texts import TOLD, lines_of
from benchmarks.detectors import shares
from coffeecop.engine.detectors.emergency import (
    SEXUAL_ASSAULT,
    Emergency,
    dangers_in,
    find_emergency,
    tells_of_sexual_assault,
)
from tests.engine.texts import ODD_TEXTS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("le pegó a mi hija", Emergency.CHILD_ABUSE),
        ("newspapers piling up since thursday and her cat is in the window", Emergency.WELFARE),
        ("he hit me last night", Emergency.DOMESTIC_VIOLENCE),
        ("my son is missing since yesterday", Emergency.EMERGENCY),
        # Case, accents, stretched letters and other sentences hide nothing.
        ("MI ESPOSO ME PEGA", Emergency.DOMESTIC_VIOLENCE),
        ("mi ezpozo me pega, mi marídó me pega", Emergency.DOMESTIC_VIOLENCE),
        ("HE HAS A GUN!!!", Emergency.EMERGENCY),
        ("he’s got a gun", Emergency.EMERGENCY),
        ("heee has a gun", Emergency.EMERGENCY),
        ("Cars speed.\n\nAlso he has a gun.", Emergency.EMERGENCY),
    ],
)
def test_danger_is_found_by_its_kind(text, kind):
    assert kind in find_emergency(text)


def test_idioms_wages_scams_driveways_and_odd_texts_are_no_danger():
    texts = [
        "I would shoot myself for parking there",
        "mi patrón no me quiere pagar",
        "le sacaron todo con lo del nieto preso",
        "he blocked my driveway",
        *ODD_TEXTS,
    ]

    assert [text for text in texts if dangers_in(text)] == []


def test_danger_is_no_figure_of_speech():
    texts = [
        "my husband is killing me",
        "si hablo me mata el papá de mis hijos",
        "he beats me. At school nobody knows",
        "he beats me at work",
        "a baby in a car is dying of heat",
        "mi abuela se está muriendo de hambre",
    ]

    assert [text for text in texts if not dangers_in(text)] == []


@pytest.mark.parametrize("text", ["my landlord grabbed my breasts", "mi patrón me manoseó"])
def test_groping_is_sexual_assault(text):
    assert SEXUAL_ASSAULT in dangers_in(text)


def test_few_harmless_texts_tell_of_sexual_assault():
    harmless = [text for _, kind, text in lines_of(TOLD) if kind == "none"]
    assert not any(map(tells_of_sexual_assault, harmless))


def test_children_in_danger_and_people_who_need_a_visit_are_found():
    found = shares(TOLD, "card")

    assert found["child_abuse"]["card"] >= 90
    assert found["welfare"]["card"] >= 80
    assert found["none"]["card"] <= 6
