"""`make bench-detectors`: what detectors find of held texts, and the time that long texts take.

These are written to make patterns slow. The first call of a detector reads its weights; it is
measured apart.
"""

import sys
import time

from benchmarks.danger.texts import TOLD, lines_of
from coffeecop.engine.detectors.complaint import names_police, sounds_like_complaint
from coffeecop.engine.detectors.details import details_in
from coffeecop.engine.detectors.emergency import dangers_in, find_emergency
from coffeecop.engine.examples import Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.kinds import guess_kind
from tests.engine.danger import DANGER, FILES, READER, SETS, score
from tests.engine.detectors.scores import Scores
from tests.engine.texts import FOLDER, read_texts

HELD = FOLDER / "detectors/police.held.txt"
NEW_HELD = FOLDER / "detectors/police.new.held.txt"
LENGTH = 4000
GOAL_FIRST, GOAL_SECONDS = 0.3, 0.1
READERS = (sounds_like_complaint, find_emergency, details_in, guess_kind)
WORDS = (
    "a",
    "1",
    "1 ",
    "a@",
    "+(",
    "el ",
    "1 a a ",
    "calle a ",
    "officer ",
    "five ",
    "sesenta y ",
    "a dot ",
    "a at b ",
    "@a.",
    "805 ",
    "call or ",
    "instagram name is ",
    "badge number is ",
    "plate number is ",
    "7 A ",
    "born ",
    "my son ",
    "1/",
    "license ",
    "I live at 11 ",
    "12 de la calle A ",
    "664 123 45 ",
    "plate AB ",
    "case number is ",
    "my neighbor Ana and ",
    "Mr. A de la ",
    "Vivo en Ab ",
    "one of your ",
    "the officer was so very ",
    "no me quiso un ",
    "me detuvo ",
    "he is going to say that my husband and the man next door is in my house ",
    "mi esposo me dijo que esta en la casa y no me deja a mi papa en la calle ",
)


def main() -> int:
    for name, half in FILES:
        if half.endswith("held"):
            print(score(name, half, "Flags", flags_found, SETS[name]).table())
            print(score(name, half, "Any flag", any_flag, {DANGER}).table())
            print(score(name, half, "Reader", danger_read, {READER}).table())
    for half in ("held", "new.held", "third.held"):
        print(complaint_scores(half).table())
    for path in (TOLD, HELD, NEW_HELD):
        _print_shares(path)
    return _print_times()


def shares(path, *names):
    """Return for each kind of text in how many of 100 its writer is asked, and so on."""
    told = {}
    for _, kind, text in lines_of(path):
        told.setdefault(kind, []).append(text)
    return {
        kind: {name: 100 * sum(map(SHARES[name], texts)) / len(texts) for name in names}
        for kind, texts in told.items()
    }


def is_held(text):
    """Return whether a text whose writer does not answer the question is kept from officers."""
    return sounds_like_complaint(text) and names_police(text)


SHARES = {
    "asked": sounds_like_complaint,
    "held": is_held,
    "card": lambda text: bool(dangers_in(text)),
    "flag": lambda text: bool(flags_found(text)),
    "child_abuse": lambda text: "child_abuse" in flags_found(text) | find_emergency(text),
    "welfare": lambda text: "welfare" in flags_found(text) | find_emergency(text),
}


def _print_shares(path):
    print(f"Of 100 texts of {path.name}\n{'':14}" + "".join(f"{name:>12}" for name in SHARES))
    for kind, found in shares(path, *SHARES).items():
        print(f"{kind:14}" + "".join(f"{share:12.1f}" for share in found.values()))


def flags_found(text):
    return set(flags_of(Text(text)))


def any_flag(text):
    return {DANGER} if flags_found(text) else set()


def danger_read(text):
    return {READER} if find_emergency(text) else set()


def complaint_scores(half):
    scores = Scores(f"Complaint detector, {half} texts")
    for head, text in read_texts("detectors/complaint", half):
        language, kind = head.split()
        got = {"conduct"} if sounds_like_complaint(text) else set()
        scores.note(text, language=language, wanted={kind} - {"none"}, got=got)
    return scores


def _print_times():
    is_slow = False
    for reader in READERS:
        first = _seconds(reader, "warm up")
        slowest, words = max((_seconds(reader, words), words) for words in WORDS)
        is_slow |= first > GOAL_FIRST or slowest > GOAL_SECONDS
        print(f"{reader.__name__:24}first {first:.3f} s, slowest {slowest:.3f} s: {words!r}")
    print(f"Goals: {GOAL_FIRST} s and {GOAL_SECONDS} s of processor time for {LENGTH:,} characters")
    return int(is_slow)


def _seconds(reader, words):
    text = words * (LENGTH // len(words))
    started = time.process_time()
    reader(text)
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
