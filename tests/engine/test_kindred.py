"""Words that people use for one concept find each other, whatever their ending and language."""

import pytest

from coffeecop.engine.kindred import Phrase, concepts, kindred, places_of
from coffeecop.engine.text import tokens


def finds(search, text):
    return all(list(places_of(alike, tokens(text))) for alike in kindred(search))


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("stolen bikes", "Me robaron la bicicleta."),
        ("robo de bicicletas", "Somebody stole my bike."),
        ("loud music", "Ponen la música a todo volumen."),
        ("the dog", "Los perros ladran."),
        ("homeless", "Hay una familia viviendo en la calle."),
        ("dark street light", "No sirve el foco, está oscuro."),
        ("vendors", "A vendor sells fruit."),
        ("xylophones", "A xylophone"),
    ],
)
def test_a_word_finds_its_like(search, text):
    assert finds(search, text)


def test_each_word_has_to_be_there_or_its_like():
    assert not finds("stolen bikes", "Me robaron el paquete.")
    assert not finds("stop sign", "Please stop the noise, it is a sign of the times.")


def test_small_words_are_left_out_and_what_is_listed_together_stays_together():
    assert kindred("the of y") == []
    ((first, *_),) = kindred("the stop signs")
    assert first == Phrase(("stop", "sign"), True)


def test_texts_share_a_concept_in_both_languages():
    ours, theirs = (set(concepts(tokens(each))) for each in ("graffiti tags", "Rayaron la barda"))

    assert ours & theirs
