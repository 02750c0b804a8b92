"""Measures the engine on labelled texts.

**Assigning.** Labels are topics. For each number of shots and each seed, so many texts of every
topic (or all there are) are drawn from the training texts as corrections, and the others are
assigned. F1 is averaged over topics; calibration error is over ten bins of the highest
probability (Guo et al. 2017); "sure" are the texts whose highest probability is at least ASSIGN.

**Themes.** An event is 120 texts drawn from those to be assigned. Two topics with five texts
there or more are hidden: the list lacks them, and there are 20 corrections for each of the others.
A theme finds a hidden topic when at least half of its texts are of it. Recall is how many hidden
topics were found, precision how many themes found one; a label hit is a theme whose first text is
of the topic that most of its texts are of, counted over the themes that found one. Means of three
events for each seed.

**Summary.** Of the same events, with the whole list: the five largest of the topics that were
assigned and the themes that were found are quoted, each by the first of `by_closeness`, as on the
page of an event in short. Its share is that of the texts whose own topic is the own topic of a
quote; `summary_most` is that of the five commonest topics, the most that five quotes can reach;
`summary_hidden` is the share where two topics are hidden.

**Time** is CPU time of the process for the vector, the topics and the flags of a text, at 20 shots.
Texts marked for self-harm are counted over all texts: as good as none is about it.
"""

import json
import random
import resource
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt

from coffeecop.engine.assigning import Assigner
from coffeecop.engine.confidence import ASSIGN
from coffeecop.engine.encoder import DIMENSIONS, FloatArray, encode, pack
from coffeecop.engine.examples import Example, Text, TopicText
from coffeecop.engine.flags import Flag, flags_of
from coffeecop.engine.quotes import by_closeness
from coffeecop.engine.themes import Theme, find_themes

SAMPLE = Path(__file__).with_name("sample")
SEEDS = (0, 1, 2)
EVENT, EVENTS, HIDDEN, FEWEST, TAUGHT, QUOTES = 120, 3, 2, 5, 20, 5

Figures = dict[str, float]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Labelled:
    """A set of texts: its topics, and for each text the place of its own."""

    name: str
    topics: Sequence[TopicText]
    training: Sequence[Text]
    trained: Labels
    texts: Sequence[Text]
    labels: Labels


def read_sets(data: Path, topics: Path | None) -> Iterator[Labelled]:
    """Every set in a folder: NAME.train.jsonl with NAME.held.jsonl, or else NAME.dev.jsonl."""
    for training in sorted(data.glob("*.train.jsonl")):
        name = training.name.removesuffix(".train.jsonl")
        others = [data / f"{name}.{kind}.jsonl" for kind in ("held", "dev")]
        file = next((each for each in others if each.exists()), None)
        if file is not None:
            told = _told(folder / f"{name}.topics.json" for folder in (topics, data) if folder)
            yield _labelled(name, _rows(training), _rows(file), told)


def read_sample(topics: Path) -> Labelled:
    """The texts that ship, half of them to learn from; `topics` is the starters' file."""
    rows = [row for row in _rows(SAMPLE / "texts.jsonl") if row["label"]]
    halves: tuple[list[dict[str, Any]], list[dict[str, Any]]] = [], []
    for row in rows:
        halves[zlib.crc32(row["id"].encode()) % 2].append(row)
    told = {
        each["key"]: {
            "names": [each["name_en"], each["name_es"]],
            "descriptions": [each["description_en"], each["description_es"]],
            "keywords": [*each["keywords_en"], *each["keywords_es"]],
        }
        for each in json.loads(topics.read_text("utf-8"))
    }
    return _labelled("sample", halves[0], halves[1], told)


