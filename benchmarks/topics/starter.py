"""`python -m benchmarks.topics.starter DIR`: the starter topics on labelled texts of other towns.

DIR is as for `benchmarks.topics.evaluate --data`. `starter_labels.json` says which labels of those
sets are a starter topic; texts with another label are left out. Only training texts are read, from
which the keywords come, so this compares versions of the list and does not say how good it is.
"""

import json
import os
import sys
from pathlib import Path

# As in the worker. numpy reads it once, on import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.topics.evaluation.assigning import scores
from benchmarks.topics.labelled_sets import read_rows, read_starters
from coffeecop.config import PROJECT
from coffeecop.engine.assigning import Assigner, with_vectors
from coffeecop.engine.examples import Text
from coffeecop.engine.text import singular, tokens

LABELS = json.loads(Path(__file__).with_name("starter_labels.json").read_text("utf-8"))
LONGEST_KEYWORD = 5


def main():
    starters = read_starters(PROJECT / "coffeecop" / "models" / "starter_topics.json")
    topics = list(starters.values())
    topic_of = {label: list(starters).index(key) for key in LABELS for label in LABELS[key]}
    assigner = Assigner(topics)
    said = set()
    print(f"{'':14}{'texts':>6}{'right':>8}{'very likely':>13}{'right of these':>16}")
    for file in sorted(Path(sys.argv[1]).glob("*.train.jsonl")):
        rows = read_rows(file)
        said.update(phrase for row in rows for phrase in phrases(row["text"]))
        rows = [row for row in rows if row["label"] in topic_of]
        if rows:
            texts = with_vectors([Text(row["text"], row["lang"]) for row in rows])
            labels = np.array([topic_of[row["label"]] for row in rows])
            found = scores(assigner.probabilities(texts), labels)
            names = ("accuracy", "very_likely", "very_likely_right")
            figures = [100 * found[name] for name in names]
            name = file.stem.removesuffix(".train")
            print("{:14}{:6}{:8.1f}{:13.1f}{:16.1f}".format(name, len(rows), *figures))
    keywords = {normalized(word) for topic in topics for word in topic.keywords}
    print(f"{len(keywords & said)} of {len(keywords)} keywords occur in these texts.")


def phrases(text):
    words = normalized(text)
    for length in range(1, LONGEST_KEYWORD + 1):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


def normalized(text):
    return tuple(singular(word) for word in tokens(text))


if __name__ == "__main__":
    main()
