"""How often something was said, and how that differs from the event before."""

import enum
from dataclasses import dataclass

# A smaller difference is called none: one resident more or less says nothing of the town.
LEAST_DIFFERENCE = 2


@dataclass(frozen=True)
class Share:
    """So many concerns out of so many; never a percentage, which hides how few they are."""

    number: int
    of: int

    def is_larger_than(self, other: "Share") -> bool:
        return self.number * other.of > other.number * self.of


class Change(enum.StrEnum):
    NEW = "new"
    MORE = "more"
    SAME = "same"
    FEWER = "fewer"
    GONE = "gone"


def change(now: Share, then: Share) -> Change:
    """Compare a topic at two events: it counts as more where it is more, and more out of all."""
    if now.number and not then.number:
        return Change.NEW
    if then.number and not now.number:
        return Change.GONE
    if now.number >= then.number + LEAST_DIFFERENCE and now.is_larger_than(then):
        return Change.MORE
    if then.number >= now.number + LEAST_DIFFERENCE and then.is_larger_than(now):
        return Change.FEWER
    return Change.SAME