def measure(labelled: Labelled, shots: Sequence[int]) -> dict[str, Figures]:
    """Figures by number of shots, and `"event"` and `"cost"`. Shares are 0 to 1, times ms."""
    found = {}
    for number in shots:
        seeds = SEEDS if number else SEEDS[:1]
        found[str(number)] = _means([_assigned(labelled, number, seed) for seed in seeds])
    events = [(seed, turn) for seed in SEEDS for turn in range(EVENTS)]
    found["event"] = _means([_event(labelled, seed, turn) for seed, turn in events])
    found["cost"] = _cost(labelled)
    return found


def measure_flags() -> Figures:
    """Recall of each flag on the sample, and the share of cases without any that get one."""
    rows = _rows(SAMPLE / "flags.jsonl")
    found = [{flag.value for flag in flags_of(Text(row["text"]))} for row in rows]
    figures = {}
    for flag in sorted({flag for row in rows for flag in row["flags"]}):
        hits = [flag in said for row, said in zip(rows, found, strict=True) if flag in row["flags"]]
        figures[flag] = fmean(hits)
    clean = [bool(said) for row, said in zip(rows, found, strict=True) if not row["flags"]]
    return figures | {"false_alarms": fmean(clean)}


def mean_of(sets: Iterable[Mapping[str, Figures]]) -> dict[str, Figures]:
    sets = list(sets)
    return {kind: _means([each[kind] for each in sets]) for kind in sets[0]} if sets else {}


def scores(shares: FloatArray, labels: Labels) -> Figures:
    """What probabilities of shape (texts, topics) are worth, given the place of each one's own."""
    best, first = shares.max(axis=1), shares.argmax(axis=1)
    right, sure = first == labels, best >= ASSIGN
    second = np.argsort(-shares, axis=1)[:, :2]
    return {
        "macro_f1": _macro_f1(first, labels),
        "accuracy": float(right.mean()),
        "top2": float((second == labels[:, None]).any(axis=1).mean()),
        "calibration_error": _calibration_error(best, right),
        "coverage": float(sure.mean()),
        "right_when_sure": float(right[sure].mean()) if sure.any() else 0.0,
    }


# What the project aims at, beside the mean of all sets or the set that it names.
GOALS = (
    ("macro-F1, no corrections", "", "0", "macro_f1", "65"),
    ("macro-F1, 20 corrections", "", "20", "macro_f1", "71"),
    ("macro-F1, 50 corrections", "", "50", "macro_f1", "74"),
    ("calibration error, 20", "", "20", "calibration_error", "5"),
    ("right at P of .5 and more, 20", "", "20", "right_when_sure", "93"),
    ("police, macro-F1, none", "en_police", "0", "macro_f1", "68"),
    ("police, macro-F1, 20", "en_police", "20", "macro_f1", "76"),
    ("police, first two, none", "en_police", "0", "top2", "90"),
    ("police, first two, 20", "en_police", "20", "top2", "95"),
    ("Madrid, macro-F1, none", "es_madrid", "0", "macro_f1", "73"),
    ("Madrid, macro-F1, 20", "es_madrid", "20", "macro_f1", "81"),
    ("hidden themes, recall", "", "event", "theme_recall", "68"),
    ("hidden themes, precision", "", "event", "theme_precision", "60"),
    ("label hits", "", "event", "label_hits", "85"),
    ("police, summary share", "en_police", "event", "summary_share", "83"),
    ("police, the most possible", "en_police", "event", "summary_most", "87"),
    ("summary share", "", "event", "summary_share", ""),
    ("the most possible", "", "event", "summary_most", ""),
    ("marked for self-harm", "", "cost", "self_harm_rate", "0.2"),
    ("milliseconds a text", "", "cost", "ms_per_text", "3"),
)


