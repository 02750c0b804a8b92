"""Names in a note that an officer types; it only serves to ask, so it may be wrong."""

import pytest

from coffeecop.engine.detectors.details import find_names


def names_in(text):
    return [text[start:end] for start, end in find_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mr. Gomez parks on the sidewalk.", ["Mr. Gomez"]),
        ("La Sra. Ibarra tiene miedo.", ["Sra. Ibarra"]),
        ("Maria Lopez says that cars speed.", ["Maria Lopez"]),
        ("It is loud. Juan Pérez hears it too.", ["Juan Pérez"]),
        ("Her neighbor John Smith deals at night.", ["John Smith"]),
        ("Dice que Ana María López vende drogas.", ["Ana María López"]),
    ],
)
def test_a_name_is_found_after_a_title_or_as_two_words_with_capitals(text, names):
    assert names[0] in names_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cars speed on Maple Court.",
        "Hay basura en la Calle Roble.",
        "Two people at the North Beach Park at night.",
        "Please Help the children.",
        "The Police never come.",
        "La Policía nunca viene.",
        "cars speed past the school",
    ],
)
def test_places_and_small_words_at_the_start_are_no_names(text):
    assert names_in(text) == []
