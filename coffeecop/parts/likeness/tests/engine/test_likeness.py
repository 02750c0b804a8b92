"""Texts are alike by meaning and by words, in two languages, and few enough are."""

import numpy as np
import pytest

from coffeecop.engine.encoder import DIMENSIONS, encode
from coffeecop.parts.likeness.engine.likeness import alike, close_in_meaning, nearest_sentences

BIKES = "Dirt bikes race on the trail behind the school every night."
MOTOS = "Las motos de motocross corren por el sendero detrás de la escuela cada noche."
OTHERS = [
    "The street light at the corner of Fifth has been out for weeks.",
    "Somebody dumps old mattresses in the alley.",
    "Can we have more coffee events on weekends?",
    "El perro del vecino ladra toda la mañana.",
    "The stop sign is hidden by a tree.",
    "Cars are parked across my driveway on market days.",
    "Thank you for coming to the library.",
    "Fireworks go off in the park in July.",
]
NONE = np.zeros((1, DIMENSIONS), dtype=np.float32)


def found(bodies, like, unlike=(), *, meaning=True):
    vectors = encode(bodies) if meaning else np.repeat(NONE, len(bodies), axis=0)
    return [bodies[place] for place, _ in alike(bodies, vectors, like, unlike)]


def close(bodies, words, *, having=()):
    return close_in_meaning(bodies, encode(bodies), words, encode([words])[0], having)


def test_what_means_the_same_is_found_in_the_other_language():
    assert found([BIKES, *OTHERS, MOTOS], [0])[0] == MOTOS


def test_without_meanings_words_and_their_like_decide():
    again = "The dirt bikes on the trail are back"

    assert found([BIKES, *OTHERS, MOTOS, again], [0], meaning=False) == [again, MOTOS]


def test_nothing_is_like_what_nobody_else_says():
    assert found(["A goat stands on my roof.", *OTHERS], [0], meaning=False) == []
    assert found([BIKES], [0]) == []


def test_what_was_picked_or_taken_out_is_not_found_again():
    again = "Dirt bikes race on the trail"
    bodies = [BIKES, again, MOTOS, *OTHERS]

    assert again in found(bodies, [0])
    assert again not in found(bodies, [0, 1])
    assert again not in found(bodies, [0], [1])


def test_what_was_taken_out_makes_its_like_less_alike():
    bodies = [
        "Loud bikes and loud music in the park",
        "Loud music until midnight",
        "Loud music from the bar",
        "Bikes without lights",
        *OTHERS,
    ]

    none = np.repeat(NONE, len(bodies), axis=0)
    before, after = dict(alike(bodies, none, [0])), dict(alike(bodies, none, [0], [1]))
    assert after[2] < before[2]


@pytest.mark.parametrize(("words", "meant"), [("carreras de motos", BIKES), ("dirt bikes", MOTOS)])
def test_words_find_what_means_the_same_in_the_other_language(words, meant):
    bodies = [*OTHERS, meant]

    ((place, _),) = close(bodies, words)

    assert bodies[place] == meant


def test_texts_that_have_the_words_show_what_is_meant():
    bodies = ["Las motos corren de noche por el sendero.", BIKES, *OTHERS]

    alone, shown = (dict(close(bodies, "motos", having=having)) for having in ([], [0]))
    assert shown[1] > alone.get(1, 0)
    assert 0 not in shown


def test_the_nearest_sentence_of_each_text_is_named():
    texts = ["Good morning. Dogs bark all night. Thank you!", "Perros.", "?!"]

    (words,) = encode(["barking dogs"])

    assert nearest_sentences(texts, words) == ["Dogs bark all night.", "Perros.", ""]


def test_one_that_sells_food_leads_to_others_in_both_languages():
    sellers = [
        "The taco cart on Third has been there for years, leave it alone.",
        "Dejen trabajar a la señora de los tamales.",
        "El puesto de elotes no le hace mal a nadie.",
        "Does a fruit stand need a permit?",
    ]
    for place in range(len(sellers)):
        assert set(found([*sellers, *OTHERS], [place])[:2]) <= set(sellers)
