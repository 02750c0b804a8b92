"""Labelled data sets on which the engine is measured."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coffeecop.analysis.training_data import STARTER_SAMPLES
from coffeecop.config import PROJECT
from coffeecop.engine.assigning import with_vectors
from coffeecop.engine.examples import Text, TopicText

SAMPLE = PROJECT / "coffeecop" / "engine" / "sample"

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Labelled:
    """A data set: its topics, and the index of each text's topic."""

    name: str
    topics: Sequence[TopicText]
    training: Sequence[Text]
    trained: Labels
    texts: Sequence[Text]
    labels: Labels


def read_sets(data: Path, topics: Path | None) -> Iterator[Labelled]:
    """Yield each set of a folder: NAME.train.jsonl with NAME.held.jsonl, else NAME.dev.jsonl."""
    for training in sorted(data.glob("*.train.jsonl")):
        name = training.name.removesuffix(".train.jsonl")
        others = [data / f"{name}.{kind}.jsonl" for kind in ("held", "dev")]
        file = next((each for each in others if each.exists()), None)
        if file is not None:
            known = _read_topics(
                folder / f"{name}.topics.json" for folder in (topics, data) if folder
            )
            yield _labelled(name, read_rows(training), read_rows(file), known)


def read_sample(topics: Path) -> Labelled:
    """Return the bundled sample, half of it for training. `topics` is the starter topics file."""
    rows = [row for row in read_rows(SAMPLE / "texts.jsonl") if row["label"]]
    halves: tuple[list[dict[str, Any]], list[dict[str, Any]]] = [], []
    for row in rows:
        halves[zlib.crc32(row["id"].encode()) % 2].append(row)
    return _labelled("sample", halves[0], halves[1], read_starters(topics))


def read_starters(file: Path) -> dict[str, TopicText]:
    """Return the starter topics by key; their ids are their places in the file."""
    told = json.loads(STARTER_SAMPLES.read_text("utf-8"))
    return {
        each["key"]: TopicText(
            id=place,
            names=(each["name_en"], each["name_es"]),
            keywords=(*each["keywords_en"], *each["keywords_es"]),
            samples=(
                *told[each["key"]]["en"],
                *told[each["key"]]["es"],
                each["description_en"],
                each["description_es"],
            ),
        )
        for place, each in enumerate(json.loads(file.read_text("utf-8")))
    }


def _labelled(
    name: str,
    training: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    known: Mapping[str, TopicText],
) -> Labelled:
    """Return the set; a topic's id is the index of its label among those of the rows."""
    names = sorted({row["label"] for row in (*training, *rows)})
    place_of = {label: place for place, label in enumerate(names)}
    return Labelled(
        name=name,
        topics=[
            replace(known.get(label, TopicText(0, (label,))), id=place)
            for label, place in place_of.items()
        ],
        training=_texts(training),
        trained=np.array([place_of[row["label"]] for row in training]),
        texts=_texts(rows),
        labels=np.array([place_of[row["label"]] for row in rows]),
    )


def _texts(rows: Sequence[Mapping[str, Any]]) -> list[Text]:
    return with_vectors([Text(row["text"], row["lang"]) for row in rows])


def _read_topics(files: Iterable[Path]) -> dict[str, TopicText]:
    file = next((each for each in files if each.exists()), None)
    if file is None:
        return {}
    return {
        each["label"]: TopicText(
            id=0,
            names=tuple(each["names"].values()),
            keywords=tuple(word for words in each["keywords"].values() for word in words),
            samples=tuple(each["descriptions"].values()),
        )
        for each in json.loads(file.read_text("utf-8"))
    }


def read_rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]
