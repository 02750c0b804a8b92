"""Measure the engine on labelled texts; each function and module says how."""

import resource
import time
from collections.abc import Sequence
from statistics import fmean

import numpy as np

from benchmarks.topics.evaluation.assigning import SEEDS, assigner, assignment, drawn
from benchmarks.topics.evaluation.figures import PER_1000, Figures, means
from benchmarks.topics.evaluation.summary import summaries
from benchmarks.topics.labelled_sets import SAMPLE, Labelled, Labels, read_rows
from coffeecop.engine.assigning import vectors_of, with_vectors
from coffeecop.engine.detectors.personal import Personal, find_personal
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import FlagKind, Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.likeness import alike

# Of each topic, before the cost is measured.
CORRECTIONS = 20
TEXTS = 300
SHOWN = 10
PICKS = {"one": 1, "three": 3}


def likeness(labelled: Labelled, seed: int) -> Figures:
    """Measure what is found to be like some texts: right are those with the same label.

    As many texts as a town of some years may have are drawn, and of each label one text and three
    are picked. Precision is over the ten most alike that are alike enough; "nothing" is the share
    of picks that find none.
    """
    random_places = np.random.default_rng(seed)
    chosen = random_places.permutation(len(labelled.texts))[:TEXTS]
    texts = [labelled.texts[place] for place in chosen]
    bodies, vectors, labels = (
        [text.body for text in texts],
        vectors_of(texts),
        labelled.labels[chosen],
    )
    found: Figures = {}
    for name, number in PICKS.items():
        picks = [
            [int(place) for place in random_places.permutation(own)[:number]]
            for own in (np.flatnonzero(labels == label) for label in np.unique(labels))
            if len(own) > number
        ]
        found |= _figures(f"like_{name}", picks, bodies, vectors, labels)
        by_words = _figures(f"words_{name}", picks, bodies, np.zeros_like(vectors), labels)
        found |= {figure: each for figure, each in by_words.items() if "nothing" not in figure}
    return found


def _figures(
    name: str,
    picks: Sequence[Sequence[int]],
    bodies: Sequence[str],
    vectors: FloatArray,
    labels: Labels,
) -> Figures:
    shares = []
    for places in picks:
        best = [place for place, _ in alike(bodies, vectors, places)][:SHOWN]
        if best:
            shares.append(float((labels[best] == labels[places[0]]).mean()))
    figures = {f"{name}_nothing": 1 - len(shares) / len(picks)} if picks else {}
    return {**figures, f"{name}_right": fmean(shares)} if shares else figures


def cost(labelled: Labelled) -> Figures:
    """Measure CPU time for the vector, topics, flags and details of a text, at 20 shots."""
    fitted = assigner(labelled, drawn(labelled, CORRECTIONS, 0))
    plain = [Text(text.body) for text in labelled.texts[:300]]
    start = time.process_time()
    fitted.probabilities(with_vectors(plain))
    for text in plain:
        flags_of(text)
        find_personal(text.body)
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms_per_text": 1000 * spent / len(plain), "memory_mb": memory}


def flag_rates(labelled: Labelled) -> Figures:
    """Return for each kind how many of 1,000 texts are flagged.

    Almost no text of a set is about danger, so that nearly every flag there is false.
    """
    found = [flags_of(Text(text.body)) for text in labelled.texts]
    return {
        f"{kind}{PER_1000}": 1000 * fmean(kind in flags for flags in found) for kind in FlagKind
    }


def measure_flags() -> Figures:
    """Return each flag's recall on the sample, and the share of cases without any that get one."""
    rows = read_rows(SAMPLE / "flags.jsonl")
    cases = [(row["flags"], flags_of(Text(row["text"]))) for row in rows]
    figures = {
        flag: fmean(flag in found for flags, found in cases if flag in flags)
        for flag in sorted({flag for flags, _ in cases for flag in flags})
    }
    return figures | {"false_alarms": fmean(bool(found) for flags, found in cases if not flags)}


def details(labelled: Labelled) -> Figures:
    """Return the share of texts with any detail, and with each kind that occurs."""
    found = [{each.kind for each in find_personal(text.body)} for text in labelled.texts]
    kinds = [kind for kind in Personal if any(kind in each for each in found)]
    return {"any": fmean(map(bool, found))} | {
        str(kind): fmean(kind in each for each in found) for kind in kinds
    }


def measure(labelled: Labelled, shots: Sequence[int], natural: Sequence[int]) -> dict[str, Figures]:
    """Return the figures of `assignment`, and those of the others.

    Shares are from 0 to 1, times in ms.
    """
    found = assignment(labelled, shots, natural)
    found["flags"] = flag_rates(labelled)
    found["likeness"] = means([likeness(labelled, seed) for seed in SEEDS])
    found["summary"] = summaries(labelled, SEEDS)
    found["cost"] = cost(labelled)
    found["details"] = details(labelled)
    return found
