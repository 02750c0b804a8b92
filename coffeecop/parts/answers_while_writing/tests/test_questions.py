"""Which questions are like the one being written. Figures: benchmarks/answer_suggestions.py."""

import pytest

from coffeecop.parts.answers_while_writing.questions import likest_questions, questions_in

PUBLISHED = {
    1: (
        "How long may a car stay parked on the street?",
        "¿Cuánto tiempo puede quedarse un carro estacionado en la calle?",
    ),
    2: ("How do I ask for a speed bump on my street?", "¿Cómo pido un tope en mi calle?"),
    3: ("Who picks up trash on a street?", "¿Quién recoge la basura de la calle?"),
}


def test_only_what_asks_is_compared():
    text = "The bikes are back. Can you help? I am tired! how long do we wait"

    assert questions_in(text) == ["Can you help?", "how long do we wait"]
    assert questions_in("A car stays parked on the street for too long.") == []


def test_the_likest_comes_first_and_at_most_two():
    bump = "How do I ask for a speed bump for my street?"
    car = "How long can a car be parked on the street?"
    trash = "Who picks up the trash in the street?"

    assert likest_questions([bump], PUBLISHED) == [2]
    assert likest_questions([car, bump], PUBLISHED) == [2, 1]
    assert len(likest_questions([bump, car, trash], PUBLISHED)) == 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("¿Cuánto tiempo se puede estacionar un carro en la calle?", 1),
        ("¿Cuándo van a recoger esta basura?", 3),
    ],
)
def test_spanish_is_found_by_the_spanish_wording_in_any_form_of_its_words(asked, found):
    assert likest_questions([asked], PUBLISHED) == [found]


@pytest.mark.parametrize(
    "asked",
    ["Is the street fair on the long street?", "How long may it take?", "Can you fix this?"],
)
def test_a_word_in_common_is_not_enough(asked):
    assert likest_questions([asked], PUBLISHED) == []


def test_a_text_about_danger_or_an_officer_asks_nothing():
    texts = [
        "I want to kill myself. How long may a car stay parked?",
        # Not plainly enough for help to be shown.
        "Where can a woman with 3 kids and no car go tonight? He's asleep till about 4.",
        "The officer grabbed my arm. How long may a car stay parked?",
    ]

    assert [text for text in texts if questions_in(text)] == []
