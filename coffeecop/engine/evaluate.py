"""Measure the engine on labelled texts.

**Assigning.** Labels are topics. For each number of shots and each seed, that many texts of every
topic (or all there are) are drawn from the training texts as corrections, and topics are assigned
to the test texts. F1 is averaged over topics; calibration error is over ten bins of the highest
probability (Guo et al. 2017); "sure" are the texts whose highest probability is at least ASSIGN.

**Themes.** An event is 120 texts drawn from the test texts. Two topics with at least five texts
there are hidden: they are removed from the list, and there are 20 corrections for each of the
others. A theme finds a hidden topic if at least half of its texts belong to it. Recall is the share
of hidden topics found, precision the share of themes that found one; a label hit is a theme whose
first text belongs to its majority topic, counted over the themes that found one. Means of three
events for each seed.

**Summary.** For the same events, with the full list: the five largest of the assigned topics and
found themes are quoted, each by the first text of `by_closeness`, as on the event summary page. Its
share is the share of texts whose true topic is the true topic of a quote; `summary_most` is that of
the five most common topics, the maximum for five quotes; `summary_hidden` is the share with two
topics hidden.

**Time** is CPU time of the process for the vector, topics and flags of a text, at 20 shots. Texts
flagged for self-harm are counted over all texts: almost none is about it.
"""

import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import numpy as np
import numpy.typing as npt

from coffeecop.engine.assigning import Assigner, with_vectors
from coffeecop.engine.confidence import ASSIGN
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import Example, FlagKind, Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.labelled_sets import SAMPLE, Labelled, Labels, read_rows
from coffeecop.engine.quotes import by_closeness
from coffeecop.engine.themes import Theme, find_themes

SEEDS = (0, 1, 2)
EVENT, EVENTS, HIDDEN, FEWEST, CORRECTIONS, QUOTES = 120, 3, 2, 5, 20, 5

Figures = dict[str, float]


def measure(labelled: Labelled, shots: Sequence[int]) -> dict[str, Figures]:
    """Return figures by number of shots, and `"event"` and `"cost"`. Shares 0 to 1, times in ms."""
    found = {}
    for number in shots:
        seeds = SEEDS if number else SEEDS[:1]
        found[str(number)] = _means([_assigned(labelled, number, seed) for seed in seeds])
    events = [(seed, turn) for seed in SEEDS for turn in range(EVENTS)]
    found["event"] = _means([_event(labelled, seed, turn) for seed, turn in events])
    found["cost"] = _cost(labelled)
    return found


def measure_flags() -> Figures:
    """Return each flag's recall on the sample, and the share of cases without any that get one."""
    rows = read_rows(SAMPLE / "flags.jsonl")
    cases = [(row["flags"], flags_of(Text(row["text"]))) for row in rows]
    figures = {
        flag: fmean(flag in found for flags, found in cases if flag in flags)
        for flag in sorted({flag for flags, _ in cases for flag in flags})
    }
    return figures | {"false_alarms": fmean(bool(found) for flags, found in cases if not flags)}


def mean_of(sets: Iterable[Mapping[str, Figures]]) -> dict[str, Figures]:
    sets = list(sets)
    return {kind: _means([each[kind] for each in sets]) for kind in sets[0]} if sets else {}


def scores(shares: FloatArray, labels: Labels) -> Figures:
    """Return the metrics of probabilities, shape (texts, topics), given each text's topic index."""
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


def table(sets: Mapping[str, Mapping[str, Figures]], flags: Figures) -> str:
    """Return a table of every figure of every set and their mean; shares in per cent."""
    lines = []
    for name, found in {**sets, "mean": mean_of(sets.values())}.items():
        for kind, figures in found.items():
            cells = "  ".join(
                f"{figure} {format_figure(figure, n)}" for figure, n in figures.items()
            )
            lines.append(f"{name:12} {kind:>5}  {cells}")
    lines.append(
        "sample flags        " + "  ".join(f"{k} {format_figure(k, n)}" for k, n in flags.items())
    )
    return "\n".join(lines)


def format_figure(figure: str, number: float) -> str:
    """Return a figure as text; shares in per cent."""
    if figure in ("ms_per_text", "memory_mb"):
        return f"{number:.1f}"
    return f"{100 * number:.{2 if figure == 'self_harm_rate' else 1}f}"


def _assigned(labelled: Labelled, shots: int, seed: int) -> Figures:
    places = _drawn(labelled, shots, seed)
    shares = _assigner(labelled, places).probabilities(labelled.texts)
    return scores(shares, labelled.labels)


def _assigner(labelled: Labelled, places: Sequence[int], hidden: Iterable[int] = ()) -> Assigner:
    hidden_ids = set(hidden)
    topics = [topic for topic in labelled.topics if topic.id not in hidden_ids]
    examples = [
        Example(labelled.training[place], frozenset([int(labelled.trained[place])]))
        for place in places
        if labelled.trained[place] not in hidden_ids
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
    # At least one topic must remain.
    hidden = set(chance.sample(often, min(HIDDEN, len(often), len(labelled.topics) - 1)))
    training_indexes = _drawn(labelled, CORRECTIONS, seed)
    shares = _assigner(labelled, training_indexes, hidden).probabilities(texts)
    themes = find_themes(texts, shares.max(axis=1))
    whole = _assigner(labelled, training_indexes).probabilities(texts)
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
    assigner = _assigner(labelled, _drawn(labelled, CORRECTIONS, 0))
    plain = [Text(text.body) for text in labelled.texts[:300]]
    start = time.process_time()
    assigner.probabilities(with_vectors(plain))
    flagged = [bool(flags_of(text)) for text in plain]
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    self_harm = [FlagKind.SELF_HARM in flags_of(Text(text.body)) for text in labelled.texts]
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


def _means(several: Sequence[Figures]) -> Figures:
    """Return the mean of each figure over the results that have it."""
    names = dict.fromkeys(name for figures in several for name in figures)
    return {name: fmean(each[name] for each in several if name in each) for name in names}