def table(sets: Mapping[str, Mapping[str, Figures]], flags: Figures) -> str:
    """Every figure of every set in per cent, their mean, and the goals beside what was reached."""
    mean = mean_of(sets.values())
    lines = []
    for name, found in {**sets, "mean": mean}.items():
        for kind, figures in found.items():
            told = "  ".join(f"{figure} {_told_as(figure, n)}" for figure, n in figures.items())
            lines.append(f"{name:12} {kind:>5}  {told}")
    lines.append(
        "sample flags        " + "  ".join(f"{k} {_told_as(k, n)}" for k, n in flags.items())
    )
    lines += ["", f"{'':32}{'reached':>8}{'goal':>6}"]
    for words, name, kind, figure, goal in GOALS:
        figures = (sets.get(name, {}) if name else mean).get(kind, {})
        if figure in figures:
            lines.append(f"{words:32}{_told_as(figure, figures[figure]):>8}{goal:>6}")
    lines.append(f"{'self-harm, sample':32}{_told_as('self_harm', flags['self_harm']):>8}{95:>6}")
    lines.append("memory of the whole app, goal 250 MB: make bench-topics")
    return "\n".join(lines)


def _told_as(figure: str, number: float) -> str:
    if figure in ("ms_per_text", "memory_mb"):
        return f"{number:.1f}"
    return f"{100 * number:.{2 if figure == 'self_harm_rate' else 1}f}"


def _assigned(labelled: Labelled, shots: int, seed: int) -> Figures:
    places = _drawn(labelled, shots, seed)
    shares = _assigner(labelled, places).probabilities(labelled.texts)
    return scores(shares, labelled.labels)


def _assigner(labelled: Labelled, places: Sequence[int], hidden: Iterable[int] = ()) -> Assigner:
    gone = set(hidden)
    topics = [topic for topic in labelled.topics if topic.id not in gone]
    examples = [
        Example(labelled.training[place], frozenset([int(labelled.trained[place])]))
        for place in places
        if labelled.trained[place] not in gone
    ]
    return Assigner(topics, examples)


def _drawn(labelled: Labelled, shots: int, seed: int) -> list[int]:
    random_places = np.random.default_rng(seed)
    places: list[int] = []
    for topic in labelled.topics:
        own = np.flatnonzero(labelled.trained == topic.id)
        random_places.shuffle(own)
        places += [int(place) for place in own[:shots]]
    return places


def _event(labelled: Labelled, seed: int, turn: int) -> Figures:
    chance = random.Random(f"{labelled.name} {seed} {turn}")  # noqa: S311 - no secret
    size = min(EVENT, len(labelled.texts))
    places = chance.sample(range(len(labelled.texts)), size)
    labels = [int(labelled.labels[place]) for place in places]
    texts = [labelled.texts[place] for place in places]
    often = sorted(label for label, times in Counter(labels).items() if times >= FEWEST)
    # Some topic has to stay.
    hidden = set(chance.sample(often, min(HIDDEN, len(often), len(labelled.topics) - 1)))
    taught = _drawn(labelled, TAUGHT, seed)
    shares = _assigner(labelled, taught, hidden).probabilities(texts)
    themes = find_themes(texts, shares.max(axis=1))
    whole = _assigner(labelled, taught).probabilities(texts)
    commonest = Counter(labels).most_common(QUOTES)
    summary = {
        "summary_share": _summary(texts, labels, whole, find_themes(texts, whole.max(axis=1))),
        "summary_hidden": _summary(texts, labels, shares, themes),
        "summary_most": sum(times for _, times in commonest) / len(labels),
    }
    return _found(themes, labels, hidden) | summary


def _found(themes: Sequence[Theme], labels: Sequence[int], hidden: set[int]) -> Figures:
    found, hits = set(), []
    finding = 0
    for theme in themes:
        label, times = Counter(labels[place] for place in theme.members).most_common(1)[0]
        if label in hidden and 2 * times >= len(theme.members):
            finding += 1
            found.add(label)
            hits.append(labels[theme.members[0]] == label)
    figures = {"theme_recall": len(found) / len(hidden)} if hidden else {}
    if themes:
        figures["theme_precision"] = finding / len(themes)
    if hits:
        figures["label_hits"] = fmean(hits)
    return figures


