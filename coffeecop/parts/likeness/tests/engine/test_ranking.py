"""Who else told a story that a person has named comes first."""

import numpy as np
import pytest

from benchmarks.matters import __main__ as measured
from benchmarks.matters import rooms
from coffeecop.engine.encoder import DIMENSIONS, encode
from coffeecop.engine.kindred import kindred, places_of
from coffeecop.engine.text import tokens
from coffeecop.parts.likeness.engine import ranking
from coffeecop.parts.likeness.engine.ranking import Index

ROOM = [
    "Thank you for the coffee.",
    "Two loose dogs chased my son to the bus.",
    "El perro del vecino anda suelto y muerde.",
    "My mail was opened and the check is gone.",
    "When does the library open on Sundays?",
    "Somebody has a key to the mailboxes on Ninth.",
    "A pit bull with no leash went after the mailman.",
]
DOGS, MAIL = ["Loose dogs"], ["Mail theft"]
# Average precision with the name alone, and with a second line: with the encoder, and by words.
# Without topics, which take seconds to fit.
LEAST = {
    "chosen_on": {True: (0.68, 0.74), False: (0.5, 0.62)},
    "told_of": {True: (0.6, 0.7), False: (0.43, 0.57)},
    "fresh": {True: (0.42, 0.56), False: (0.28, 0.43)},
}


def vectors_of(bodies):
    vectors = encode(bodies)
    return np.zeros((len(bodies), DIMENSIONS), np.float32) if vectors is None else vectors


def scores(bodies, vectors, names, by_topic=None):
    topics = np.zeros((len(names), len(bodies)), np.float32) if by_topic is None else by_topic
    return ranking.scores(bodies, vectors, names, topics)


def first(row, number):
    return {int(place) for place in np.argsort(-row, kind="stable")[:number]}


def test_what_tells_the_story_comes_first_in_both_languages(has_vectors):
    (dogs,) = scores(ROOM, vectors_of(ROOM), [DOGS])

    assert first(dogs, 3) == {1, 2, 6} if has_vectors else first(dogs, 2) == {1, 2}


@pytest.mark.usefixtures("has_vectors")
def test_a_text_with_the_topics_of_the_name_counts_more():
    library = np.array([[0, 0, 0, 0, 0.8, 0, 0]], np.float32)
    with_topic, without = (
        scores(ROOM, vectors_of(ROOM), [["Story hour"]], topics)[0] for topics in (library, None)
    )

    assert with_topic[4] > without[4]


@pytest.mark.usefixtures("has_vectors")
def test_what_another_name_fits_counts_less():
    alone = scores(ROOM, vectors_of(ROOM), [DOGS])[0]
    beside = scores(ROOM, vectors_of(ROOM), [DOGS, ["Mailman attacked"]])[0]

    assert beside[6] < alone[6]


@pytest.mark.usefixtures("has_vectors")
def test_a_second_line_finds_those_who_say_it_in_its_words():
    (name, both) = (
        scores(ROOM, vectors_of(ROOM), [lines])[0]
        for lines in (MAIL, [*MAIL, "a key to the boxes"])
    )

    assert both[5] > name[5]


@pytest.mark.usefixtures("has_vectors")
@pytest.mark.parametrize("name", ["?!", "the of", "xylophones"])
def test_a_name_of_which_nobody_has_a_word_is_no_failure(name):
    found = scores(ROOM, vectors_of(ROOM), [[name]])

    assert found.shape == (1, len(ROOM))
    assert np.isfinite(found).all()


@pytest.mark.usefixtures("has_vectors")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_texts_and_no_names_are_no_failure(number):
    texts = ROOM[:number]

    assert scores(texts, vectors_of(texts), []).shape == (0, number)
    assert np.isfinite(scores(texts, vectors_of(texts), [DOGS, MAIL])).all()


@pytest.mark.usefixtures("encoder_installed")
def test_a_text_whose_vector_is_not_there_yet_is_found_by_its_words():
    vectors = vectors_of(ROOM)
    vectors[1] = 0

    assert 1 in first(scores(ROOM, vectors, [DOGS])[0], 3)


@pytest.mark.parametrize("search", ["dog", "bus stops", "pit bull", "robo de correo", "mail"])
def test_the_index_finds_what_reading_each_text_finds(search):
    index = Index(ROOM)
    for phrases in kindred(search):
        assert index.having(phrases) == {
            place for place, body in enumerate(ROOM) if [*places_of(phrases, tokens(body))]
        }


@pytest.mark.parametrize("name", LEAST)
def test_stories_of_rooms_are_found(name, has_vectors, record_property):
    found = measured.figures(measured.read(getattr(rooms, name)(), topics=[]), measured.ranked)
    record_property("measured", f"{found[0]} {found[1]}")

    for each, least in zip(found, LEAST[name][has_vectors], strict=True):
        assert each.average_precision >= least, str(each)
