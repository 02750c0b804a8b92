import json
from collections import Counter
from itertools import product
from statistics import fmean

import numpy as np
import pytest

from benchmarks.topics import labelled_sets
from benchmarks.topics.evaluation import figures, measure
from benchmarks.topics.evaluation.assigning import assigned, drawn, drawn_naturally, scores
from coffeecop.config import PROJECT
from coffeecop.engine import encoder

STARTERS = PROJECT / "coffeecop" / "models" / "starter_topics.json"


def test_the_sample_is_sorted_as_well_as_ever(has_vectors):
    found = assigned(labelled_sets.read_sample(STARTERS), [])

    assert found["macro_f1"] >= (0.61 if has_vectors else 0.55)
    assert found["very_likely_right"] >= 0.75


@pytest.mark.usefixtures("has_vectors")
def test_the_engine_knows_how_often_it_is_right_on_the_sample():
    sample = labelled_sets.read_sample(STARTERS)

    assert assigned(sample, drawn(sample, 20, 0))["calibration_error"] <= 0.14


@pytest.mark.usefixtures("has_vectors")
@pytest.mark.parametrize("draws", [1, pytest.param(3, marks=pytest.mark.exhaustive)])
def test_corrections_drawn_as_texts_come_do_not_make_it_worse(draws):
    sample = labelled_sets.read_sample(STARTERS)
    corrected = [
        assigned(sample, drawn_naturally(sample, number, seed))["macro_f1"]
        for number, seed in product([30, 100], range(draws))
    ]

    # One of the sample's texts is a point.
    assert fmean(corrected) >= assigned(sample, [])["macro_f1"] - 0.01


def test_natural_draws_take_texts_as_they_come_and_balanced_ones_of_each_topic():
    sample = labelled_sets.read_sample(STARTERS)

    natural, balanced = drawn_naturally(sample, 40, 1), drawn(sample, 2, 1)

    assert len(set(natural)) == 40
    assert set(Counter(sample.trained[balanced].tolist()).values()) <= {1, 2}
    assert max(Counter(sample.trained[natural].tolist()).values()) > 2


def test_scores_of_known_probabilities():
    shares = np.array([[0.9, 0.1], [0.6, 0.4], [0.4, 0.45]], dtype=np.float32)

    found = scores(shares, np.array([0, 1, 1]))

    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["macro_f1"] == pytest.approx(2 / 3)
    assert found["top2"] == 1
    assert found["very_likely"] == pytest.approx(1 / 3)
    assert found["very_likely_right"] == 1
    assert found["likely"] == pytest.approx(1 / 3)
    assert found["likely_right"] == 0
    assert found["not_sure_right"] == 1
    assert found["calibration_error"] == pytest.approx((0.1 + 0.6 + 0.55) / 3, abs=1e-6)


@pytest.mark.parametrize("listed", [False, True])
def test_sets_are_read_from_a_folder(tmp_path, monkeypatch, listed):
    monkeypatch.setattr(encoder, "_is_disabled", True)
    rows = [
        {"text": f"The {word} {n}", "label": label, "lang": "en"}
        for label, word in (("Dogs", "dog barks"), ("Lamps", "lamp is out"))
        for n in range(8)
    ]
    for kind in ("train", "dev"):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"town.{kind}.jsonl").write_text(lines)
    if listed:
        topic = {"label": "Dogs", "names": {"en": "Dogs"}, "descriptions": {}, "keywords": {}}
        (tmp_path / "town.topics.json").write_text(json.dumps([topic]))

    (town,) = labelled_sets.read_sets(tmp_path, None)
    found = measure(town, [0, 5], [4])

    assert [topic.names for topic in town.topics] == [("Dogs",), ("Lamps",)]
    assert found["5"]["accuracy"] == 1
    assert "macro_f1" in figures.table({"town": found}, {"self_harm": 0.5})
