"""`python -m benchmarks.towns`: how often flags, cards, questions, marks and topics are right.

Towns 1 to 3, by which things are chosen. `--held WHY` scores towns 4 to 6 instead, which nobody has
read, and notes it in held_scored.txt. `--data DIR` adds false "now" of tidy reports
(`*.dev.jsonl`), `--wrong` prints the texts of towns 1 to 3 that went wrong.
"""

import argparse
import json
import os
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

# As in the worker. numpy reads it once, on import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.topics.labelled_sets import read_starters
from benchmarks.topics.told import STARTERS
from benchmarks.towns.statistics import Share, kappa, overlap
from benchmarks.towns.texts import FIRST, FOLDER, GRAVER, NOW, read_towns
from coffeecop.engine.assigning import Assigner, with_vectors
from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.detectors.emergency import dangers_in
from coffeecop.engine.detectors.names import find_names
from coffeecop.engine.detectors.personal import Personal, find_personal
from coffeecop.engine.examples import VERY_LIKELY, FlagLevel, Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.language import language_of

LEVELS = {FlagLevel.NOW: NOW, FlagLevel.FIRST: FIRST}
SCORED = FOLDER / "held_scored.txt"
KINDS = ("children", "welfare", "home", "threat", "self-harm")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", metavar="WHY")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--wrong", action="store_true")
    arguments = parser.parse_args()
    if arguments.held and arguments.wrong:
        parser.error("Nobody reads the held texts.")
    if arguments.held:
        note(arguments.held)
    towns = read_towns(held=bool(arguments.held))
    told = [each for town in towns.values() for each in town]
    print(f"{', '.join(towns)}: {len(told)} texts\n")
    print_agreement(told)
    levels = [level_of(each.text) for each in told]
    print(f"\n{'':42}{'share':>5} {'counts':>10}  {'95 %':12}  goal")
    for label, share, goal in (
        *of_danger(told, levels),
        *of_residents(told),
        *of_details(told),
        *of_topics(towns),
    ):
        print(f"{label:42}{share!s:32}  {goal}")
    print_cost(towns)
    if arguments.data:
        print_tidy(arguments.data)
    if arguments.wrong:
        print_wrong(told, levels)


def note(why):
    lines = SCORED.read_text("utf-8").splitlines() if SCORED.exists() else []
    day = datetime.now(UTC).date().isoformat()
    SCORED.write_text("\n".join([*lines, f"{len(lines) + 1}. {day}: {why}"]) + "\n", "utf-8")


def print_agreement(told):
    def by_reader(what):
        return [tuple(what(reader) for reader in each.readers) for each in told]

    print("The two readers, beyond chance (kappa):")
    for label, what in (
        ("danger, three steps", lambda reader: reader.danger),
        ("complaint", lambda reader: reader.is_complaint),
        ("first topic", lambda reader: reader.topics[:1]),
    ):
        print(f"  {label:24}{kappa(by_reader(what)):.2f}")
    for what in ("names", "addresses"):
        share = overlap(by_reader(lambda reader, what=what: getattr(reader, what)))
        print(f"  {what + ', marked by both':24}{share}")


def level_of(text):
    return max(map(LEVELS.get, flags_of(Text(text)).values()), key=GRAVER.index, default="")


def of_danger(told, levels):
    pairs = list(zip(told, levels, strict=True))
    yield (
        '"now": right of those shown',
        Share.where(t.danger == NOW for t, level in pairs if level == NOW),
        ".8",
    )
    yield '"now": found', Share.where(level == NOW for t, level in pairs if t.danger == NOW), ".8"
    yield (
        "either step: right of those shown",
        Share.where(t.danger for t, level in pairs if level),
        "",
    )
    yield "either step: found", Share.where(level for t, level in pairs if t.danger), ".95"
    for kind in KINDS:
        yield (
            f"  of these: {kind}",
            Share.where(level for t, level in pairs if kind in t.kinds),
            ".9",
        )
    rest = Share.where(level for t, level in pairs if t.kinds and t.kinds.isdisjoint(KINDS))
    yield "  of these: other kinds", rest, ""


