"""`python -m benchmarks.danger.plain`: what short plain sentences bring up; `--held` the others.

The card is what a resident sees while typing; "now" and "read first" is what staff get.
"""

import sys
from collections import Counter

from benchmarks.danger.texts import FOLDER, NONE, lines_of
from benchmarks.towns.__main__ import level_of
from benchmarks.towns.texts import FIRST, NOW
from coffeecop.engine.detectors.emergency import dangers_in, is_now

COLUMNS = ("card", "plainly", NOW, "either step")


def main() -> None:
    is_held = "--held" in sys.argv
    sentences = [*lines_of(FOLDER / ("plain.held.txt" if is_held else "plain.txt"))]
    of_kind = Counter(kind for _, kind, _ in sentences)
    found: dict[str, Counter[str]] = {kind: Counter() for kind in of_kind}
    for _, kind, text in sentences:
        level, card = level_of(text), dangers_in(text)
        seen = (bool(card), bool(card) and is_now(text), level == NOW, level in {NOW, FIRST})
        found[kind].update(column for column, one in zip(COLUMNS, seen, strict=True) if one)
        if not is_held and bool(card) != (kind != NONE):
            print(f"{kind:18}{level or '–':11}{', '.join(card) or '–':20}{text}")
    print(f"\n{'':18}{'of':>5}" + "".join(f"{column:>13}" for column in COLUMNS))
    all_found = sum((found[kind] for kind in of_kind if kind != NONE), Counter[str]())
    dangers = of_kind.total() - of_kind[NONE]
    for kind, number, counts in (
        *((kind, of_kind[kind], found[kind]) for kind in of_kind if kind != NONE),
        ("all danger", dangers, all_found),
        ("harmless", of_kind[NONE], found[NONE]),
    ):
        print(f"{kind:18}{number:5}" + "".join(f"{counts[column]:13}" for column in COLUMNS))


if __name__ == "__main__":
    main()
