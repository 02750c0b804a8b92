"""Counts that would tell of single people are hidden, with enough beside them to keep them so.

Cell suppression as statistical offices use it: a small cell is hidden, and others with it, so that
it cannot be worked out from the total (A. Hundepool and others, Statistical Disclosure Control,
2012, chapter 4).
"""

from collections.abc import Sequence

SMALLEST_SHOWN = 5


def protected(counts: Sequence[int], *, smallest: int = SMALLEST_SHOWN) -> list[int | None]:
    """Return the counts of one row whose total is known, with None for those hidden.

    Every hidden cell could have at least two values: at least two cells are hidden, and together
    they hold at least `smallest`.
    """
    hidden = {place for place, count in enumerate(counts) if count < smallest}
    # From the smallest cell on, so that as much as can be stays in sight.
    for place in sorted(range(len(counts)), key=lambda place: (counts[place], place)):
        if not hidden or _is_safe([counts[each] for each in hidden], smallest):
            break
        hidden.add(place)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _is_safe(hidden: Sequence[int], smallest: int) -> bool:
    """Tell whether a reader who knows their sum, and how they were chosen, learns none of them."""
    if len(hidden) < 2 or sum(hidden) < smallest:
        return False
    # All of them small and their sum the most that small ones can have: each is the largest.
    return sum(hidden) != len(hidden) * (smallest - 1) or max(hidden) >= smallest
