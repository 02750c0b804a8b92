"""Names in a note that an officer types; it only serves to ask, so it may be wrong."""

import pytest

from coffeecop.engine.detectors.names import find_names


def names_in(text):
    return [text[start:end] for start, end in find_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mr. Gomez parks on the sidewalk.", ["Mr. Gomez"]),
        ("La Sra. Ibarra tiene miedo.", ["Sra. Ibarra"]),
        ("Her neighbor John Smith deals at night.", ["John Smith"]),
        ("Dice que Ana María López vende drogas.", ["Ana María López"]),
    ],
)
def test_a_name_is_found_after_a_title_or_within_a_sentence(text, names):
    assert names[0] in names_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cars speed on Maple Court.",
        "Hay basura en la Calle Roble.",
        "Two people at the North Beach Park at night.",
        "Please Help the children.",
        "cars speed past the school",
    ],
)
def test_places_and_beginnings_of_sentences_are_no_names(text):
    assert names_in(text) == []
