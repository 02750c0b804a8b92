"""The texts that the engine is measured by."""

import json
from pathlib import Path

from coffeecop.config import PROJECT

FOLDER = Path(__file__).parent
# The rules were written with the first half in view, and never changed to suit the second.
HALVES = ("tuned", "held")
ODD_TEXTS = ("", " ", "...", "\u202e\u200b", "🙂" * 4000, "a" * 4000)


def read_texts(name, half):
    """Return what stands before and after the first colon of each line."""
    lines = (FOLDER / f"{name}.{half}.txt").read_text("utf-8").splitlines()
    return [line.split(": ", 1) for line in lines if not line.startswith("#")]


def read_sample(name):
    """Return the lines of a file of the sample that comes with the engine."""
    path = PROJECT / "coffeecop/engine/sample" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