def of_residents(told):
    harmless = [each for each in told if not each.danger]
    carded = [bool(dangers_in(each.text)) for each in told]
    yield (
        "shown a card while typing: harmless",
        Share.where(dangers_in(each.text) for each in harmless),
        ".06 at most",
    )
    found = [card for each, card in zip(told, carded, strict=True) if each.danger]
    yield "shown a card while typing: danger", Share.where(found), ""
    others = [each for each in told if not each.may_be_complaint]
    yield (
        "asked about an officer: harmless",
        Share.where(sounds_like_complaint(each.text) for each in others),
        ".04 at most",
    )
    complaints = [each for each in told if each.is_complaint]
    yield (
        "asked about an officer: complaints",
        Share.where(sounds_like_complaint(each.text) for each in complaints),
        ".85",
    )


def of_details(told):
    """Tell which marks of both readers are found at all, and how many others are marked."""
    found = {"names": [], "addresses": []}
    false = 0
    for each in told:
        marks = [each.text[start:end] for start, end in details(each.text)]
        for what, all_found in found.items():
            all_found += [
                any(words in mark or mark in words for mark in marks)
                for words in each.marked_by_both(what)
            ]
        either = each.marked_by_either("names", "addresses")
        false += sum(not any(w in mark or mark in w for w in either) for mark in marks)
    yield "names of private people found", Share.where(found["names"]), ".7"
    yield "addresses found", Share.where(found["addresses"]), ".8"
    yield "false marks, of texts", Share(false, len(told)), ".03 at most"


def details(text):
    addresses = (each for each in find_personal(text) if each.kind == Personal.ADDRESS)
    return [*((each.start, each.end) for each in addresses), *find_names(text)]


def of_topics(towns):
    starters = read_starters(STARTERS)
    keys = list(starters)
    right, either, sure = [], [], []
    for town in towns.values():
        labelled = [each for each in town if each.topics]
        texts = with_vectors([Text(each.text) for each in labelled])
        shares = Assigner(list(starters.values())).probabilities(texts)
        for each, row in zip(labelled, shares, strict=True):
            first, second = (keys[place] for place in row.argsort()[::-1][:2])
            right.append(first in each.topics)
            either.append(bool({first, second} & each.topics))
            sure.append(row.max() >= VERY_LIKELY)
    yield "topic: right", Share.where(right), ".75"
    yield "topic: one of the first two", Share.where(either), ".88"
    yield '"very likely": of all', Share.where(sure), ".45"
    confident = [one for one, is_sure in zip(right, sure, strict=True) if is_sure]
    yield '"very likely": right', Share.where(confident), ".95"


def print_cost(towns):
    """Print what reading costs when everything is loaded: as the worker does, without database."""
    starters = list(read_starters(STARTERS).values())
    texts = [Text(each.text) for town in towns.values() for each in town]
    assigner = Assigner(starters)
    started = time.process_time()
    read = with_vectors(texts)
    assigner.likely(read)
    for text in read:
        flags_of(text)
        find_personal(text.body)
        language_of(text.body)
    seconds = 1000 * (time.process_time() - started) / len(texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nCPU, s per 1,000 texts (without fitting and the database): {seconds:.1f}  goal 12")
    print(f"most memory of this process, MB: {memory:.0f}")


def print_tidy(folder):
    texts = [
        json.loads(line)["text"]
        for path in sorted(folder.glob("*.dev.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    levels = [level_of(text) for text in texts]
    for level, goal in ((NOW, "  goal 1"), (FIRST, "")):
        rate = 1000 * levels.count(level) / len(texts)
        print(f'"{level}" of 1,000 tidy reports: {rate:.1f} ({levels.count(level)}){goal}')


def print_wrong(told, levels):
    for each, level in zip(told, levels, strict=True):
        card, asked = dangers_in(each.text), sounds_like_complaint(each.text)
        if level != each.danger or bool(card) != bool(each.danger) or asked != each.is_complaint:
            print(f"\n[{each.danger or '–'}: {level or '–'}; {card}; {asked}] {each.text}")


if __name__ == "__main__":
    main()
