"""`python -m benchmarks.danger DATA`: learn the weights with which texts of danger, and complaints
about officers, are found.

DATA holds ordinary texts of residents (`*.train.jsonl`, `event_*.jsonl`, field "text"), of which
none is about danger but for a few. What is about danger is in sentences.txt, situations.txt and the
tuned halves of tests/engine, complaints are in complaints.txt, both in told.txt. Limits are set on
its harmless texts, from which nothing is learnt: of what people tell, so many may pass. Only words
of the project's own texts have a weight.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array, Sparse, fit
from benchmarks.danger.texts import (
    LATER_SITUATION,
    SITUATION,
    Case,
    Harmless,
    Ordinary,
    read_cases,
    read_complaints,
    read_harmless,
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
# Harmless texts of 100 that may pass a limit.
Rates = dict[str, float]
BY_WORDS: Rates = {DANGER: 4.2, READER: 5.5}
BY_MEANING: Rates = {DANGER: 5.3}
# A sentence that counts alone adds to these.
OF_COMPLAINTS: Rates = {CONDUCT: 4.2}
# How much texts that tell of people count.
OF_PEOPLE = 3.0
# Kinds that most were marked without: what such texts were marked as, and are about.
LATER: dict[str, tuple[str, frozenset[str]]] = {
    FlagKind.CHILD_ABUSE: (FlagKind.DOMESTIC_VIOLENCE, frozenset({"CHILD", "MINOR"})),
    FlagKind.WELFARE: (FlagKind.EMERGENCY, frozenset({"ALONE", "FRAIL", "PILING", "UNSEEN"})),
}
# The score from which a text about danger is of a kind, besides the likeliest; of kinds that came
# later there are fewer texts, which count more.
TOLD_APART, TOLD_APART_LATER = 0.3, -0.3
# Of concepts and of words. Plain sentences of danger, which are short, need the smaller.
PENALTIES, PENALTIES_OF_COMPLAINTS = (1.0, 2.0), (1.5, 3.0)
VECTOR_PENALTY = 0.1
# A feature of fewer texts is not learnt.
MIN_TIMES = 3
SMALLEST_WEIGHT = 0.08
# Ordinary texts of 100 in which a sentence is encoded.
ENCODED = 8.0
DIGITS = 2

Fitted = tuple[Array, Array, float]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of DATA")
    arguments = parser.parse_args()
    others = read_ordinary(arguments.data, whole, read_people_of_other_topics())
    complaints = Learning(
        read_complaints(), others, read_harmless(whole), penalties=PENALTIES_OF_COMPLAINTS
    )
    write("complaint_words", complaints.of(OF_COMPLAINTS))
    cases, harmless = read_cases(), read_harmless(units_of)
    ordinary = read_ordinary(arguments.data, units_of, read_people())
    print(f"{len(cases):,} sentences; {ordinary.text[-1] + 1:,} ordinary texts")
    write("danger_words", Learning(cases, ordinary, harmless).of(BY_WORDS, KINDS))
    own = vectors_of([case.unit for case in cases])
    of_ordinary = vectors_of(ordinary.units, arguments.vectors)
    vectors = np.concatenate([own, of_ordinary, vectors_of(harmless.units)])
    learnt = Learning(cases, ordinary, harmless, vectors).of(BY_MEANING, KINDS)
    write("danger_vectors", learnt | {"encoder": encoder_name()})


class Learning:
    """The project's own texts above ordinary ones, as one matrix."""

    def __init__(
        self,
        cases: Sequence[Case],
        ordinary: Ordinary,
        harmless: Harmless,
        vectors: Array | None = None,
        penalties: tuple[float, float] = PENALTIES,
    ) -> None:
        times = Counter(name for case in cases for name in case.unit.features)
        self.names = sorted(name for name, number in times.items() if number >= MIN_TIMES)
        self.index = {name: at for at, name in enumerate(self.names)}
        units = [*(case.unit for case in cases), *ordinary.units, *harmless.units]
        self.features = Sparse([unit.features for unit in units], self.index)
        self.penalties = np.array(
            [penalties[0] if name.isupper() else penalties[1] for name in self.names]
        )
        self.cases, self.ordinary, self.harmless = cases, ordinary, harmless
        self.vectors = vectors
        importance = np.where(ordinary.is_of_people, OF_PEOPLE, 1.0)
        weights = [case.weight for case in cases]
        self.importance = np.concatenate([weights, importance, np.zeros(len(harmless.units))])

    def of(self, found: Rates, told_apart: Sequence[str] = ()) -> dict[str, object]:
        """Return what is written into a file of weights."""
        limited = [self._found(kind, rate) for kind, rate in found.items()]
        fitted = [*(one for one, _, _ in limited), *map(self._told_apart, told_apart)]
        limits = [*(limit for _, limit, _ in limited), *map(_told_apart_at, told_apart)]
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

    def _found(self, kind: str, rate: float) -> tuple[Fitted, float, float]:
        """Tell texts of a kind from all others; return also the limit, and the gate below it."""
        is_kind = np.zeros(len(self.importance))
        is_kind[: len(self.cases)] = [kind in case.kinds for case in self.cases]
        weights, of_vector, bias = fit(
            self.features, self.vectors, is_kind, self.importance, self.penalties, VECTOR_PENALTY
        )
        weights = _without_small(weights)
        by_words = self.features.times(weights) + bias
        scores = by_words if self.vectors is None else by_words + self.vectors @ of_vector
        ordinary = slice(len(self.cases), len(self.cases) + len(self.ordinary.units))
        limit = _limit(scores[ordinary.stop :], self.harmless.text, rate)
        gate = _limit(by_words[ordinary], self.ordinary.text, ENCODED) - limit
        print(f"{kind:18} limit {limit:6.2f}, gate {gate:6.2f}", flush=True)
        return (weights, of_vector, bias), limit, round(gate, DIGITS)

    def _told_apart(self, kind: str) -> Fitted:
        """Tell texts of one kind of danger from those of the others."""
        rows = [at for at, case in enumerate(self.cases) if case.kinds and _is_sure(case, kind)]
        weights, of_vector, bias = fit(
            Sparse([self.cases[at].unit.features for at in rows], self.index),
            None if self.vectors is None else self.vectors[rows],
            np.array([float(kind in self.cases[at].kinds) for at in rows]),
            np.array([_importance(self.cases[at], kind) for at in rows]),
            self.penalties,
            VECTOR_PENALTY,
        )
        return _without_small(weights), of_vector, bias


def _is_sure(case: Case, kind: str) -> bool:
    """Return whether whoever marked the case knew of a kind that came later."""
    other, concepts = LATER.get(kind, ("", frozenset()))
    return kind in case.kinds or other not in case.kinds or concepts.isdisjoint(case.unit.features)


def _importance(case: Case, kind: str) -> float:
    return LATER_SITUATION if kind in LATER and kind in case.kinds else min(case.weight, SITUATION)


def _told_apart_at(kind: str) -> float:
    return TOLD_APART_LATER if kind in LATER else TOLD_APART


def _limit(scores: Array, text: Array, rate: float) -> float:
    """Return the score that `rate` of 100 texts pass with their highest unit."""
    highest = np.full(text[-1] + 1, -np.inf)
    np.maximum.at(highest, text, scores)
    ordered = np.sort(highest[np.unique(text)])[::-1]
    place = max(1, round(rate * len(ordered) / 100))
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
