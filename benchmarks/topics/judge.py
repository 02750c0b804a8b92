"""`python -m benchmarks.topics.judge`: the themes of events, for people to judge.

Prints the themes of every event of the demo, of the sample, and with `--data FOLDER` of the files
`event_*.jsonl` there and of two events of 120 texts, drawn with fixed seeds, from each set
`*.train.jsonl`, all with the starter list of topics. `--blank FILE` writes a form: one line for
each theme, with empty fields for two judges. `--marks FILE` prints what the judges said in a filled
form, and how far they agree.

A form holds no text of a resident: a theme is named by the event, by a hash of its texts, and by
`subject`, what it is about in a judge's own words. Marks are

    real      something that several people raise and that an officer would want to know
    fragment  a part of such a matter, or one mixed with other things
    garbage   nothing that the texts have in common, or nothing to act on
"""

import argparse
import csv
import hashlib
import random
from collections import defaultdict
from pathlib import Path

from benchmarks.topics.agreement import MARKS, cohen_kappa, shares_of
from benchmarks.topics.labelled_sets import SAMPLE, read_rows, read_starters
from coffeecop.engine.assigning import with_vectors
from coffeecop.engine.examples import Text
from coffeecop.engine.themes import find_themes

PROJECT = Path(__file__).parent.parent.parent
STARTERS = PROJECT / "coffeecop" / "models" / "starter_topics.json"
DEMO = PROJECT / "coffeecop" / "demo" / "concerns.jsonl"
DRAWN, SEEDS, QUOTES = 120, (10, 11), 5
FIELDS = ("event", "theme", "texts", "label", "subject", "first", "second")


def main():
    parser = argparse.ArgumentParser(description="Themes for people to judge.")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--blank", type=Path)
    parser.add_argument("--marks", type=Path)
    options = parser.parse_args()
    if options.marks:
        show_marks(options.marks)
        return
    lines = [line for event in events(options.data) for line in show_themes(*event)]
    print(f"{len(lines)} themes")
    if options.blank:
        write_form(options.blank, lines)


def events(data):
    """Yield name, texts, and whether the texts may be published."""
    of_demo = defaultdict(list)
    for row in read_rows(DEMO):
        if not row["about_officer"]:
            of_demo[row["event"]].append(Text(row["body"], row["language"]))
    for event, texts in sorted(of_demo.items()):
        yield f"demo {event}", texts, True
    yield "sample", texts_of(read_rows(SAMPLE / "texts.jsonl")), True
    for file in sorted(data.glob("event_*.jsonl")) if data else ():
        yield file.stem, texts_of(read_rows(file)), False
    for file in sorted(data.glob("*.train.jsonl")) if data else ():
        rows = read_rows(file)
        for seed in SEEDS:
            chance = random.Random(f"{file.stem} {seed}")  # noqa: S311 - no secret
            drawn = chance.sample(rows, min(DRAWN, len(rows)))
            name = f"{DRAWN} of {file.stem.removesuffix('.train')}, seed {seed}"
            yield name, texts_of(drawn), False


def texts_of(rows):
    return [Text(row["text"], row["lang"]) for row in rows]


def show_themes(event, texts, may_be_published):
    """Print the themes of an event and return a line of the form for each."""
    print(f"\n{event}: {len(texts)} texts")
    texts = with_vectors(texts)
    lines = []
    for theme in find_themes(texts, list(read_starters(STARTERS).values())):
        bodies = [" ".join(texts[place].body.split()) for place in theme.members]
        label = "; ".join(theme.names.values())
        identity = hashlib.sha256("\n".join(sorted(bodies)).encode()).hexdigest()[:10]
        print(f"\n  {identity}  {len(bodies)} texts: {label or '(no name)'}")
        for body in bodies[:QUOTES]:
            print(f"    - {body[:300]}")
        public = label if may_be_published else ""
        lines.append([event, identity, str(len(bodies)), public, "", "", ""])
    return lines


def write_form(file, lines):
    with file.open("w", encoding="utf-8", newline="") as form:
        writer = csv.writer(form, delimiter="\t", lineterminator="\n")
        writer.writerows([FIELDS, *lines])


def show_marks(file):
    with file.open(encoding="utf-8", newline="") as form:
        rows = list(csv.DictReader(form, delimiter="\t"))
    judges = [[row[judge] for row in rows] for judge in ("first", "second")]
    for name, marks in zip(("first", "second"), judges, strict=True):
        shares = (f"{mark} {share:.2f}" for mark, share in shares_of(marks).items())
        print(f"{name}: {', '.join(shares)}")
    real = sum(row["first"] == row["second"] == MARKS[0] for row in rows)
    print(f"{len(rows)} themes, {real} real by both; kappa {cohen_kappa(*judges):.2f}")


if __name__ == "__main__":
    main()
