import pytest

from coffeecop.engine.detectors.emergency import Emergency, find_emergency
from tests.engine.texts import ODD_TEXTS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to die", Emergency.SELF_HARM),
        ("the house next door is on fire", Emergency.EMERGENCY),
        ("my neighbor says that he will kill me", Emergency.THREAT),
        ("mi esposo me pega", Emergency.DOMESTIC_VIOLENCE),
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


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_about_nothing(text):
    assert find_emergency(text) == set()
