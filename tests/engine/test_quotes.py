from coffeecop.engine import assigning
from coffeecop.engine.quotes import by_closeness
from tests.engine.texts import texts_of

SPEEDING = [
    "Cars speed down our street",
    "Speeding cars on our street every morning",
    "Cars speed on the street by the school",
    "Thank you for the coffee and the sandwiches",
]


def test_the_odd_one_out_stands_for_nobody():
    assert by_closeness(texts_of(SPEEDING))[-1] == 3


def test_nothing_and_one_and_alike():
    assert by_closeness([]) == []
    assert by_closeness(texts_of(["noise"])) == [0]
    assert by_closeness(texts_of(["noise"] * 5)) == [0, 1, 2, 3, 4]
    assert sorted(by_closeness(texts_of(["", " ", "noise"]))) == [0, 1, 2]


def test_the_same_text_first_whatever_the_order():
    first = SPEEDING[by_closeness(texts_of(SPEEDING))[0]]
    backwards = SPEEDING[::-1]

    assert backwards[by_closeness(texts_of(backwards))[0]] == first


def test_words_do_without_an_encoder(monkeypatch):
    monkeypatch.setattr(assigning, "encode", lambda texts: None)

    assert by_closeness(texts_of(SPEEDING))[-1] == 3
