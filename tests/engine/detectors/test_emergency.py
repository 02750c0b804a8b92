import pytest

from coffeecop.engine.detectors.emergency import Emergency, find_emergency


@pytest.mark.parametrize(
    "text",
    [
        "HE HAS A GUN!!!",
        "he’s got a gun",
        "Cars speed.\n\nAlso he has a gun.",
        "MI ESPOSO ME PEGA",
        "Mi esposo me pega",
        "heee has a gun",
        "mi ezpozo me pega, mi marídó me pega",
    ],
)
def test_case_accents_stretched_letters_and_other_sentences_hide_nothing(text):
    assert find_emergency(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to die", Emergency.SELF_HARM),
        ("mi esposo me pega", Emergency.DOMESTIC_VIOLENCE),
        ("the house next door is on fire", Emergency.EMERGENCY),
        ("my neighbor says that he will kill me", Emergency.THREAT),
    ],
)
def test_the_kind_of_danger_is_named(text, kind):
    assert kind in find_emergency(text)


@pytest.mark.parametrize("text", ["", " ", "...", "\u202e\u200b", "🙂" * 4000, "a" * 4000])
def test_odd_texts_are_about_nothing(text):
    assert find_emergency(text) == set()
