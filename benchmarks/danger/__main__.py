"""`python -m benchmarks.danger DATA`: learn the weights with which texts of danger are found.

DATA holds ordinary texts of residents (`*.train.jsonl`, `event_*.jsonl`, field "text"), of which
none is about danger but for a few. The sentences of danger are in sentences.txt and in the tuned
halves of tests/engine. Ordinary texts are in two folds: limits are set, and figures printed, on the
fold that a model was not fitted on; the weights that are written are fitted on both. They hold
words of the project's own sentences only.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array, Sparse, fit
from coffeecop.config import PROJECT
from coffeecop.engine.detectors.danger import FOLDER, Unit, units_of
from coffeecop.engine.encoder import encode
from coffeecop.engine.examples import encoder_name

TUNED = ("danger", "flags", "detectors/emergency")
KINDS = ("self_harm", "threat", "emergency", "domestic_violence")
READER = "reader"
# Ordinary texts of 1,000 that may pass a limit.
RATES = dict.fromkeys(KINDS, 0.5) | {READER: 2.0}
# How much less it counts to take one kind of danger for another.
OTHER_KIND = 0.3
PENALTIES = {"concept": 1.0, "word": 2.0}
VECTOR_PENALTY = 0.1
# A feature of fewer sentences is not learnt.
MIN_TIMES = 2
SMALLEST_WEIGHT = 0.03
# Ordinary texts of 100 in which a sentence is encoded for a kind.
ENCODED = 3
DIGITS = 3


@dataclass(frozen=True)
class Case:
    language: str
    kinds: frozenset[str]
    unit: Unit


@dataclass(frozen=True)
class Ordinary:
    """Units of ordinary texts: of which text each is, and in which fold that is."""

    units: list[Unit]
    text: Array
    fold: Array


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="file that keeps the vectors of DATA")
    arguments = parser.parse_args()
    cases = [*read_cases(Path(__file__).with_name("sentences.txt").read_text("utf-8"))]
    cases += [case for name in TUNED for case in read_tuned(name)]
    ordinary = read_ordinary(arguments.data)
    print(f"{len(cases):,} sentences, {len(ordinary.units):,} of {ordinary.text[-1] + 1:,} texts")
    write("words", learn(cases, ordinary, (*KINDS, READER), None, None))
    vectors = vectors_of(ordinary.units, arguments.vectors)
    own = vectors_of([case.unit for case in cases], None)
    learnt = learn(cases, ordinary, KINDS, own, vectors)
    write("vectors", learnt | {"encoder": encoder_name()})


def read_cases(written: str) -> Iterator[Case]:
    """Return one case for each line below a heading like `[en threat]`."""
    language, kinds = "", frozenset[str]()
    for line in written.splitlines():
        if line.startswith("["):
            language, heading = line.strip("[]").split()
            kinds = _kinds_of(heading)
        elif line and not line.startswith("#"):
            yield _case(language, kinds, line)


def read_tuned(name: str) -> Iterator[Case]:
    path = PROJECT / "tests/engine" / f"{name}.tuned.txt"
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, text = line.split(": ", 1)
            language, heading = head.split()
            yield _case(language, _kinds_of(heading), text)


def _kinds_of(heading: str) -> frozenset[str]:
    kinds = frozenset(heading.split("+")) - {"none"}
    return kinds | {READER} if kinds - {"threat"} else kinds


def _case(language: str, kinds: frozenset[str], text: str) -> Case:
    units = units_of(text)
    features = frozenset[str]().union(*(unit.features for unit in units))
    return Case(language, kinds, units[0] if len(units) == 1 else Unit(text, features))


def read_ordinary(folder: Path) -> Ordinary:
    paths = [*sorted(folder.glob("*.train.jsonl")), *sorted(folder.glob("event_*.jsonl"))]
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines() if line]
    texts = [json.loads(line)["text"] for line in lines]
    found = [(unit, at) for at, text in enumerate(texts) for unit in units_of(text)]
    folds = [hashlib.sha256(text.encode()).digest()[0] % 2 for text in texts]
    at = np.array([at for _, at in found])
    return Ordinary([unit for unit, _ in found], at, np.array(folds)[at])


def vectors_of(units: Sequence[Unit], kept: Path | None) -> Array:
    if kept and kept.exists():
        return np.load(kept).astype(np.float32)
    starts = range(0, len(units), 500)
    vectors = [encode([unit.text for unit in units[start : start + 500]]) for start in starts]
    if vectors[0] is None:
        raise SystemExit("No encoder is installed.")
    whole = np.concatenate(vectors)
    if kept:
        np.save(kept, whole.astype(np.float16))
    return whole


def learn(
    cases: Sequence[Case],
    ordinary: Ordinary,
    kinds: Sequence[str],
    own_vectors: Array | None,
    vectors: Array | None,
) -> dict[str, object]:
    count = Counter(name for case in cases for name in case.unit.features)
    names = sorted(name for name, times in count.items() if times >= MIN_TIMES)
    index = {name: at for at, name in enumerate(names)}
    penalties = np.array([PENALTIES["concept" if name.isupper() else "word"] for name in names])
    of_cases = [case.unit.features for case in cases]
    of_units = [unit.features for unit in ordinary.units]
    everything = Sparse(of_units, index)
    features = Sparse([*of_cases, *of_units], index)
    dense = None if vectors is None else np.concatenate([own_vectors, vectors])

    def fitted(kind: str, chosen: Array) -> tuple[Array, Array, float]:
        positive = np.array([kind in case.kinds for case in cases], dtype=float)
        weak = [OTHER_KIND if case.kinds and kind not in case.kinds else 1.0 for case in cases]
        return fit(
            features,
            dense,
            np.concatenate([positive, np.zeros(len(chosen))]),
            np.concatenate([weak, chosen.astype(float)]),
            penalties,
            VECTOR_PENALTY,
        )

    columns, dense_columns, biases, limits, gates = [], [], [], [], []
    for kind in kinds:
        outside = np.zeros(len(ordinary.units))
        for fold in (0, 1):
            weights, of_vector, bias = fitted(kind, ordinary.fold != fold)
            scores = everything.times(weights) + bias
            scores += 0 if vectors is None else vectors @ of_vector
            outside = np.where(ordinary.fold == fold, scores, outside)
        limit = limit_at(outside, ordinary.text, RATES[kind])
        weights, of_vector, bias = fitted(kind, np.full(len(ordinary.units), True))
        weights = np.where(np.abs(weights) < SMALLEST_WEIGHT, 0, weights)
        plain = everything.times(weights) + bias
        gates.append(limit_at(plain, ordinary.text, 10 * ENCODED))
        print(f"{kind:18} limit {limit:6.2f}, gate {gates[-1]:6.2f}")
        columns.append(weights)
        dense_columns.append(of_vector)
        biases.append(bias)
        limits.append(limit)
    table = np.array(columns).T
    rows = {
        name: [round(float(weight), DIGITS) for weight in row]
        for name, row in zip(names, table, strict=True)
        if row.any()
    }
    learnt: dict[str, object] = {
        "kinds": list(kinds),
        "biases": [round(bias, DIGITS) for bias in biases],
        "limits": [round(limit, DIGITS) for limit in limits],
        "weights": rows,
    }
    if vectors is not None:
        learnt["gates"] = [round(gate, DIGITS) for gate in gates]
        learnt["vectors"] = [[round(float(one), DIGITS) for one in row] for row in dense_columns]
    return learnt


def limit_at(scores: Array, text: Array, rate: float) -> float:
    """Return the score that `rate` of 1,000 texts pass with their highest unit."""
    highest = np.full(text[-1] + 1, -np.inf)
    np.maximum.at(highest, text, scores)
    ordered = np.sort(highest)[::-1]
    place = max(1, round(rate * len(ordered) / 1000))
    return float(ordered[place - 1 : place + 1].mean())


def write(name: str, learnt: dict[str, object]) -> None:
    path = FOLDER / f"danger_{name}.json"
    weights = learnt.pop("weights")
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in learnt.items()]
    rows = [f"    {json.dumps(key, ensure_ascii=False)}: {json.dumps(row)}" for key, row in weights.items()]
    body = ["{", *lines, '  "weights": {', ",\n".join(rows), "  }", "}", ""]
    path.write_text("\n".join(body), "utf-8")
    print(f"{path.name}: {len(rows):,} weights, {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
