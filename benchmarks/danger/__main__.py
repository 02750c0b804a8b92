"""`python -m benchmarks.danger DATA`: learn the weights with which texts of danger, and complaints
about officers, are found.

DATA holds ordinary texts of residents (`*.train.jsonl`, `event_*.jsonl`, field "text"), of which
none is about danger but for a few. All other texts are the project's own: see `texts.py`. Then
limits are set: see `limits.py`.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array, Sparse, fit
from benchmarks.danger.limits import COMPLAINT, MEANING, WORDS, set_limits, write
from benchmarks.danger.texts import (
    Case,
    read_complaints,
    read_danger,
    read_danger_by_words,
    read_marked_danger,
    read_of_officers,
)
from benchmarks.danger.vectors import vectors_of
from coffeecop.engine.detectors.complaint import CONDUCT
from coffeecop.engine.detectors.complaint import features_of as complaint_features
from coffeecop.engine.detectors.emergency import DANGER, READER
from coffeecop.engine.detectors.linear import lexicon
from coffeecop.engine.examples import FlagKind, encoder_name

KINDS = tuple(map(str, FlagKind))
# Kinds that most were marked without: what such texts were marked as, and are about.
LATER: dict[str, tuple[str, frozenset[str]]] = {
    FlagKind.CHILD_ABUSE: (FlagKind.DOMESTIC_VIOLENCE, frozenset({"CHILD", "MINOR"})),
    FlagKind.WELFARE: (FlagKind.EMERGENCY, frozenset({"ALONE", "FRAIL", "PILING", "UNSEEN"})),
}
# The score from which a text about danger is of a kind, besides the likeliest; of kinds that came
# later there are fewer texts, which count more.
TOLD_APART, TOLD_APART_LATER = 0.3, -0.3
LEAST_OF_LATER = 2.0
VECTOR_PENALTY = 0.1
# A feature of fewer texts is not learnt.
MIN_TIMES = 3
# The penalty of a feature that is left out.
LEFT_OUT = 1e5
DIGITS = 2
LEAST_WRITTEN = 0.005
# Three to one that it is danger, by the texts that were marked for danger.
DOUBTFUL = 1.1

Fitted = tuple[Array, Array, float]


@dataclass(frozen=True)
class Recipe:
    """How weights are learnt: penalties of concepts and of words; what is small is left out.

    Texts about danger are read as a whole, where many small weights together are not small: these
    are left out, and the rest is fitted again. Only words of what is sought have a weight there.
    """

    features_of: Callable[[str], frozenset[str]]
    penalties: tuple[float, float]
    smallest: float
    rounds: int
    words_of_all: bool


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of all texts")
    parser.add_argument("--only", choices=("complaint", "words", "vectors"))
    arguments = parser.parse_args()
    if arguments.only in (None, "complaint"):
        cases = read_complaints(arguments.data)
        write(COMPLAINT, Learning(cases, OF_COMPLAINTS).of((CONDUCT,)))
    if arguments.only in (None, "words"):
        cases = read_danger_by_words(arguments.data, doubtful_texts())
        print(f"{len(cases):,} texts, {sum(bool(case.kinds) for case in cases):,} about danger")
        write(WORDS, Learning(cases, OF_DANGER).of((DANGER, READER), KINDS))
    if arguments.only in (None, "vectors"):
        cases = read_danger(arguments.data)
        vectors = vectors_of([case.text for case in cases], arguments.vectors)
        learnt = Learning(cases, OF_DANGER, vectors).of((DANGER,), KINDS)
        write(MEANING, learnt | {"encoder": encoder_name()})
    set_limits()


def doubtful_texts() -> frozenset[str]:
    """Return what tells of danger among texts that were marked for complaints alone.

    "Le pegó a mi hija en la puerta" is no complaint, and nobody should learn that it is harmless.
    """
    texts = read_of_officers()
    marked = Learning(read_marked_danger(), OF_DANGER)
    weights, _, bias = marked.fit(DANGER)
    features = Sparse([*map(danger_features, texts)], marked.index)
    is_danger = features.times(weights) + bias >= DOUBTFUL
    doubtful = frozenset(text for text, one in zip(texts, is_danger, strict=True) if one)
    print(f"{len(doubtful):,} of {len(texts):,} texts about officers tell of danger", flush=True)
    return doubtful


@cache
def danger_features(text: str) -> frozenset[str]:
    return frozenset(lexicon("danger").features(text))


OF_DANGER = Recipe(danger_features, (1.0, 2.0), smallest=0.15, rounds=2, words_of_all=False)
OF_COMPLAINTS = Recipe(complaint_features, (1.5, 3.0), smallest=0.08, rounds=1, words_of_all=True)


class Learning:
    """The texts that are learnt from, as one matrix."""

    def __init__(self, cases: Sequence[Case], recipe: Recipe, vectors: Array | None = None) -> None:
        self.cases, self.recipe, self.vectors = cases, recipe, vectors
        self.own = [recipe.features_of(case.text) for case in cases]
        times = Counter(
            name
            for case, found in zip(cases, self.own, strict=True)
            if case.kinds or (recipe.words_of_all and case.language)
            for name in found
        )
        self.names = sorted(name for name, number in times.items() if number >= MIN_TIMES)
        self.index = {name: at for at, name in enumerate(self.names)}
        self.features = Sparse(self.own, self.index)
        of_concepts, of_words = recipe.penalties
        self.penalties = np.array(
            [of_concepts if name.isupper() else of_words for name in self.names]
        )
        self.importance = np.array([case.weight for case in cases])

    def of(self, kinds: Sequence[str], told_apart: Sequence[str] = ()) -> dict[str, object]:
        """Return what is written into a file of weights, without limits of what is sought."""
        fitted = [*map(self.fit, kinds), *map(self._told_apart, told_apart)]
        weights, of_vectors, biases = zip(*fitted, strict=True)
        rows = zip(self.names, np.array(weights).T, strict=True)
        learnt: dict[str, object] = {
            "kinds": [*kinds, *told_apart],
            "biases": _rounded(biases),
            "limits": {kind: (_told_apart_at(kind),) * 2 for kind in told_apart},
            "of_parts": {},
            "now": {},
            "weights": {name: _rounded(row) for name, row in rows if row.any()},
        }
        if self.vectors is None:
            return learnt
        return learnt | {"vectors": [*map(_rounded, of_vectors)]}

    def fit(self, kind: str) -> Fitted:
        """Tell texts of a kind from all others."""
        is_kind = np.array([float(kind in case.kinds) for case in self.cases])
        return self._fit(self.features, self.vectors, is_kind, self.importance)

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
        penalties, smallest = self.penalties, self.recipe.smallest
        for _ in range(self.recipe.rounds):
            weights, of_vector, bias = fit(
                features, vectors, is_kind, importance, penalties, VECTOR_PENALTY
            )
            penalties = np.where(np.abs(weights) < smallest, LEFT_OUT, penalties)
        least = smallest if self.recipe.rounds == 1 else LEAST_WRITTEN
        return np.where(np.abs(weights) < least, 0, weights), of_vector, bias


def _is_sure(case: Case, features: frozenset[str], kind: str) -> bool:
    """Return whether whoever marked the case knew of a kind that came later."""
    other, concepts = LATER.get(kind, ("", frozenset()))
    return kind in case.kinds or other not in case.kinds or concepts.isdisjoint(features)


def _importance(case: Case, kind: str) -> float:
    is_later = kind in LATER and kind in case.kinds
    return max(case.weight, LEAST_OF_LATER) if is_later else min(case.weight, 1.0)


def _told_apart_at(kind: str) -> float:
    return TOLD_APART_LATER if kind in LATER else TOLD_APART


def _rounded(numbers: Sequence[float]) -> list[float]:
    return [round(float(number), DIGITS) for number in numbers]


if __name__ == "__main__":
    main()
