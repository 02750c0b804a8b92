"""The made-up sentences that teach the starter topics."""

import json

import pytest

from coffeecop.analysis.training_data import STARTER_SAMPLES, samples_of, topic_texts
from coffeecop.config import PROJECT
from coffeecop.engine.assigning import Assigner
from coffeecop.engine.examples import ASSIGN, Text
from coffeecop.engine.text import fold_line
from coffeecop.models.topics import STARTER_TOPICS, add_starter_topics
from tests.factories import make_topic, the_agency

TOLD = json.loads(STARTER_SAMPLES.read_text("utf-8"))
KEYS = [topic["key"] for topic in json.loads(STARTER_TOPICS.read_text("utf-8"))]
MADE_FOR_MEASURING = ("told.tsv", "told.held.tsv")


@pytest.fixture
def topics(app):
    return {topic.key: topic for topic in add_starter_topics(the_agency())}


def test_every_starter_topic_is_told_in_both_languages():
    assert set(TOLD) == set(KEYS)
    assert {key for key in KEYS if min(map(len, TOLD[key].values())) < 20} == set()


def test_no_sentence_is_there_twice_or_made_for_measuring():
    told = [
        fold_line(said) for each in TOLD.values() for several in each.values() for said in several
    ]
    folder = PROJECT / "benchmarks" / "topics"
    measured = {
        fold_line(line.split("\t")[3])
        for name in MADE_FOR_MEASURING
        for line in (folder / name).read_text("utf-8").splitlines()
    }

    assert len(set(told)) == len(told)
    assert not measured.intersection(told)


def test_a_topic_with_another_name_has_a_meaning_of_its_own(topics):
    parking = topics["parking"]
    assert set(TOLD["parking"]["es"]) < set(samples_of(parking))

    parking.name_en = "Parking at the beach"

    assert samples_of(parking) == ()


def test_sentences_of_a_department_teach_its_own_topic(app):
    noise, boats = make_topic(name_en="Loud nights"), make_topic(name_en="Harbor")
    said = [Text("They leave the engine of the trawler on all night")]
    before = Assigner(topic_texts([noise, boats])).probabilities(said)[0]

    boats.description_en = "The trawlers keep their engines on.\nDiesel engines run at the pier."
    after = Assigner(topic_texts([noise, boats])).probabilities(said)[0]

    assert [before.argmax(), after.argmax()] == [0, 1]


def test_shots_that_were_heard_have_a_topic(topics):
    heard = [Text("Gun shots heard Friday night"), Text("el viernes se escucharon balazos")]
    noise = list(topics).index("noise-neighbors")

    found = Assigner(topic_texts(topics.values())).probabilities(heard)

    assert found[:, noise].min() >= ASSIGN
