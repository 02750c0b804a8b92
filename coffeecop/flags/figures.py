"""How much of what they look for the marks find, measured on texts that they were not made from."""

from typing import NamedTuple


class Figures(NamedTuple):
    """Found among a hundred texts of each kind, and marked among a thousand that are of none."""

    self_harm: int
    threats: int
    names: int
    false_alarms: int


FIGURES = Figures(self_harm=90, threats=18, names=12, false_alarms=2)
