"""`python -m benchmarks.matters`: how well texts are ranked for the name of a story.

Rooms made up by people who had seen nothing of the project. `--held` also scores the rooms on which
nothing was chosen. README.md says what the figures mean.
"""

import os

# As in the short-lived process. numpy reads it once, on import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from dataclasses import dataclass
from math import ceil
from statistics import median

import click
import numpy as np

from benchmarks.matters import rooms
from benchmarks.matters.rooms import Room
from benchmarks.topics.labelled_sets import read_starters
from coffeecop.config import PROJECT
from coffeecop.engine import encoder
from coffeecop.engine.assigning import Assigner, vectors_of, with_vectors
from coffeecop.engine.encoder import encode
from coffeecop.engine.examples import Text
from coffeecop.engine.kindred import kindred
from coffeecop.engine.likeliest import topic_scores
from coffeecop.parts.likeness.engine import ranking
from coffeecop.parts.likeness.engine.likeness import close_in_meaning
from coffeecop.parts.likeness.engine.ranking_process import LIKELY, SURE

FIRST, SHARE = 10, 3 / 4
TIMED = {"texts": 200, "names": 3}
ROUNDS = 9
DRAWS = 200
TOPICS = [*read_starters(PROJECT / "coffeecop" / "models" / "starter_topics.json").values()]
drawn = np.random.default_rng(0)
PARTS = {
    "without single words": {"WORDS_MEANING": 0},
    "without the whole line": {"LINES_MEANING": 0},
    "without kindred words": {"KINDRED": 0},
    "without topics": {"TOPICS": 0},
    "without the other names": {"COMPETING": 0},
    "without smoothing": {"SMOOTHING": 0},
}


@dataclass(frozen=True)
class Read:
    """A room as the engine has read it: `suggested` are likely topics of each text."""

    room: Room
    vectors: np.ndarray
    suggested: list[dict[int, float]]


def read(several, topics=TOPICS):
    """Read rooms as the worker does where nobody has sorted any text."""
    found = []
    for room in several:
        texts = with_vectors([Text(body) for body in room.bodies])
        suggested = Assigner(topics).likely(texts)
        found.append(Read(room, vectors_of(texts), suggested))
    return found


def ranked(event, lines):
    fits = [topic_scores(" ".join(each), TOPICS) for each in lines]
    by_topic = [
        [sum(fit.get(topic, 0) * share for topic, share in own.items()) for own in event.suggested]
        for fit in fits
    ]
    return ranking.scores(event.room.bodies, event.vectors, lines, np.array(by_topic, np.float32))


def cosine(event, lines):
    return np.array([event.vectors @ encode([" ".join(each)])[0] for each in lines])


def search(event, lines):
    """Return scores as the search orders: what has all words, what means the same, the rest."""
    bodies = event.room.bodies
    index = ranking.Index(bodies)
    found = np.zeros((len(lines), len(bodies)))
    for row, each in zip(found, lines, strict=True):
        words = " ".join(each)
        having = set.intersection(
            set(range(len(bodies))), *(index.having(phrases) for phrases in kindred(words))
        )
        row[list(having)] = 2
        meant = encode([words])
        if meant is not None:
            close = close_in_meaning(bodies, event.vectors, words, meant[0], [*having])
            for place, likeness in close:
                row[place] = max(row[place], likeness)
    return found


def chance(event, lines):
    return drawn.random((len(lines), len(event.room.bodies)))


class Figures:
    """Average precision, the share of a story in the first ten, and texts looked at until 3/4."""

    def __init__(self):
        self._rows = []

    def add(self, scores, is_told):
        order = np.argsort(-np.round(scores, 5), kind="stable")
        told = is_told[order]
        found = np.cumsum(told)
        precision = (found / np.arange(1, len(told) + 1))[told].mean()
        looked_at = 1 + np.flatnonzero(found >= ceil(SHARE * found[-1]))[0]
        self._rows.append((precision, told[:FIRST].sum() / found[-1], looked_at))

    @property
    def average_precision(self):
        return np.mean(self._rows, axis=0)[0]

    def __str__(self):
        return "{:6.2f}{:6.2f}{:6.1f}".format(*np.mean(self._rows, axis=0))


def told_in(room, story):
    return np.array([story in stories for stories in room.stories])


def asked(room):
    """Yield for each naming the stories, and their lines: the name alone, then with the second."""
    for naming in room.namings:
        stories = [story for story in naming if told_in(room, story).any()]
        yield (
            stories,
            [[[naming[story][0]] for story in stories], [[*naming[story]] for story in stories]],
        )


