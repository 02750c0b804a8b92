"""Marks that people gave, and how far two of them agree."""

from collections import Counter
from collections.abc import Sequence

MARKS = ("real", "fragment", "garbage")


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Return how much more often two judges agree than by chance; 1 is always, 0 as by chance.

    Cohen 1960, "A Coefficient of Agreement for Nominal Scales".
    """
    _check(first)
    _check(second)
    agreed = sum(one == other for one, other in zip(first, second, strict=True)) / len(first)
    ours, theirs = Counter(first), Counter(second)
    by_chance = sum(ours[mark] * theirs[mark] for mark in MARKS) / len(first) ** 2
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def shares_of(marks: Sequence[str]) -> dict[str, float]:
    """Return the share of each mark."""
    _check(marks)
    return {mark: marks.count(mark) / len(marks) for mark in MARKS}


def _check(marks: Sequence[str]) -> None:
    if not marks:
        raise ValueError("nothing was judged")
    if unknown := set(marks) - set(MARKS):
        raise ValueError(f"not one of {', '.join(MARKS)}: {', '.join(sorted(unknown))}")
