import json

import pytest

from coffeecop.config import PROJECT
from coffeecop.engine.examples import TopicText
from coffeecop.engine.likeliest import likeliest_topics
from tests.engine.texts import read_sample

STARTERS = json.loads((PROJECT / "coffeecop/models/starter_topics.json").read_text("utf-8"))
IDS = {topic["key"]: place for place, topic in enumerate(STARTERS)}
TOPICS = [
    TopicText(
        IDS[topic["key"]],
        names=(topic["name_en"], topic["name_es"]),
        descriptions=(topic["description_en"], topic["description_es"]),
        keywords=(*topic["keywords_en"], *topic["keywords_es"]),
    )
    for topic in STARTERS
]
ANIMALS = TopicText(7, names=("Animals", "Animales"), keywords=("dog", "perro"))
NOISE = TopicText(8, names=("Noise", "Ruido"), keywords=("loud", "barking dog"))
LIGHTS = TopicText(9, names=("Street lights", "Luces"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_right_topic_is_mostly_among_the_first_three(language, record_property):
    lines = [line for line in read_sample("texts") if line["label"] and line["lang"] == language]
    found = [IDS[line["label"]] in likeliest_topics(line["text"], TOPICS) for line in lines]
    rate = sum(found) / len(found)
    record_property("scores", f"Right topic among the first three, {language}: {rate:.3f}")

    assert rate >= 0.75


def test_the_topic_with_more_of_its_words_comes_first():
    assert likeliest_topics("A barking dog, so loud", [ANIMALS, NOISE, LIGHTS]) == [8, 7]


def test_the_plural_is_the_same_word():
    likeness = TopicText(1, names=("Dogo",))

    assert likeliest_topics("dogs", [likeness, ANIMALS]) == [7]


def test_accents_capitals_and_typos_are_the_same_words():
    assert likeliest_topics("PÉRROS", [ANIMALS, NOISE, LIGHTS]) == [7]
    assert likeliest_topics("the stret lihgts", [ANIMALS, NOISE, LIGHTS]) == [9]


def test_no_more_are_named_than_asked_for():
    text = "a dog under street lights, and so loud"

    for number in (1, 2, 3):
        assert len(likeliest_topics(text, [ANIMALS, NOISE, LIGHTS], n=number)) == number


@pytest.mark.parametrize("text", ["", " ", "the of and", "xyz", "🙂" * 4000])
def test_a_text_without_words_of_any_topic_has_none(text):
    assert likeliest_topics(text, [ANIMALS, NOISE, LIGHTS]) == []


def test_a_faint_likeness_in_a_long_text_names_no_topic():
    text = "Hello everybody, the cloudy morning made uncle Vincent hum an old melody"

    assert likeliest_topics(text, [ANIMALS, NOISE, LIGHTS]) == []


def test_without_topics_there_are_none():
    assert likeliest_topics("dog", []) == []


def test_a_changed_keyword_counts_at_once():
    assert likeliest_topics("coyote", [ANIMALS]) == []
    assert likeliest_topics("coyote", [TopicText(7, ANIMALS.names, keywords=("coyote",))]) == [7]