def figures(several, method):
    """Return the figures with the name alone, and with a second line."""
    found = Figures(), Figures()
    for event in several:
        for stories, both in asked(event.room):
            for own, lines in zip(found, both, strict=True):
                scores = method(event, lines)
                for story, row in zip(stories, scores, strict=True):
                    own.add(row, told_in(event.room, story))
    return found


def perfect(several):
    found = Figures()
    for event in several:
        for stories, _ in asked(event.room):
            for story in stories:
                found.add(told_in(event.room, story).astype(float), told_in(event.room, story))
    return found, found


def show(label, found):
    click.echo(f"{label:34}{found[0]}  {found[1]}")


def show_all(name, several):
    texts = sum(len(event.room.bodies) for event in several)
    click.echo(f"\n{name}: {len(several)} rooms, {texts} texts")
    click.echo(f"{'':34}{'name alone':>18}  {'and second line':>18}")
    click.echo(f"{'':34}" + 2 * f"{'AP':>6}{'10':>6}{'3/4':>6}  ")
    show("perfect", perfect(several))
    show("chance", figures(DRAWS // len(several) * several, chance))
    if encode([]) is not None:
        show("cosine of the name", figures(several, cosine))
    show("search", figures(several, search))
    show("ranking", figures(several, ranked))


def show_parts(several):
    for label, weights in PARTS.items():
        kept = {name: getattr(ranking, name) for name in weights}
        vars(ranking).update(weights)
        show(f"  {label}", figures(several, ranked))
        vars(ranking).update(kept)


def show_fits(several):
    """Print how often "sure" and "likely" are right, and how much of a story they find."""
    for label, second in (("name alone", 0), ("and second line", 1)):
        rows, told = [], []
        for event in several:
            for stories, both in asked(event.room):
                rows += [*ranked(event, both[second])]
                told += [told_in(event.room, story) for story in stories]
        scores, is_told = np.concatenate(rows), np.concatenate(told)
        cells = []
        for word, least in (("sure", SURE), ("likely or sure", LIKELY)):
            said = scores >= least
            right = is_told[said].mean() if said.any() else 0
            cells.append(
                f"{word} {said.sum() / len(rows):.1f} a name, {right:.2f} right, "
                f"finds {is_told[said].sum() / is_told.sum():.2f}"
            )
        click.echo(f"  {label:16} {'; '.join(cells)}")


def show_time(several):
    bodies = [body for event in several for body in event.room.bodies][: TIMED["texts"]]
    vectors = np.concatenate([event.vectors for event in several])[: TIMED["texts"]]
    lines = [[*both] for both in several[0].room.namings[0].values()][: TIMED["names"]]
    by_topic = drawn.random((len(lines), len(bodies)), dtype=np.float32)
    asked = recorded(bodies, vectors, lines, by_topic)
    whole = timed(lambda: ranking.scores(bodies, vectors, lines, by_topic))
    encoding = timed(lambda: [encode(texts) for texts in asked])
    click.echo(
        f"\n{len(bodies)} texts, {len(lines)} names of two lines: {whole:.0f} ms, "
        f"of which {encoding:.0f} ms encode the names"
    )


def recorded(bodies, vectors, lines, by_topic):
    """Return what is encoded for a ranking."""
    asked, own = [], ranking.encode
    ranking.encode = lambda texts: asked.append(texts) or own(texts)
    ranking.scores(bodies, vectors, lines, by_topic)
    ranking.encode = own
    return asked


def timed(do):
    """Return the median of several rounds in milliseconds."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - began)
    return 1000 * median(seconds)


@click.command()
@click.option("--held", is_flag=True, help="Score the held rooms too.")
def main(held):
    sets = {"chosen on": rooms.chosen_on()}
    if held:
        sets |= {"told of": rooms.told_of(), "fresh": rooms.fresh()}
    for label in ("with the encoder", "without the encoder"):
        click.echo(f"\n== {label}")
        for name, several in sets.items():
            own = read(several)
            show_all(name, own)
            show_parts(own)
            show_fits(own)
            click.echo(f"  among {rooms.OTHERS} texts of other towns")
            diluted = read([rooms.at_the_rate_of_life(room) for room in several])
            show("  ranking", figures(diluted, ranked))
            show_fits(diluted)
        show_time(read(rooms.chosen_on()))
        encoder.disable()


if __name__ == "__main__":
    main()
