"""The sentences of danger and the ordinary texts that weights are learnt from."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array
from benchmarks.topics.labelled_sets import SAMPLE
from coffeecop.config import PROJECT
from coffeecop.engine.detectors.danger import Unit, units_of, variants
from coffeecop.engine.encoder import encode

SENTENCES = Path(__file__).with_name("sentences.txt")
SITUATIONS = Path(__file__).with_name("situations.txt")
TESTS = PROJECT / "tests/engine"
TUNED = ("danger", "flags", "detectors/emergency")
# Whether a resident should be shown help: for all kinds but some threats.
READER = "reader"
DEMO = PROJECT / "coffeecop/demo/concerns.jsonl"
# How the demo's texts that are about danger begin.
OF_DANGER = ("My son got out of the army", "Es por mi hermana")
# How much one of the variants of a sentence counts.
OF_VARIANTS = 0.15
# How much plain sentences count beside situations told at length, and what is near to danger and
# none: with these, plain ones are still found.
OF_PLAIN, OF_NEAR = 3.0, 3.0


@dataclass(frozen=True)
class Case:
    """A sentence or text written for the project; without kinds it is near to danger, and none."""

    kinds: frozenset[str]
    unit: Unit
    weight: float


@dataclass(frozen=True)
class Ordinary:
    """Units of ordinary texts: of which text each is, in which fold, and whether of people.

    What cities collect is about streets and lamps. What people tell officers is about families, and
    nearer to danger; those are the texts of the sample and of the demo.
    """

    units: list[Unit]
    text: Array
    fold: Array
    is_of_people: Array


def read_cases(but: Sequence[str]) -> list[Case]:
    files = [SITUATIONS, *(TESTS / f"{name}.tuned.txt" for name in TUNED if name not in but)]
    texts = (case for file in files for case in _read_labelled(file))
    return [*_read_sentences(SENTENCES.read_text("utf-8")), *texts]


def _read_sentences(written: str) -> Iterator[Case]:
    """Return one case for each variant of each line below a heading like `[en threat]`."""
    kinds = frozenset[str]()
    for line in written.splitlines():
        if line.startswith("["):
            kinds = _kinds_of(line.strip("[]").split()[1])
        elif line and not line.startswith("#"):
            sentences = variants(line)
            weight = OF_PLAIN * (1.0 if len(sentences) == 1 else OF_VARIANTS)
            yield from (_case(kinds, sentence, weight) for sentence in sentences)


def _read_labelled(file: Path) -> Iterator[Case]:
    """Return one case for each line `LANGUAGE KINDS: TEXT`."""
    weight = 1.0 if file == SITUATIONS else OF_PLAIN
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, text = line.split(": ", 1)
            yield _case(_kinds_of(head.split()[1]), text, weight)


def _kinds_of(heading: str) -> frozenset[str]:
    kinds = frozenset(heading.split("+")) - {"none"}
    return kinds | {READER} if kinds - {"threat"} else kinds


def _case(kinds: frozenset[str], text: str, weight: float) -> Case:
    units = units_of(text)
    features = frozenset[str]().union(*(unit.features for unit in units))
    unit = units[0] if len(units) == 1 else Unit(text, features)
    return Case(kinds, unit, weight if kinds else OF_NEAR * weight)


def read_ordinary(folder: Path) -> Ordinary:
    paths = [*sorted(folder.glob("*.train.jsonl")), *sorted(folder.glob("event_*.jsonl"))]
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines() if line]
    texts = [json.loads(line)["text"] for line in lines]
    texts += [*_read_sample(), *_read_demo()]
    found = [(unit, at) for at, text in enumerate(texts) for unit in units_of(text)]
    folds = [hashlib.sha256(text.encode()).digest()[0] % 2 for text in texts]
    at = np.array([at for _, at in found])
    return Ordinary([unit for unit, _ in found], at, np.array(folds)[at], at >= len(lines))


def _read_sample() -> list[str]:
    lines = (SAMPLE / "texts.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def _read_demo() -> list[str]:
    bodies = [json.loads(line)["body"] for line in DEMO.read_text("utf-8").splitlines()]
    return [body for body in bodies if not body.startswith(OF_DANGER)]


def vectors_of(units: Sequence[Unit], kept: Path | None = None) -> Array:
    """Return the units' vectors, from the file `kept` if it exists."""
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
