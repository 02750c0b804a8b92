"""Probabilities say how often the engine is right, more so the more it was corrected."""

from dataclasses import replace

import numpy as np
import pytest

from coffeecop.engine import encoder
from coffeecop.engine.assigning import (
    MANY_SAMPLES,
    WITH_KEYWORDS,
    WITH_SAMPLES,
    WITHOUT_KEYWORDS,
    Assigner,
    fitted_inverse_temperature,
    softmax,
    starting_inverse_temperature,
)
from coffeecop.engine.encoder import pack
from coffeecop.engine.examples import ASSIGN, OFFER, Example, Text, TopicText

PARKING = TopicText(
    3,
    ("Parking", "Estacionamiento"),
    ("parked", "parking", "double park", "estacionado", "estacionamiento"),
    samples=("Cars parked where they block the way.", "Carros estacionados donde estorban."),
)
DOGS = TopicText(
    8,
    ("Dogs", "Perros"),
    ("dog", "barking", "perro", "ladra"),
    samples=("Loose, barking or lost dogs.", "Perros sueltos, perdidos o que ladran."),
)
LIGHTS = TopicText(
    5,
    ("Street lights", "Alumbrado"),
    ("street light", "lamp", "farola", "alumbrado"),
    samples=("Lamps that are out.", "Lámparas que no encienden."),
)
TOPICS = [PARKING, DOGS, LIGHTS]


def shares(*bodies, topics=TOPICS, examples=()):
    assigner = Assigner(topics, examples)
    return assigner.probabilities([Text(body) for body in bodies])


@pytest.mark.usefixtures("has_vectors")
@pytest.mark.parametrize(
    ("body", "topic"),
    [
        ("A dog barks all night.", DOGS),
        ("El perro del vecino ladra toda la noche.", DOGS),
        ("Trucks double park at the school.", PARKING),
        ("Hay un camión estacionado en la banqueta", PARKING),
        ("LA FAROLA NO SIRVE", LIGHTS),
        ("two street lights are out", LIGHTS),
    ],
)
def test_english_and_spanish_texts_meet_in_one_topic(body, topic):
    (row,) = shares(body)
    assert TOPICS[int(row.argmax())] is topic


def test_made_up_sentences_teach_a_topic():
    told = ("Nobody picks up after the poodle next door", "A husky jumped over our wall")
    topics = [PARKING, replace(DOGS, samples=told), LIGHTS]
    said = "The poodle jumped over the wall"

    (before,), (after,) = shares(said), shares(said, topics=topics)

    assert after.argmax() == 1
    assert after[1] > before[1]


@pytest.mark.usefixtures("has_vectors")
def test_probabilities_are_shares():
    found = shares("A dog.", "", "   ", "🐕🐕", "¿?", "word " * 800, "\x00")

    assert found.shape == (7, 3)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found.sum(axis=1) <= 1.00001).all()


def test_low_scores_are_spread_as_far_as_high_ones_of_the_same_shape():
    """Four times lower scores, half as far apart in the exponent: not four times nearer."""
    high = np.array([[0.8, 0.4]], dtype=np.float32)

    surely, faintly = (softmax(scores, 12)[0] for scores in (high, high / 4))

    apart = [np.log(shares[0] / shares[1]) for shares in (surely, faintly)]
    assert apart[1] == pytest.approx(apart[0] / 2, rel=1e-4)


@pytest.mark.usefixtures("has_vectors")
def test_a_correction_changes_what_follows():
    body = "The coyotes are back in the wash."
    before = shares(body)[0, 1]

    after = shares(
        "Coyotes in the wash again!", examples=[Example(Text(body), frozenset([DOGS.id]))]
    )[0, 1]

    assert after > before
    assert after >= ASSIGN


def test_a_text_that_people_put_nowhere_is_put_nowhere():
    body = "Is the pool open on Sunday?"
    said = [Example(Text(f"{body} {n}"), frozenset()) for n in range(25)]
    said += [Example(Text(f"The dog {n} barks."), frozenset([DOGS.id])) for n in range(25)]

    assert shares(body, examples=said).max() < OFFER


def test_a_correction_counts_by_its_weight():
    def after(weight):
        said = Example(Text("The coyotes are back."), frozenset([DOGS.id]), weight)
        return shares("Coyotes.", examples=[said])[0, 1]

    assert after(0.2) > after(0.01)


