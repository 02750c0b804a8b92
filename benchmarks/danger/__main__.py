"""`python -m benchmarks.danger DATA`: learn the weights with which texts of danger, and complaints
about officers, are found.

DATA holds ordinary texts of residents (`*.train.jsonl`, `event_*.jsonl`, field "text"), of which
none is about danger but for a few. All other texts are the project's own: see `texts.py`. Limits
are set on the harmless texts of towns 1 to 3 (benchmarks/towns), from which nothing is learnt: of
them so many of 100 may pass. Only words of texts about danger, or of complaints, have a weight.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array, Sparse, fit
from benchmarks.danger.texts import Case, read_complaints, read_danger
from benchmarks.danger.vectors import vectors_of
from benchmarks.towns.texts import read_towns
from coffeecop.engine.detectors.complaint import CONDUCT
from coffeecop.engine.detectors.complaint import features_of as complaint_features
from coffeecop.engine.detectors.emergency import DANGER, READER
from coffeecop.engine.detectors.linear import FOLDER, lexicon
from coffeecop.engine.examples import FlagKind, encoder_name

KINDS = tuple(map(str, FlagKind))
# Harmless texts of 100 that may pass the limit, and the higher one of "now"; then the same limits
# of short texts, of which the towns have few that are sought: from the tuned halves and told.txt.
Rates = dict[str, tuple[float, float, float, float]]
BY_WORDS: Rates = {DANGER: (6.0, 1.0, -0.6, 4.0), READER: (4.0, 2.0, -0.6, 2.0)}
BY_MEANING: Rates = {DANGER: (10.0, 2.3, -0.8, 2.0)}
OF_COMPLAINTS: Rates = {CONDUCT: (3.0, 3.0, -1.0, -1.0)}
# Kinds that most were marked without: what such texts were marked as, and are about.
LATER: dict[str, tuple[str, frozenset[str]]] = {
    FlagKind.CHILD_ABUSE: (FlagKind.DOMESTIC_VIOLENCE, frozenset({"CHILD", "MINOR"})),
    FlagKind.WELFARE: (FlagKind.EMERGENCY, frozenset({"ALONE", "FRAIL", "PILING", "UNSEEN"})),
}
# The score from which a text about danger is of a kind, besides the likeliest; of kinds that came
# later there are fewer texts, which count more.
TOLD_APART, TOLD_APART_LATER = 0.3, -0.3
LEAST_OF_LATER = 2.0
# Of concepts and of words.
PENALTIES, PENALTIES_OF_COMPLAINTS = (1.0, 2.0), (1.5, 3.0)
VECTOR_PENALTY = 0.1
# A feature of fewer texts is not learnt.
MIN_TIMES = 3
SMALLEST_WEIGHT, LEAST_WRITTEN = 0.15, 0.005
# The penalty of a feature that is left out.
LEFT_OUT = 1e5
DIGITS = 2

Fitted = tuple[Array, Array, float]
Features = Callable[[str], frozenset[str]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of all texts")
    parser.add_argument("--only", choices=("complaint", "words", "vectors"))
    arguments = parser.parse_args()
    told = [each for town in read_towns(held=False).values() for each in town]
    if arguments.only in (None, "complaint"):
        harmless = [each.text for each in told if not each.may_be_complaint]
        cases = read_complaints(arguments.data)
        complaints = Learning(cases, harmless, complaint_features, PENALTIES_OF_COMPLAINTS)
        write("complaint_words", complaints.of(OF_COMPLAINTS))
    harmless = [each.text for each in told if not each.danger]
    cases = read_danger(arguments.data)
    print(f"{len(cases):,} texts, {sum(bool(case.kinds) for case in cases):,} about danger")
    if arguments.only in (None, "words"):
        words = Learning(cases, harmless, danger_features, PENALTIES)
        write("danger_words", words.of(BY_WORDS, KINDS))
    if arguments.only in (None, "vectors"):
        texts = [*(case.text for case in cases), *harmless]
        vectors = vectors_of(texts, arguments.vectors)
        learnt = Learning(cases, harmless, danger_features, PENALTIES, vectors)
        write("danger_vectors", learnt.of(BY_MEANING, KINDS) | {"encoder": encoder_name()})


def danger_features(text: str) -> frozenset[str]:
    return frozenset(lexicon("danger").features(text))


class Learning:
    """The texts that are learnt from, then those on which limits are set, as one matrix."""

    def __init__(
        self,
        cases: Sequence[Case],
        harmless: Sequence[str],
        features_of: Features,
        penalties: tuple[float, float],
        vectors: Array | None = None,
    ) -> None:
        own = [features_of(case.text) for case in cases]
        times = Counter(
            name for case, found in zip(cases, own, strict=True) if case.kinds for name in found
        )
        self.names = sorted(name for name, number in times.items() if number >= MIN_TIMES)
        self.index = {name: at for at, name in enumerate(self.names)}
        self.cases, self.own = cases, own
        self.features = Sparse(own, self.index)
        self.harmless = Sparse(list(map(features_of, harmless)), self.index)
        self.penalties = np.array(
            [penalties[0] if name.isupper() else penalties[1] for name in self.names]
        )
        self.vectors = None if vectors is None else vectors[: len(cases)]
        self.of_harmless = None if vectors is None else vectors[len(cases) :]
        self.importance = np.array([case.weight for case in cases])

    def of(self, found: Rates, told_apart: Sequence[str] = ()) -> dict[str, object]:
        """Return what is written into a file of weights."""
        limited = [self._found(kind, *rates[:2]) for kind, rates in found.items()]
        fitted = [*(one for one, _, _ in limited), *map(self._told_apart, told_apart)]
        long = [*(limit for _, limit, _ in limited), *map(_told_apart_at, told_apart)]
        short = [*(rates[2] for rates in found.values()), *long[len(found) :]]
        of_now = [
            (rates[3] - rates[2], more)
            for rates, (_, _, more) in zip(found.values(), limited, strict=True)
        ]
        weights, of_vectors, biases = zip(*fitted, strict=True)
        rows = zip(self.names, np.array(weights).T, strict=True)
        learnt: dict[str, object] = {
            "kinds": [*found, *told_apart],
            "biases": _rounded(biases),
            "limits": [*map(_rounded, zip(short, long, strict=True))],
            "now": dict(zip(found, map(_rounded, of_now), strict=True)),
            "weights": {name: _rounded(row) for name, row in rows if row.any()},
        }
        if self.vectors is None:
            return learnt
        return learnt | {"vectors": [*map(_rounded, of_vectors)]}

    def _found(self, kind: str, rate: float, of_now: float) -> tuple[Fitted, float, float]:
        """Tell texts of a kind from all others; return also the limit, and how far above is now."""
        is_kind = np.array([float(kind in case.kinds) for case in self.cases])
        weights, of_vector, bias = self._fit(self.features, self.vectors, is_kind, self.importance)
        scores = self.harmless.times(weights) + bias
        if self.of_harmless is not None:
            scores = scores + self.of_harmless @ of_vector
        limit, now = _limit(scores, rate), _limit(scores, of_now)
        print(f"{kind:18} limit {limit:6.2f}, of now {now:6.2f}", flush=True)
        return (weights, of_vector, bias), limit, now - limit

    def _told_apart(self, kind: str) -> Fitted:
        """Tell texts of one kind of danger from those of the others."""
        rows = [
            at
            for at, case in enumerate(self.cases)
            if case.kinds and not case.is_put_together and _is_sure(case, self.own[at], kind)
        ]
        return self._fit(
            Sparse([self.own[at] for at in rows], self.index),
            None if self.vectors is None else self.vectors[rows],
            np.array([float(kind in self.cases[at].kinds) for at in rows]),
            np.array([_importance(self.cases[at], kind) for at in rows]),
        )

    def _fit(
        self, features: Sparse, vectors: Array | None, is_kind: Array, importance: Array
    ) -> Fitted:
        """Fit, leave out what has a small weight, and fit the rest again.

        Texts are long: many small weights together are not small.
        """
        penalties = self.penalties
        for _ in range(2):
            weights, of_vector, bias = fit(
                features, vectors, is_kind, importance, penalties, VECTOR_PENALTY
            )
            is_small = np.abs(weights) < SMALLEST_WEIGHT
            penalties = np.where(is_small, LEFT_OUT, penalties)
        return np.where(np.abs(weights) < LEAST_WRITTEN, 0, weights), of_vector, bias


def _is_sure(case: Case, features: frozenset[str], kind: str) -> bool:
    """Return whether whoever marked the case knew of a kind that came later."""
    other, concepts = LATER.get(kind, ("", frozenset()))
    return kind in case.kinds or other not in case.kinds or concepts.isdisjoint(features)


def _importance(case: Case, kind: str) -> float:
    is_later = kind in LATER and kind in case.kinds
    return max(case.weight, LEAST_OF_LATER) if is_later else min(case.weight, 1.0)


def _told_apart_at(kind: str) -> float:
    return TOLD_APART_LATER if kind in LATER else TOLD_APART


def _limit(scores: Array, rate: float) -> float:
    """Return the score that `rate` of 100 texts pass."""
    ordered = np.sort(scores)[::-1]
    place = max(1, round(rate * len(ordered) / 100))
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
    path = FOLDER / f"{name}.json"
    path.write_text("\n".join(["{", *head, '  "weights": {', body, "  }", "}", ""]), "utf-8")
    print(f"{path.name}: {len(rows):,} weights, {path.stat().st_size / 1024:.0f} KB", flush=True)


if __name__ == "__main__":
    main()
