"""The texts about danger or officers, and the ordinary ones, that weights are learnt from."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array
from benchmarks.topics.labelled_sets import SAMPLE
from coffeecop.analysis.starter_told import STARTER_TOLD
from coffeecop.config import PROJECT
from coffeecop.engine.detectors.complaint import CONDUCT, features_of
from coffeecop.engine.detectors.emergency import DANGER, READER
from coffeecop.engine.detectors.linear import Unit, units_of, variants
from coffeecop.engine.encoder import encode

SENTENCES = Path(__file__).with_name("sentences.txt")
SITUATIONS = Path(__file__).with_name("situations.txt")
COMPLAINTS = Path(__file__).with_name("complaints.txt")
TOLD = Path(__file__).with_name("told.txt")
TESTS = PROJECT / "tests/engine"
TUNED = ("danger", "flags", "detectors/emergency")
TUNED_COMPLAINTS = TESTS / "detectors/complaint.tuned.txt"
DEMO = PROJECT / "coffeecop/parts/demo/concerns.jsonl"
# How the texts begin that are about danger among the ordinary ones.
OF_DANGER = (
    "My son got out of the army",
    "Es por mi hermana",
    "Tengo una hija de 14 y un muchacho",
    "la señora que cuida a mi tío",
    "my mom has bruises from the home",
    "mi hermana oye voces",
    "Drugs sells and weed smoking in hallway",
    "Elderly man victim of knockout game",
    "On a Friday night, a driver tried to run us off",
    "Someone asked about an update of the noise",
    "The constant noise, fighting drug use",
    "Gun shots heard",
    "gunshots or fireworks",
    "I heard shots",
    "se oyeron balazos",
    "balazos o cuetes",
    "el sábado se oyeron disparos",
    "heard gun shots again",
    "are those shots we hear",
    "anoche se oyeron balazos",
    "oímos tiros en la noche",
)
# Topics under which people may tell of danger or of officers.
NOT_HARMLESS = {
    *("drugs", "theft-break-ins", "homelessness-mental-health", "youth-schools"),
    *("police-conduct", "domestic-violence"),
}
# How much one of the variants of a sentence counts.
OF_VARIANTS = 0.15
# How much a situation told at length counts, and a plain sentence; and of each what is near to
# danger and none. With these, plain ones are still found: "I want to die".
SITUATION, NEAR_SITUATION = 1.0, 3.0
# The same of the kinds of which there are few.
LATER_SITUATION, LATER_KINDS = 2.0, frozenset({"child_abuse", "welfare"})
PLAIN, NEAR_PLAIN = 8.0, 10.0
NEAR_COMPLAINT = 2.0
# What is about danger is seldom a complaint about an officer, but may be one.
DANGER_AS_NO_COMPLAINT = 0.3


@dataclass(frozen=True)
class Case:
    """A sentence or text written for the project; without kinds it is near to danger, and none."""

    kinds: frozenset[str]
    unit: Unit
    weight: float


@dataclass(frozen=True)
class Harmless:
    """Units of harmless texts that people tell: nothing is learnt from them; of which each is."""

    units: list[Unit]
    text: Array


@dataclass(frozen=True)
class Ordinary(Harmless):
    """Units of ordinary texts, which are learnt from: whether of people as well.

    What cities collect is about streets and lamps. What people tell officers is about families, and
    nearer to danger; those are the texts of the sample, the demo and the starter topics.
    """

    is_of_people: Array


def read_cases() -> list[Case]:
    files = [SITUATIONS, *(TESTS / f"{name}.tuned.txt" for name in TUNED)]
    texts = (case for file in files for case in _read_labelled(file))
    told = [line for line in lines_of(TOLD) if line[0] in LATER_KINDS]
    later = (_case(_kinds_of(kind), text, LATER_SITUATION) for kind, text in told)
    return [*_read_sentences(SENTENCES.read_text("utf-8")), *texts, *later]


def read_complaints() -> list[Case]:
    near = ((COMPLAINTS, NEAR_COMPLAINT), (TUNED_COMPLAINTS, NEAR_COMPLAINT), (SITUATIONS, 1.0))
    written = [(*line, weight) for file, weight in near for line in lines_of(file)]
    told = [(*line, 1.0) for line in lines_of(TOLD) if line[0] != "none"]
    return [_complaint(*line) for line in (*written, *told)]


def _complaint(kind: str, text: str, near: float) -> Case:
    if kind == CONDUCT:
        return Case(frozenset({CONDUCT}), whole(text)[0], 1.0)
    return Case(frozenset(), whole(text)[0], near if kind == "none" else DANGER_AS_NO_COMPLAINT)


def whole(text: str) -> list[Unit]:
    """Return a text as one unit: what an officer did is told in several sentences."""
    return [Unit(text, features_of(text))]


def _read_sentences(written: str) -> Iterator[Case]:
    """Return one case for each variant of each line below a heading like `[en threat]`."""
    kinds = frozenset[str]()
    for line in written.splitlines():
        if line.startswith("["):
            kinds = _kinds_of(line.strip("[]").split()[1])
        elif line and not line.startswith("#"):
            sentences = variants(line)
            weight = PLAIN if kinds else NEAR_PLAIN
            weight *= 1.0 if len(sentences) == 1 else OF_VARIANTS
            yield from (_case(kinds, sentence, weight) for sentence in sentences)


def _read_labelled(file: Path) -> Iterator[Case]:
    danger, near = (SITUATION, NEAR_SITUATION) if file == SITUATIONS else (PLAIN, NEAR_PLAIN)
    for heading, text in lines_of(file):
        kinds = _kinds_of(heading)
        weight = max(danger, LATER_SITUATION) if kinds & LATER_KINDS else danger
        yield _case(kinds, text, weight if kinds else near)


def lines_of(file: Path) -> Iterator[tuple[str, str]]:
    """Return the kinds and the text of each line `LANGUAGE KINDS: TEXT`."""
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, text = line.split(": ", 1)
            yield head.split()[1], text


def _kinds_of(heading: str) -> frozenset[str]:
    kinds = frozenset(heading.split("+")) - {"none"}
    if not kinds:
        return kinds
    return kinds | ({DANGER, READER} if kinds - {"threat"} else {DANGER})


def _case(kinds: frozenset[str], text: str, weight: float) -> Case:
    units = units_of(text)
    features = frozenset[str]().union(*(unit.features for unit in units))
    unit = units[0] if len(units) == 1 else Unit(text, features)
    return Case(kinds, unit, weight)


def read_ordinary(
    folder: Path, units_of: Callable[[str], list[Unit]], people: Sequence[str]
) -> Ordinary:
    paths = [*sorted(folder.glob("*.train.jsonl")), *sorted(folder.glob("event_*.jsonl"))]
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines() if line]
    texts = [*(json.loads(line)["text"] for line in lines), *people]
    is_danger = [text.startswith(OF_DANGER) for text in texts]
    found = [
        (unit, at) for at, text in enumerate(texts) if not is_danger[at] for unit in units_of(text)
    ]
    at = np.array([at for _, at in found])
    return Ordinary([unit for unit, _ in found], at, at >= len(lines))


def read_harmless(units_of: Callable[[str], list[Unit]]) -> Harmless:
    texts = [units_of(text) for kind, text in lines_of(TOLD) if kind == "none"]
    text = [at for at, units in enumerate(texts) for _ in units]
    return Harmless([unit for units in texts for unit in units], np.array(text))


def read_people() -> list[str]:
    return [*(text for text, _ in _read_sample_and_demo()), *_read_told_about_topics()]


def read_people_of_other_topics() -> list[str]:
    sample = _read_sample_and_demo()
    others = [text for text, topics in sample if "police-conduct" not in topics]
    return [*others, *_read_told_about_topics()]


def _read_told_about_topics() -> list[str]:
    told = json.loads(STARTER_TOLD.read_text("utf-8"))
    of_harmless = (told[topic] for topic in sorted(set(told) - NOT_HARMLESS))
    return [text for languages in of_harmless for texts in languages.values() for text in texts]


def _read_sample_and_demo() -> Iterator[tuple[str, list[str]]]:
    for line in (SAMPLE / "texts.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        yield case["text"], case["labels"]
    for line in DEMO.read_text("utf-8").splitlines():
        concern = json.loads(line)
        yield concern["body"], concern["topics"]


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
