"""`python -m benchmarks.answer_suggestions QUESTIONS DIR`: how often a public answer is suggested.

QUESTIONS has one question a line, as cities publish them; what follows a tab is not read. DIR has
texts of residents as `topics evaluate` takes them: NAME.train.jsonl, NAME.dev.jsonl, and
event_*.jsonl. Limits were chosen on the first; figures are of the others. All suggestions are
printed, to be judged by a person: nobody has labelled which question a text asks.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

from coffeecop.engine.answers import Question, answers_to

PARTS = {"train": ["*.train.jsonl"], "held": ["*.dev.jsonl", "event_*.jsonl"]}


def main(questions_file, folder, part="held"):
    lines = Path(questions_file).read_text("utf-8").splitlines()
    asked = [line.split("\t")[0] for line in lines if line.strip()]
    questions = [Question(place, (each,)) for place, each in enumerate(asked)]
    texts = read(Path(folder), PARTS[part])
    answers_to("Is it?", questions)
    took, suggested = [], 0
    for text in texts:
        began = time.perf_counter()
        found = answers_to(text, questions)
        took.append(time.perf_counter() - began)
        suggested += bool(found)
        for place in found:
            print(f"{asked[place][:70]}\t{' '.join(text.split())[:300]}")
    per_thousand = 1000 * suggested / len(texts)
    print(f"{len(texts):,} texts, {len(questions)} questions", file=sys.stderr)
    print(f"{suggested} texts with a suggestion: {per_thousand:.1f} of 1,000", file=sys.stderr)
    slowest = 1000 * sorted(took)[int(0.99 * len(took))]
    print(f"ms a text: median {1000 * median(took):.2f}, p99 {slowest:.2f}", file=sys.stderr)


def read(folder, patterns):
    files = [file for pattern in patterns for file in sorted(folder.glob(pattern))]
    rows = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    return list(dict.fromkeys(row["text"] for row in rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