def _summary(
    texts: Sequence[Text], labels: Sequence[int], shares: FloatArray, themes: Sequence[Theme]
) -> float:
    assigned: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(shares):
        if row.max() >= ASSIGN:
            assigned[int(row.argmax())].append(place)
    groups = [*assigned.values(), *(list(theme.members) for theme in themes)]
    largest = sorted(groups, key=len, reverse=True)[:QUOTES]
    quotes = [own[by_closeness([texts[place] for place in own])[0]] for own in largest]
    quoted = {labels[place] for place in quotes}
    return fmean(label in quoted for label in labels)


def _cost(labelled: Labelled) -> Figures:
    assigner = _assigner(labelled, _drawn(labelled, TAUGHT, 0))
    plain = [Text(text.body) for text in labelled.texts[:300]]
    start = time.process_time()
    vectors = encode([text.body for text in plain])
    seen = [
        Text(text.body, vector=_nothing() if vectors is None else pack(vectors[place]))
        for place, text in enumerate(plain)
    ]
    assigner.probabilities(seen)
    flagged = [bool(flags_of(text)) for text in plain]
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    self_harm = [Flag.SELF_HARM in flags_of(Text(text.body)) for text in labelled.texts]
    return {
        "ms_per_text": 1000 * spent / len(plain),
        "flag_rate": fmean(flagged),
        "self_harm_rate": fmean(self_harm),
        "memory_mb": memory,
    }


def _macro_f1(first: Labels, labels: Labels) -> float:
    found = []
    for label in set(first.tolist()) | set(labels.tolist()):
        right = int(((first == label) & (labels == label)).sum())
        found.append(2 * right / int((first == label).sum() + (labels == label).sum()))
    return fmean(found)


def _calibration_error(best: FloatArray, right: npt.NDArray[np.bool_]) -> float:
    error = 0.0
    for low in np.arange(10) / 10:
        here = (best > low) & (best <= low + 0.1)
        if here.any():
            error += float(here.mean() * abs(best[here].mean() - right[here].mean()))
    return error


def _labelled(
    name: str,
    training: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    told: Mapping[str, Mapping[str, Any]],
) -> Labelled:
    names = sorted({row["label"] for row in (*training, *rows)})
    place_of = {label: place for place, label in enumerate(names)}
    topics = []
    for place, label in enumerate(names):
        of = told.get(label, {"names": [label], "descriptions": [], "keywords": []})
        topics.append(
            TopicText(place, tuple(of["names"]), tuple(of["descriptions"]), tuple(of["keywords"]))
        )
    return Labelled(
        name=name,
        topics=topics,
        training=_texts(training),
        trained=np.array([place_of[row["label"]] for row in training]),
        texts=_texts(rows),
        labels=np.array([place_of[row["label"]] for row in rows]),
    )


def _texts(rows: Sequence[Mapping[str, Any]]) -> list[Text]:
    vectors = encode([row["text"] for row in rows])
    return [
        Text(row["text"], row["lang"], _nothing() if vectors is None else pack(vectors[place]))
        for place, row in enumerate(rows)
    ]


def _nothing() -> bytes:
    return pack(np.zeros(DIMENSIONS, dtype=np.float32))


def _told(files: Iterable[Path]) -> dict[str, dict[str, Any]]:
    file = next((each for each in files if each.exists()), None)
    if file is None:
        return {}
    return {
        each["label"]: {
            "names": list(each["names"].values()),
            "descriptions": list(each["descriptions"].values()),
            "keywords": [word for words in each["keywords"].values() for word in words],
        }
        for each in json.loads(file.read_text("utf-8"))
    }


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


def _means(several: Sequence[Figures]) -> Figures:
    """Of each figure, over those that have it."""
    names = dict.fromkeys(name for figures in several for name in figures)
    return {name: fmean(each[name] for each in several if name in each) for name in names}
