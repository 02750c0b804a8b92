"""Which questions are like the one being written. Figures: benchmarks/answer_suggestions.py."""

import pytest

from coffeecop.engine import answers, encoder
from coffeecop.engine.answers import Question, answers_to
from coffeecop.engine.kinds import asking_sentences

PARKING = Question(
    1,
    (
        "How long may a car stay parked on the street?",
        "¿Cuánto tiempo puede quedarse un carro estacionado en la calle?",
    ),
)
BUMP = Question(2, ("How do I ask for a speed bump on my street?", "¿Cómo pido un tope?"))


def test_only_what_asks_is_compared():
    text = "The bikes are back. Can you help? I am tired! how long do we wait"

    assert asking_sentences(text) == ["Can you help?", "how long do we wait"]
    assert answers_to("A car stays parked on the street for too long.", [PARKING]) == []


def test_the_likest_comes_first_and_one_language_finds_the_other():
    text = "How long can a car be parked on the street? And how do I get a speed bump on my street?"

    assert set(answers_to(text, [BUMP, PARKING])) == {1, 2}
    spanish = "¿Cuánto tiempo se puede estacionar un carro en la calle?"
    assert answers_to(spanish, [BUMP, PARKING]) == [1]


def test_words_alone_or_meaning_alone_are_not_enough():
    assert answers_to("Is the street fair on the long street?", [PARKING]) == []
    assert answers_to("Can you fix this problem, please?", [PARKING, BUMP]) == []


def test_a_text_about_danger_gets_none():
    assert answers_to("I want to kill myself. How long may a car stay parked?", [PARKING]) == []


@pytest.mark.usefixtures("without_vectors")
def test_without_an_encoder_the_words_decide():
    assert answers_to("How long may a car be parked on the street?", [PARKING, BUMP]) == [1]
    assert answers_to("How long is the parade?", [PARKING, BUMP]) == []


@pytest.fixture
def without_vectors(monkeypatch):
    monkeypatch.setattr(answers, "encode", lambda texts: None)
    answers._meaning.cache_clear()
    answers._ordinary.cache_clear()
    yield
    answers._meaning.cache_clear()
    answers._ordinary.cache_clear()
    assert encoder
