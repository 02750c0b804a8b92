import json

import numpy as np
import pytest

from coffeecop.config import PROJECT
from coffeecop.engine import encoder, labelled_sets
from coffeecop.engine.evaluation import figures, measure
from coffeecop.engine.evaluation.assigning import assigned, scores

STARTERS = PROJECT / "coffeecop" / "models" / "starter_topics.json"


def test_the_sample_is_sorted_as_well_as_ever(has_vectors):
    found = assigned(labelled_sets.read_sample(STARTERS), 0, 0)

    assert found["macro_f1"] >= (0.61 if has_vectors else 0.55)
    assert found["right_when_sure"] >= 0.75


@pytest.mark.usefixtures("has_vectors")
def test_the_engine_knows_how_often_it_is_right_on_the_sample():
    found = assigned(labelled_sets.read_sample(STARTERS), 20, 0)

    assert found["calibration_error"] <= 0.14


def test_scores_of_known_probabilities():
    shares = np.array([[0.9, 0.1], [0.6, 0.4], [0.4, 0.45]], dtype=np.float32)

    found = scores(shares, np.array([0, 1, 1]))

    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["macro_f1"] == pytest.approx(2 / 3)
    assert found["top2"] == 1
    assert found["coverage"] == pytest.approx(2 / 3)
    assert found["right_when_sure"] == pytest.approx(1 / 2)
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
    found = measure(town, [0, 5])

    assert [topic.names for topic in town.topics] == [("Dogs",), ("Lamps",)]
    assert found["5"]["accuracy"] == 1
    assert "macro_f1" in figures.table({"town": found}, {"self_harm": 0.5})
