import json

import pytest

from coffeecop.config import PROJECT
from coffeecop.engine.examples import TopicText
from coffeecop.engine.likeliest import likeliest_topics, sure_topics
from tests.engine.texts import ODD_TEXTS, read_sample

STARTERS = json.loads((PROJECT / "coffeecop/models/starter_topics.json").read_text("utf-8"))
IDS = {topic["key"]: place for place, topic in enumerate(STARTERS)}
TOPICS = [
    TopicText(
        IDS[topic["key"]],
        names=(topic["name_en"], topic["name_es"]),
        keywords=(*topic["keywords_en"], *topic["keywords_es"]),
        samples=(topic["description_en"], topic["description_es"]),
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


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("A barking dog, so loud", [8, 7]),
        # Plural, accents, capitals and typos.
        ("perros", [7]),
        ("PÉRROS", [7]),
        ("the stret lihgts", [9]),
        # A faint likeness in a long text names no topic.
        ("Hello everybody, the cloudy morning made uncle Vincent hum an old melody", []),
        *((text, []) for text in (*ODD_TEXTS, "the of and", "xyz")),
    ],
)
def test_the_topic_with_more_of_its_words_comes_first(text, topics):
    assert likeliest_topics(text, [ANIMALS, NOISE, LIGHTS]) == topics


def test_the_plural_is_the_same_word_and_another_word_is_not():
    assert likeliest_topics("dogs", [TopicText(1, names=("Dogo",)), ANIMALS]) == [7]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_more_are_named_than_asked_for(number):
    text = "a dog under street lights, and so loud"

    assert len(likeliest_topics(text, [ANIMALS, NOISE, LIGHTS], n=number)) == number
    assert likeliest_topics(text, [], n=number) == []


def test_a_changed_keyword_counts_at_once():
    assert likeliest_topics("coyote", [ANIMALS]) == []
    assert likeliest_topics("coyote", [TopicText(7, ANIMALS.names, keywords=("coyote",))]) == [7]


def test_few_topics_are_sure_where_no_other_is_nearly_as_likely():
    sure = {"A barking dog, so loud": [8], "Dogs": [7], "A loud dog": [7, 8], "Hello": [], "": []}

    assert {text: sorted(sure_topics(text, [ANIMALS, NOISE, LIGHTS])) for text in sure} == sure


def test_words_of_made_up_sentences_count():
    heard = TopicText(3, names=("Quiet",), samples=("the trumpet upstairs never stops",))

    assert likeliest_topics("a trumpet again", [ANIMALS, heard]) == [3]
