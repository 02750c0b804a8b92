"""Themes are named by phrases that people can read."""

import pytest

from coffeecop.engine.examples import Text
from coffeecop.engine.theme_labels import SharedWords, phrases_in
from tests.engine.texts import texts_of

OTHERS = ["Cars speed down Alder", "Loud music until two", "The lamp at the corner is broken"]


def named(bodies, language=None):
    texts = [*(Text(body, language) for body in bodies), *texts_of(OTHERS)]
    return SharedWords(texts).phrases_of(range(len(bodies)))


@pytest.mark.usefixtures("has_vectors")
def test_a_phrase_keeps_its_small_words():
    assert named(
        [
            "Bikes on the promenade, far too fast",
            "There are bikes on the promenade at noon",
            "Please stop the bikes on the promenade",
        ]
    ) == ("bikes on the promenade",)


def test_phrases_with_other_small_words_are_one():
    (key,) = phrases_in("Bikes on the promenade")

    assert phrases_in("A bike at our promenade").keys() == {key}


@pytest.mark.parametrize(
    "bodies",
    [
        # One word.
        ["A drone again", "drone!", "The drone, at noon", "My drone"],
        ["The sheep came", "A goat", "Cows are here", "The mule"],
        # Words that name nothing.
        [f"Last week somebody called twice {n}" for n in ("a", "b", "c")],
        # A street.
        ["A coyote on Birch Loop", "My bike was taken on Birch Loop", "Birch Loop, loose dogs"],
    ],
)
def test_what_is_no_name(bodies):
    assert named(bodies) == ()


def test_a_phrase_does_not_cross_a_full_stop():
    assert ("bike", "promenade") not in phrases_in("I have a bike. Promenade is closed")


def test_what_the_whole_event_says_names_no_theme():
    texts = texts_of([f"Maple Court is loud, house {n}" for n in range(30)])

    assert SharedWords(texts).phrases_of(range(4)) == ()


def test_each_language_with_a_third_of_the_texts_has_a_phrase():
    texts = [Text(f"Wild sheep on the field {n}", "en") for n in ("one", "two", "three")]
    texts += [Text(f"Ovejas salvajes en el campo {n}", "es") for n in ("uno", "dos")]
    texts += texts_of(OTHERS)

    english, spanish = SharedWords(texts).phrases_of(range(5))

    assert "sheep" in english
    assert "ovejas" in spanish
