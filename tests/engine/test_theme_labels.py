"""Themes are named by phrases that people can read."""

import pytest

from coffeecop.engine.examples import Text
from coffeecop.engine.theme_labels import SharedWords, phrases_in
from tests.engine.texts import texts_of

OTHERS = ["Cars speed down Alder", "Loud music until two", "The lamp at the corner is broken"]


def named(bodies, language="en"):
    texts = [*(Text(body, language) for body in bodies), *texts_of(OTHERS)]
    return SharedWords(texts).names_of(range(len(bodies)))


@pytest.mark.usefixtures("has_vectors")
def test_a_phrase_keeps_its_small_words():
    assert named(
        [
            "Bikes on the promenade, far too fast",
            "There are bikes on the promenade at noon",
            "Please stop the bikes on the promenade",
        ]
    ) == {"en": "bikes on the promenade"}


def test_phrases_with_other_small_words_are_one():
    (key,) = phrases_in("Bikes on the promenade")

    assert phrases_in("A bike at our promenade").keys() == {key}


def test_a_name_is_at_least_two_words_in_a_row():
    assert named(["A drone again", "drone!", "The drone, at noon", "My drone"]) == {}


def test_words_that_name_nothing_and_streets_are_in_no_name():
    assert named([f"Last week somebody called twice {n}" for n in ("a", "b", "c")]) == {}
    loops = ["A coyote on Birch Loop", "My bike was taken on Birch Loop", "Birch Loop, loose dogs"]
    assert "birch" not in named(loops)["en"]


def test_where_no_phrase_is_shared_the_one_with_the_words_that_most_share_is_the_name():
    bodies = [
        "Drones hover over our yards and I hate it when guests are here",
        "My yard had a drone above it, dinner was ruined",
        "Who flies the drone? It looked into our yard.",
        "The yard of my mother: a drone, always",
    ]
    assert named(bodies)["en"] in ("yard had a drone", "drones hover over our yards")


def test_a_phrase_does_not_cross_a_full_stop():
    assert ("bike", "promenade") not in phrases_in("I have a bike. Promenade is closed")


@pytest.mark.usefixtures("encoder_installed")
def test_each_language_of_the_texts_has_a_name():
    texts = [Text(f"Wild sheep on the field {n}", "en") for n in ("one", "two", "three")]
    texts += [Text("Otra vez las ovejas salvajes, no se puede jugar en el campo", "es")]
    texts += texts_of(OTHERS)

    names = SharedWords(texts).names_of(range(4))

    assert "sheep" in names["en"]
    assert names["es"] == "ovejas salvajes"


@pytest.mark.usefixtures("encoder_installed")
def test_words_that_mean_the_same_in_both_languages_count_as_one():
    texts = [Text("Vendors block the ramp", "en"), Text("Two vendors with carts came", "en")]
    texts += [Text("Los vendedores tapan todo", "es"), Text("Llegó otro vendedor", "es")]
    texts += [Text(each, "en") for each in OTHERS]

    assert SharedWords(texts).most_words(range(4)) == 4
    assert SharedWords(texts, compared=[]).most_words(range(4)) == 0
