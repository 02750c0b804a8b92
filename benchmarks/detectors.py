"""`make bench-detectors`: time to read the longest texts, written to make patterns slow.

The first call of a detector compiles its patterns; it is measured apart.
"""

import sys
import time

from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.detectors.details import details_in
from coffeecop.engine.detectors.emergency import find_emergency
from coffeecop.engine.kinds import guess_kind

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
