import unicodedata

import pytest

from coffeecop.engine.language import language_of
from tests.engine.texts import HALVES, read_texts


@pytest.mark.parametrize("half", HALVES)
def test_a_language_is_told_or_left_open_and_never_the_wrong_one(half):
    cases = read_texts("language", half)
    told = [(language, language_of(text) or "none") for language, text in cases]
    wrong = [case for case, (right, said) in zip(cases, told, strict=True) if said != right]

    assert all(language_of(text) is None for _, text in wrong), wrong
    can_be_told = [pair for pair in told if pair[0] != "none"]
    assert sum(right == said for right, said in can_be_told) >= 0.85 * len(can_be_told), wrong


@pytest.mark.parametrize("text", ["", " ", "\n", "12:30", "\u202e\u200b", "🙂" * 4000, "a" * 4000])
def test_a_text_without_words_has_no_language(text):
    assert language_of(text) is None


def test_accents_may_be_written_apart_and_capitals_throughout():
    text = "Ni un semáforo en la calle"

    assert language_of(unicodedata.normalize("NFD", text)) == "es"
    assert language_of(text.upper()) == "es"


def test_names_in_the_other_language_do_not_count():
    assert language_of("Speeding on Camino de los Robles by La Paloma del Sol") == "en"
    assert language_of("Mucho ruido en West Harbor Boulevard and Main Street") == "es"


def test_two_languages_at_once_are_neither():
    assert language_of("The cars go too fast. Los carros van muy rápido.") is None
