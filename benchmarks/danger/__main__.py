"""`python -m benchmarks.danger DATA`: learn the weights with which texts of danger are found.

DATA holds ordinary texts of residents (`*.train.jsonl`, `event_*.jsonl`, field "text"), of which
none is about danger but for a few. The sentences of danger are in sentences.txt and in the tuned
halves of tests/engine. Ordinary texts are in two folds: limits are set on the fold that a model was
not fitted on; the weights that are written are fitted on both. Only words of the project's own
sentences have a weight. `--but danger` leaves a tuned file out, to measure on it.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array, Sparse, fit
from benchmarks.danger.texts import READER, Case, Ordinary, read_cases, read_ordinary, vectors_of
from coffeecop.engine.detectors.danger import FOLDER
from coffeecop.engine.examples import FlagKind, encoder_name

KINDS = tuple(map(str, FlagKind))
# Ordinary texts of 1,000 that may pass a limit. The reader's notes stop nobody.
RATES = dict.fromkeys(KINDS, 0.5) | {READER: 6.0}
# How much less it counts to take one kind of danger for another.
OTHER_KIND = 0.6
# The same of texts that tell of people, of which some are about danger; how much those count.
RATES_OF_PEOPLE = dict.fromkeys(KINDS, 20.0) | {READER: 90.0}
OF_PEOPLE = 3.0
CONCEPT_PENALTY, WORD_PENALTY, VECTOR_PENALTY = 1.0, 2.0, 0.1
# A feature of fewer sentences is not learnt.
MIN_TIMES = 2
SMALLEST_WEIGHT = 0.03
# Ordinary texts of 100 in which a sentence is encoded for a kind.
ENCODED = 3
DIGITS = 3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of DATA")
    parser.add_argument("--but", action="append", default=[], help="a tuned file to leave out")
    arguments = parser.parse_args()
    cases, ordinary = read_cases(arguments.but), read_ordinary(arguments.data)
    print(f"{len(cases):,} sentences; {ordinary.text[-1] + 1:,} ordinary texts")
    write("words", Learning(cases, ordinary, None).of((*KINDS, READER)))
    own = vectors_of([case.unit for case in cases])
    vectors = np.concatenate([own, vectors_of(ordinary.units, arguments.vectors)])
    write("vectors", Learning(cases, ordinary, vectors).of(KINDS) | {"encoder": encoder_name()})


class Learning:
    """Sentences of danger above ordinary ones, as one matrix."""

    def __init__(self, cases: Sequence[Case], ordinary: Ordinary, vectors: Array | None) -> None:
        times = Counter(name for case in cases for name in case.unit.features)
        self.names = sorted(name for name, number in times.items() if number >= MIN_TIMES)
        index = {name: at for at, name in enumerate(self.names)}
        units = [*(case.unit for case in cases), *ordinary.units]
        self.features = Sparse([unit.features for unit in units], index)
        self.penalties = np.array(
            [CONCEPT_PENALTY if name.isupper() else WORD_PENALTY for name in self.names]
        )
        self.cases, self.ordinary, self.vectors = cases, ordinary, vectors
        self.importance = np.where(ordinary.is_of_people, OF_PEOPLE, 1.0)

    def of(self, kinds: Sequence[str]) -> dict[str, object]:
        """Return what is written into a file of weights."""
        fitted = [self._kind(kind) for kind in kinds]
        weights, of_vectors, biases, limits, gates = zip(*fitted, strict=True)
        rows = zip(self.names, np.array(weights).T, strict=True)
        learnt: dict[str, object] = {
            "kinds": list(kinds),
            "biases": _rounded(biases),
            "limits": _rounded(limits),
            "weights": {name: _rounded(row) for name, row in rows if row.any()},
        }
        if self.vectors is None:
            return learnt
        return learnt | {"gates": _rounded(gates), "vectors": [*map(_rounded, of_vectors)]}

    def _kind(self, kind: str) -> tuple[Array, Array, float, float, float]:
        folds = self.ordinary.fold
        scores = [self._scores(*self._fitted(kind, folds != fold)) for fold in (0, 1)]
        outside = np.where(folds == 0, *scores)
        of_people = self.ordinary.is_of_people
        limit = max(
            self._limit(outside, RATES[kind], ~of_people),
            self._limit(outside, RATES_OF_PEOPLE[kind], of_people),
        )
        weights, of_vector, bias = self._fitted(kind, np.full(len(folds), True))
        weights = np.where(np.abs(weights) < SMALLEST_WEIGHT, 0, weights)
        gate = self._limit(self._scores(weights, None, bias), 10 * ENCODED, ~of_people)
        print(f"{kind:18} limit {limit:6.2f}, gate {gate:6.2f}")
        return weights, of_vector, bias, limit, gate

    def _fitted(self, kind: str, chosen: Array) -> tuple[Array, Array, float]:
        is_positive = [kind in case.kinds for case in self.cases]
        importance = [
            case.weight * (OTHER_KIND if case.kinds and kind not in case.kinds else 1)
            for case in self.cases
        ]
        return fit(
            self.features,
            self.vectors,
            np.concatenate([is_positive, np.zeros(len(chosen))]),
            np.concatenate([importance, chosen * self.importance]),
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


def _rounded(numbers: Sequence[float]) -> list[float]:
    return [round(float(number), DIGITS) for number in numbers]


def write(name: str, learnt: dict[str, object]) -> None:
    """Write a file with one line for each weight, so that changes can be read."""
    weights = learnt.pop("weights")
    assert isinstance(weights, dict)
    head = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in learnt.items()]
    rows = [json.dumps({feature: row}, ensure_ascii=False) for feature, row in weights.items()]
    body = ",\n".join(f"    {row[1:-1]}" for row in rows)
    path = FOLDER / f"danger_{name}.json"
    path.write_text("\n".join(["{", *head, '  "weights": {', body, "  }", "}", ""]), "utf-8")
    print(f"{path.name}: {len(rows):,} weights, {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
