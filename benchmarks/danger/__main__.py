"""`python -m benchmarks.danger DATA`: learn the weights with which texts of danger, and complaints
about officers, are found.

DATA holds ordinary texts of residents (`*.train.jsonl`, `event_*.jsonl`, field "text"), of which
none is about danger but for a few. What is about danger is in sentences.txt, situations.txt and the
tuned halves of tests/engine; complaints are in complaints.txt. Ordinary texts are in five folds:
limits are set on the fold that a model was not fitted on; the weights that are written are fitted
on all. Only words of the project's own texts have a weight.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array, Sparse, fit
from benchmarks.danger.texts import (
    FOLDS,
    SITUATION,
    Case,
    Ordinary,
    read_cases,
    read_complaints,
    read_ordinary,
    read_people,
    read_people_of_other_topics,
    vectors_of,
    whole,
)
from coffeecop.engine.detectors.complaint import CONDUCT
from coffeecop.engine.detectors.emergency import DANGER, READER
from coffeecop.engine.detectors.linear import FOLDER, units_of
from coffeecop.engine.examples import FlagKind, encoder_name

KINDS = tuple(map(str, FlagKind))
# Ordinary texts of 1,000 that may pass a limit, and the same of texts that tell of people. Reader's
# notes and the question about an officer stop nobody.
Rates = dict[str, tuple[float, float]]
BY_WORDS: Rates = {DANGER: (3.0, 100.0), READER: (12.0, 110.0)}
BY_MEANING: Rates = {DANGER: (5.0, 125.0)}
OF_COMPLAINTS: Rates = {CONDUCT: (8.0, 120.0)}
# How much texts that tell of people count.
OF_PEOPLE = 3.0
# The score from which a text about danger is of a kind, besides the likeliest.
TOLD_APART = 0.3
CONCEPT_PENALTY, WORD_PENALTY, VECTOR_PENALTY = 1.0, 2.0, 0.1
# A feature of fewer texts is not learnt.
MIN_TIMES = 3
SMALLEST_WEIGHT = 0.05
# Ordinary texts of 1,000 in which a sentence is encoded.
ENCODED = 80.0
DIGITS = 2

Fitted = tuple[Array, Array, float]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of DATA")
    arguments = parser.parse_args()
    others = read_ordinary(arguments.data, whole, read_people_of_other_topics())
    write("complaint_words", Learning(read_complaints(), others).of(OF_COMPLAINTS))
    cases = read_cases()
    ordinary = read_ordinary(arguments.data, units_of, read_people())
    print(f"{len(cases):,} sentences; {ordinary.text[-1] + 1:,} ordinary texts")
    write("danger_words", Learning(cases, ordinary).of(BY_WORDS, KINDS))
    own = vectors_of([case.unit for case in cases])
    vectors = np.concatenate([own, vectors_of(ordinary.units, arguments.vectors)])
    learnt = Learning(cases, ordinary, vectors).of(BY_MEANING, KINDS)
    write("danger_vectors", learnt | {"encoder": encoder_name()})


class Learning:
    """The project's own texts above ordinary ones, as one matrix."""

    def __init__(
        self, cases: Sequence[Case], ordinary: Ordinary, vectors: Array | None = None
    ) -> None:
        times = Counter(name for case in cases for name in case.unit.features)
        self.names = sorted(name for name, number in times.items() if number >= MIN_TIMES)
        self.index = {name: at for at, name in enumerate(self.names)}
        units = [*(case.unit for case in cases), *ordinary.units]
        self.features = Sparse([unit.features for unit in units], self.index)
        self.penalties = np.array(
            [CONCEPT_PENALTY if name.isupper() else WORD_PENALTY for name in self.names]
        )
        self.cases, self.ordinary, self.vectors = cases, ordinary, vectors
        self.importance = np.where(ordinary.is_of_people, OF_PEOPLE, 1.0)

    def of(self, found: Rates, told_apart: Sequence[str] = ()) -> dict[str, object]:
        """Return what is written into a file of weights."""
        limited = [self._found(kind, *rates) for kind, rates in found.items()]
        fitted = [*(one for one, _, _ in limited), *map(self._told_apart, told_apart)]
        limits = [*(limit for _, limit, _ in limited), *(TOLD_APART for _ in told_apart)]
        weights, of_vectors, biases = zip(*fitted, strict=True)
        rows = zip(self.names, np.array(weights).T, strict=True)
        learnt: dict[str, object] = {
            "kinds": [*found, *told_apart],
            "biases": _rounded(biases),
            "limits": _rounded(limits),
            "weights": {name: _rounded(row) for name, row in rows if row.any()},
        }
        if self.vectors is None:
            return learnt
        return learnt | {"gate": limited[0][2], "vectors": [*map(_rounded, of_vectors)]}

    def _found(self, kind: str, rate: float, rate_of_people: float) -> tuple[Fitted, float, float]:
        """Tell texts of a kind from all others; return also the limit, and the gate below it."""
        folds = self.ordinary.fold
        outside = np.zeros(len(folds))
        for fold in range(FOLDS):
            scores = self._scores(*self._fitted(kind, folds != fold))
            outside[folds == fold] = scores[folds == fold]
        of_people = self.ordinary.is_of_people
        limit = max(
            self._limit(outside, rate, ~of_people), self._limit(outside, rate_of_people, of_people)
        )
        weights, of_vector, bias = self._fitted(kind, np.full(len(folds), True))
        weights = _without_small(weights)
        gate = self._limit(self._scores(weights, None, bias), ENCODED, ~of_people) - limit
        print(f"{kind:18} limit {limit:6.2f}, gate {gate:6.2f}", flush=True)
        return (weights, of_vector, bias), limit, round(gate, DIGITS)

    def _told_apart(self, kind: str) -> Fitted:
        """Tell texts of one kind of danger from those of the others."""
        rows = [at for at, case in enumerate(self.cases) if case.kinds]
        weights, of_vector, bias = fit(
            Sparse([self.cases[at].unit.features for at in rows], self.index),
            None if self.vectors is None else self.vectors[rows],
            np.array([float(kind in self.cases[at].kinds) for at in rows]),
            np.array([min(self.cases[at].weight, SITUATION) for at in rows]),
            self.penalties,
            VECTOR_PENALTY,
        )
        return _without_small(weights), of_vector, bias

    def _fitted(self, kind: str, chosen: Array) -> Fitted:
        return fit(
            self.features,
            self.vectors,
            np.concatenate([[kind in case.kinds for case in self.cases], np.zeros(len(chosen))]),
            np.concatenate([[case.weight for case in self.cases], chosen * self.importance]),
            self.penalties,
            VECTOR_PENALTY,
        )

    def _scores(self, weights: Array, of_vector: Array | None, bias: float) -> Array:
        """Return the scores of the ordinary units."""
        scores = self.features.times(weights) + bias
        if of_vector is not None and self.vectors is not None:
            scores = scores + self.vectors @ of_vector
        return scores[len(self.cases) :]

    def _limit(self, scores: Array, rate: float, which: Array) -> float:
        """Return the score that `rate` of 1,000 texts of these pass with their highest unit."""
        highest = np.full(self.ordinary.text[-1] + 1, -np.inf)
        np.maximum.at(highest, self.ordinary.text[which], scores[which])
        ordered = np.sort(highest[np.unique(self.ordinary.text[which])])[::-1]
        place = max(1, round(rate * len(ordered) / 1000))
        return float(ordered[place - 1 : place + 1].mean())


def _without_small(weights: Array) -> Array:
    return np.where(np.abs(weights) < SMALLEST_WEIGHT, 0, weights)


def _rounded(numbers: Sequence[float]) -> list[float]:
    return [round(float(number), DIGITS) for number in numbers]


def write(name: str, learnt: dict[str, object]) -> None:
    """Write a file with one line for each weight, so that changes can be read."""
    weights = learnt.pop("weights")
    assert isinstance(weights, dict)
    head = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in learnt.items()]
    rows = [json.dumps({feature: row}, ensure_ascii=False) for feature, row in weights.items()]
    body = ",\n".join(f"    {row[1:-1]}" for row in rows)
    path = FOLDER / f"{name}.json"
    path.write_text("\n".join(["{", *head, '  "weights": {', body, "  }", "}", ""]), "utf-8")
    print(f"{path.name}: {len(rows):,} weights, {path.stat().st_size / 1024:.0f} KB", flush=True)


if __name__ == "__main__":
    main()
