"""`python -m benchmarks.answer_suggestions QUESTIONS DIR`: how often an answer is offered.

QUESTIONS has on each line what was asked of a published matter in English, a tab, and in Spanish:
answer_questions.tsv, or a department's own. DIR has texts of residents as
`benchmarks.topics.evaluate` takes them: NAME.train.jsonl, NAME.dev.jsonl, and event_*.jsonl. Limits
were chosen on the first; figures are of the others. All suggestions are printed, to be judged by a
person: nobody has labelled which question a text asks.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

from coffeecop.parts.answers_while_writing.questions import likest_questions, questions_in

PARTS = {"train": ["*.train.jsonl"], "held": ["*.dev.jsonl", "event_*.jsonl"]}


def main(questions_file, folder, part="held"):
    lines = Path(questions_file).read_text("utf-8").splitlines()
    published = {place: line.split("\t") for place, line in enumerate(lines) if line.strip()}
    texts = read(Path(folder), PARTS[part])
    likest_questions(["Is it?"], published)
    took, suggested = [], 0
    for text in texts:
        began = time.perf_counter()
        asked = questions_in(text)
        found = likest_questions(asked, published) if asked else []
        took.append(time.perf_counter() - began)
        suggested += bool(found)
        for place in found:
            print(f"{published[place][0][:70]}\t{' / '.join(asked)[:200]}")
    per_thousand = 1000 * suggested / len(texts)
    print(f"{len(texts):,} texts, {len(published)} questions", file=sys.stderr)
    print(f"{suggested} texts with a suggestion: {per_thousand:.1f} of 1,000", file=sys.stderr)
    slowest = 1000 * sorted(took)[int(0.99 * len(took))]
    print(f"ms a text: median {1000 * median(took):.2f}, p99 {slowest:.2f}", file=sys.stderr)


def read(folder, patterns):
    files = [file for pattern in patterns for file in sorted(folder.glob(pattern))]
    rows = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    return list(dict.fromkeys(row["text"] for row in rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