def test_a_correction_may_name_a_topic_that_is_no_longer_passed():
    said = [Example(Text("Old things"), frozenset([99, DOGS.id]))]

    assert shares("Old things", topics=[DOGS, PARKING], examples=said)[0, 0] >= OFFER


def test_the_two_topics_of_a_text_come_first():
    body = "The dog next door barks, and a truck is parked on the sidewalk."
    both = frozenset([DOGS.id, PARKING.id])
    said = [Example(Text(f"{n} dogs bark where {n} cars are parked"), both) for n in range(5)]

    for examples in ((), said):
        (row,) = shares(body, examples=examples)
        assert min(row[0], row[1]) > 10 * row[2]


def test_keywords_are_whole_words_whatever_their_accents_case_and_number():
    topics = [
        TopicText(1, ("Alpha",), keywords=("señal", "art")),
        TopicText(2, ("Beta",), keywords=("cart",)),
    ]

    found = shares("SENALES", "cart", topics=topics)

    assert found[0].argmax() == 0
    assert found[1].argmax() == 1


def test_without_topics_or_texts_there_are_no_probabilities():
    assert shares("A dog", topics=[]).shape == (1, 0)
    assert shares().shape == (0, 3)
    assert Assigner([], [Example(Text("A dog"), frozenset([1]))]).probabilities([]).shape == (0, 0)


def test_one_topic_does_not_take_everything():
    found = shares("The dog barks.", "Is the pool open on Sunday?", topics=[DOGS])

    assert found[0, 0] >= ASSIGN
    assert found[1, 0] < found[0, 0]


def test_sixty_topics():
    topics = [TopicText(n, (f"Matter {n}",), keywords=(f"word{n}",)) for n in range(60)]

    assert shares("word41", topics=topics)[0].argmax() == 41


def test_a_vector_at_hand_is_used(monkeypatch):
    assigner = Assigner(TOPICS)
    monkeypatch.setattr(encoder, "_loaded", lambda: pytest.fail("made a vector again"))

    assigner.probabilities([Text("A dog", vector=pack(np.ones(512, np.float32) / 512**0.5))])


@pytest.mark.usefixtures("has_vectors")
def test_the_same_texts_give_the_same_numbers_alone_and_together():
    said = [Example(Text(f"The dog {n} barks."), frozenset([DOGS.id])) for n in range(30)]
    once, again = (Assigner(TOPICS, said) for _ in range(2))
    texts = [Text("A dog"), Text("Parked cars"), Text("Lamp out")]

    together = once.probabilities(texts)

    assert np.array_equal(together, again.probabilities(texts))
    alone = np.vstack([once.probabilities([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


START = WITH_KEYWORDS


def corrected(number, right):
    """Return the scores of texts that clearly prefer the first topic, and their true labels."""
    scores = np.tile(np.array([[0.6, 0.3]], dtype=np.float32), (number, 1))
    labels = np.zeros_like(scores)
    labels[:right, 0] = labels[right:, 1] = 1
    return scores, labels


def fitted(number, right):
    return fitted_inverse_temperature(*corrected(number, right), START)


def test_without_corrections_it_starts_by_what_is_known_of_topics():
    listed, bare = TopicText(1, ("A",), keywords=("a",)), TopicText(2, ("B",))
    told = TopicText(3, ("C",), samples=("A cat",) * MANY_SAMPLES)

    assert starting_inverse_temperature([told]) == WITH_SAMPLES
    assert starting_inverse_temperature([listed]) == WITH_KEYWORDS
    assert starting_inverse_temperature([bare]) == WITHOUT_KEYWORDS
    assert WITH_KEYWORDS < starting_inverse_temperature([listed, bare]) < WITHOUT_KEYWORDS
    assert fitted(0, 0) == START


def test_a_few_corrections_hardly_move_it_and_many_do():
    few, many = fitted(4, 2), fitted(400, 200)

    assert many < few < START
    assert START - few < (START - many) / 2


@pytest.mark.parametrize("right", [340, 380])
def test_after_many_corrections_the_probability_is_the_share_that_was_right(right):
    scores, _ = corrected(1, 1)

    (row,) = softmax(scores, fitted(400, right))

    assert row[0] == pytest.approx(right / 400, abs=0.04)
