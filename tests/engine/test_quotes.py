import pytest

from coffeecop.engine.quotes import closest_first, features_of, surest_then_closest
from tests.engine.texts import texts_of

SPEEDING = [
    "Cars speed down our street",
    "Speeding cars on our street every morning",
    "Cars speed on the street by the school",
    "Thank you for the coffee and the sandwiches",
]


def in_order(bodies):
    return closest_first(features_of(texts_of(bodies)), range(len(bodies)))


@pytest.mark.usefixtures("has_vectors")
def test_the_odd_one_out_stands_for_nobody():
    assert in_order(SPEEDING)[-1] == 3


def test_nothing_and_one_and_alike():
    assert in_order([]) == []
    assert in_order(["noise"]) == [0]
    assert in_order(["noise"] * 5) == [0, 1, 2, 3, 4]
    assert sorted(in_order(["", " ", "noise"])) == [0, 1, 2]


def test_the_same_text_first_whatever_the_order():
    first = SPEEDING[in_order(SPEEDING)[0]]
    backwards = SPEEDING[::-1]

    assert backwards[in_order(backwards)[0]] == first


def test_of_the_sure_texts_the_surest_come_first_and_of_these_the_most_representative():
    bodies = [
        "My cat is gone.",
        "Cars speed past the school every morning.",
        "Every morning cars speed down Maple Court past the school.",
        "Cars speed on Maple Court every morning.",
    ]
    texts = texts_of(bodies)

    assert surest_then_closest(texts, [1, 1, 1, 1], [0, 1, 2, 3])[0] == 2
    assert surest_then_closest(texts, [0.99, 0.8, 0.9, 0.85], [0, 1, 2, 3]) == [0, 2, 3, 1]
    assert surest_then_closest(texts, [0.99, 0.8, 0.9, 0.85], [3, 1]) == [3, 1]
    assert surest_then_closest(texts, [0.1] * 4, []) == []
