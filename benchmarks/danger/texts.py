"""The texts about danger or officers, and all others, that weights are learnt from.

Each is read as a whole. What people tell is longer than most of these, and danger stands in the
middle of something else; so texts are also put together, danger with what is harmless beside it.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.topics.labelled_sets import SAMPLE
from coffeecop.analysis.training_data import STARTER_SAMPLES
from coffeecop.config import PROJECT
from coffeecop.engine.detectors.complaint import CONDUCT
from coffeecop.engine.detectors.emergency import DANGER, READER
from coffeecop.engine.detectors.linear import variants

FOLDER = Path(__file__).parent
SENTENCES, SITUATIONS, COMPLAINTS, TOLD, STORIES = (
    FOLDER / f"{name}.txt" for name in ("sentences", "situations", "complaints", "told", "stories")
)
TESTS = PROJECT / "tests/engine"
TUNED = tuple(TESTS / f"{name}.tuned.txt" for name in ("danger", "flags", "detectors/emergency"))
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
NONE = "none"
# How much one of the variants of a plain sentence counts; with these, "I want to die" is found.
OF_VARIANTS = 0.15
PLAIN, NEAR_PLAIN = 4.0, 5.0
# How much a text of each file counts, and what residents write.
STORY, OF_TOLD, OF_COMPLAINTS, SITUATION, OF_PEOPLE, OF_CITIES, COMPOSED = 3, 2, 2, 1, 3, 0.5, 0.5
# How much one counts that is no complaint. What is about danger is seldom one, but may be.
COMPLAINT_WEIGHTS = {COMPLAINTS: 2, TUNED_COMPLAINTS: 2, SITUATIONS: 1, TOLD: 1}
DANGER_AS_NO_COMPLAINT = 0.3
# The same of what is told about starter topics, of which there is much.
OF_TOPICS = 1.5
# Kinds of told.txt that are learnt from, and those that are neither danger nor its opposite.
LEARNT_FROM_TOLD, NEITHER = ("child_abuse", "welfare"), "violence"
# A text put together has at least so many words in each part but that about danger.
LEAST_WORDS = 7
PARTS, PARTS_OF_HARMLESS = (1, 1, 2), (1, 2, 3)
# How often each is put together with others; with once, chance decides too much.
TIMES = 3


@dataclass(frozen=True)
class Case:
    """A text; without kinds it is none of what is sought."""

    kinds: frozenset[str]
    text: str
    weight: float
    # Unknown of what cities collected.
    language: str = ""
    is_put_together: bool = False


def read_danger(data: Path) -> list[Case]:
    """Return all texts that danger is learnt from, by words and meaning."""
    return _read_danger(data, [*_read_told_danger()], [*_read_plain()])


def read_danger_by_words(data: Path, doubtful: Collection[str]) -> list[Case]:
    """Return what words alone learn from, but for texts of which nobody said either."""
    told = [case for case in _read_told_danger() if case.text not in doubtful]
    return _read_danger(data, told, [*_read_plain(for_words=True)])


def _read_danger(data: Path, told: Sequence[Case], plain: Sequence[Case]) -> list[Case]:
    people = [
        Case(frozenset(), text, OF_PEOPLE)
        for text in read_people()
        if not text.startswith(OF_DANGER)
    ]
    cities = [Case(frozenset(), text, OF_CITIES) for text in read_cities(data)]
    return [*plain, *told, *people, *cities, *_put_together(told)]


def read_marked_danger() -> list[Case]:
    """Return the texts that were marked for danger by whoever wrote them."""
    others = set(read_of_officers())
    told = [case for case in _read_told_danger() if case.text not in others]
    return [*_read_plain(for_words=True), *told]


def read_of_officers() -> list[str]:
    """Return texts that were marked for complaints alone: some of them tell of danger, too."""
    return [text for _, _, text in lines_of(COMPLAINTS)]


def read_complaints(data: Path) -> list[Case]:
    written = [
        _complaint(language, kind, text, weight)
        for file, weight in COMPLAINT_WEIGHTS.items()
        for language, kind, text in lines_of(file)
        if file != TOLD or kind != NONE
    ]
    told = set(_read_told_about_topics())
    people = [
        Case(frozenset(), text, OF_TOPICS if text in told else OF_PEOPLE)
        for text in read_people_of_other_topics()
    ]
    return [*written, *people, *(Case(frozenset(), text, 1) for text in read_cities(data))]


def _complaint(language: str, kind: str, text: str, weight: float) -> Case:
    if kind == CONDUCT:
        return Case(frozenset({CONDUCT}), text, 1, language)
    weight = weight if kind == NONE else DANGER_AS_NO_COMPLAINT
    return Case(frozenset(), text, weight, language)


def _read_told_danger() -> Iterator[Case]:
    for file, weight in ((SITUATIONS, SITUATION), (STORIES, STORY), (TOLD, OF_TOLD)):
        for language, kind, text in lines_of(file):
            is_learnt = file != TOLD or kind in LEARNT_FROM_TOLD
            if kind != NEITHER:
                yield Case(_kinds_of(kind if is_learnt else NONE), text, weight, language)
    for language, _, text in lines_of(COMPLAINTS):
        yield Case(frozenset(), text, OF_COMPLAINTS, language)


def _put_together(told: Sequence[Case]) -> Iterator[Case]:
    """Yield each text with one to three harmless ones of its language around it."""
    chance = Random(1)  # noqa: S311 - no secret
    others: dict[str, list[str]] = {}
    for case in told:
        if not case.kinds and len(case.text.split()) >= LEAST_WORDS:
            others.setdefault(case.language, []).append(case.text)
    for case in [*told] * TIMES:
        number = chance.choice(PARTS if case.kinds else PARTS_OF_HARMLESS)
        parts = [chance.choice(others[case.language]) for _ in range(number)]
        parts.insert(chance.randrange(number + 1), case.text)
        whole = ". ".join(part.rstrip(". ") for part in parts)
        yield Case(case.kinds, whole, COMPOSED, case.language, is_put_together=True)


def _read_plain(*, for_words: bool = False) -> Iterator[Case]:
    """Yield one case for each variant of each line below a heading like `[en threat]`.

    Those below `[en threat words]` are for the model of words alone.
    """
    yield from map(_plain, _read_tuned())
    kinds, is_read = frozenset[str](), True
    for line in SENTENCES.read_text("utf-8").splitlines():
        if line.startswith("["):
            _, kind, *only = line.strip("[]").split()
            kinds, is_read = _kinds_of(kind), for_words or not only
        elif is_read and line and not line.startswith("#"):
            sentences = variants(line)
            weight = PLAIN if kinds else NEAR_PLAIN
            weight *= 1.0 if len(sentences) == 1 else OF_VARIANTS
            yield from (Case(kinds, sentence, weight) for sentence in sentences)


def _read_tuned() -> Iterator[tuple[str, str, str]]:
    for file in TUNED:
        yield from lines_of(file)


def _plain(line: tuple[str, str, str]) -> Case:
    language, kind, text = line
    kinds = _kinds_of(kind)
    return Case(kinds, text, PLAIN if kinds else NEAR_PLAIN, language)


def lines_of(file: Path) -> Iterator[tuple[str, str, str]]:
    """Yield language, kinds and text of each line `LANGUAGE KINDS: TEXT`."""
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, text = line.split(": ", 1)
            language, kinds = head.split()[:2]
            yield language, kinds, text


def _kinds_of(heading: str) -> frozenset[str]:
    kinds = frozenset(heading.split("+")) - {NONE}
    if not kinds:
        return kinds
    return kinds | ({DANGER, READER} if kinds - {"threat"} else {DANGER})


def read_cities(data: Path) -> list[str]:
    """Return what residents wrote to cities, but for the few texts that are about danger."""
    paths = [*sorted(data.glob("*.train.jsonl")), *sorted(data.glob("event_*.jsonl"))]
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines() if line)
    texts = [json.loads(line)["text"] for line in lines]
    return [text for text in texts if not text.startswith(OF_DANGER)]


def read_people() -> list[str]:
    return [*(text for text, _ in _read_sample_and_demo()), *_read_told_about_topics()]


def read_people_of_other_topics() -> list[str]:
    sample = _read_sample_and_demo()
    others = [text for text, topics in sample if "police-conduct" not in topics]
    return [*others, *_read_told_about_topics()]


def _read_told_about_topics() -> list[str]:
    told = json.loads(STARTER_SAMPLES.read_text("utf-8"))
    of_harmless = (told[topic] for topic in sorted(set(told) - NOT_HARMLESS))
    return [text for languages in of_harmless for texts in languages.values() for text in texts]


def _read_sample_and_demo() -> Iterator[tuple[str, list[str]]]:
    for line in (SAMPLE / "texts.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        yield case["text"], case["labels"]
    for line in DEMO.read_text("utf-8").splitlines():
        concern = json.loads(line)
        yield concern["body"], concern["topics"]
