"""Shares with their uncertainty, and how far two readers agree."""

from collections import Counter
from dataclasses import dataclass
from math import sqrt

Z = 1.96


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @classmethod
    def where(cls, values):
        values = [bool(value) for value in values]
        return cls(sum(values), len(values))

    def __str__(self):
        if not self.of:
            return f"{'–':>5} {'of 0':>10}"
        low, high = self.interval()
        counts = f"{self.count}/{self.of}"
        return f"{self.count / self.of:5.2f} {counts:>10}  {low:.2f} to {high:.2f}"

    def interval(self):
        """Return the 95 % interval of Wilson 1927, "Probable Inference"."""
        share, n = self.count / self.of, self.of
        middle = share + Z * Z / (2 * n)
        reach = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        return tuple((middle + sign * reach) / (1 + Z * Z / n) for sign in (-1, 1))


def kappa(pairs):
    """Return how far two agree beyond chance (Cohen 1960); 1 where both always say one thing."""
    pairs = list(pairs)
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    agreed = sum(first == second for first, second in pairs) / len(pairs)
    by_chance = sum(firsts[each] * seconds[each] for each in firsts) / len(pairs) ** 2
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def overlap(pairs):
    """Return the share of all that either marked which both marked."""
    pairs = list(pairs)
    both = sum(len(first & second) for first, second in pairs)
    return Share(both, sum(len(first | second) for first, second in pairs))
