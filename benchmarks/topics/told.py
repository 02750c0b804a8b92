"""`python -m benchmarks.topics.told`: the starter topics on what people tell.

Lines of language, topic, further topics that are right as well, and text, made up by three people
who never saw the keywords. `told.tsv` is read while working on the list. `told.held.tsv` is only
scored. A text under "none" should get no topic. Nobody has corrected any.
"""

import csv
import os
from pathlib import Path

# As in the worker. numpy reads it once, on import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click
import numpy as np

from benchmarks.topics.evaluation.figures import format_figure
from benchmarks.topics.labelled_sets import read_starters
from coffeecop.config import PROJECT
from coffeecop.engine import encoder
from coffeecop.engine.assigning import Assigner, with_vectors
from coffeecop.engine.examples import ASSIGN, VERY_LIKELY, Text

STARTERS = PROJECT / "coffeecop" / "models" / "starter_topics.json"
NONE = "none"


def read_told(file):
    """Return the texts, and for each the topics that are right: none for "none"."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = with_vectors([Text(body, language) for language, _, _, body in rows])
    return texts, [{topic, *also.split(",")} - {NONE, ""} for _, topic, also, _ in rows]


def measure(keys, shares, labels):
    best, order = shares.max(axis=1), np.argsort(-shares, axis=1)
    ranked = [[keys[place] for place in row[:2]] for row in order]
    told = np.array([bool(each) for each in labels])
    first = np.array([row[0] in right for row, right in zip(ranked, labels, strict=True)])
    either = np.array([bool(right & {*row}) for row, right in zip(ranked, labels, strict=True)])
    figures = {
        "right": first[told].mean(),
        "first two": either[told].mean(),
        "no topic": (best < ASSIGN)[told].mean(),
        "none kept without": (best < ASSIGN)[~told].mean(),
    }
    words = {"very likely": best >= VERY_LIKELY, "likely": (best >= ASSIGN) & (best < VERY_LIKELY)}
    for word, said in words.items():
        figures[word] = said.mean()
        figures[f"{word}, right"] = first[said].mean() if said.any() else 0.0
    return figures


@click.command()
@click.option("--without-encoder", is_flag=True, help="Do as where none is installed.")
@click.option("--held", is_flag=True, help="Score the held texts too.")
def told(without_encoder, held):
    if without_encoder:
        encoder.disable()
    starters = read_starters(STARTERS)
    folder = Path(__file__).parent
    for name in ("told", "told.held") if held else ("told",):
        texts, labels = read_told(folder / f"{name}.tsv")
        shares = Assigner(list(starters.values())).probabilities(texts)
        figures = measure(list(starters), shares, labels)
        shown = "  ".join(f"{figure} {format_figure(figure, n)}" for figure, n in figures.items())
        click.echo(f"{name:10} {shown}")


if __name__ == "__main__":
    told()
