import unicodedata

import pytest

from coffeecop.engine.language import language_of
from tests.engine.texts import HALVES, ODD_TEXTS, read_texts


@pytest.mark.parametrize("half", HALVES)
def test_a_language_is_told_or_left_open_and_never_the_wrong_one(half):
    cases = read_texts("language", half)
    told = [(language, language_of(text) or "none") for language, text in cases]
    wrong = [case for case, (right, said) in zip(cases, told, strict=True) if said != right]

    assert all(language_of(text) is None for _, text in wrong), wrong
    can_be_told = [pair for pair in told if pair[0] != "none"]
    assert sum(right == said for right, said in can_be_told) >= 0.85 * len(can_be_told), wrong


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("es", [unicodedata.normalize("NFD", "Ni un semáforo"), "NI UN SEMÁFORO EN LA CALLE"]),
        # Names in the other language.
        ("en", ["Speeding on Camino de los Robles by La Paloma del Sol"]),
        ("es", ["Mucho ruido en West Harbor Boulevard and Main Street"]),
        # Both at once.
        (None, ["The cars go too fast. Los carros van muy rápido."]),
        (None, [*ODD_TEXTS, "12:30"]),
    ],
)
def test_accents_capitals_and_names_do_not_mislead(language, texts):
    assert {language_of(text) for text in texts} == {language}
