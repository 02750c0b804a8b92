"""Tell whether a text may be about danger, so that help can be offered while it is written.

This has false positives and false negatives. Nothing may be refused because of it.
"""

import enum
import math
from collections.abc import Mapping

from coffeecop.engine.detectors.danger import load_model, units_of

READER = "reader"
# Below the limit. At least this score 102 of 175 situations that only sentence vectors find, and
# 1 % of ordinary questions.
NEAR = -2.0


class Emergency(enum.StrEnum):
    """The kinds of danger in which a resident may need other help than an event."""

    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"
    DOMESTIC_VIOLENCE = "domestic_violence"
    THREAT = "threat"


def find_emergency(text: str) -> set[Emergency]:
    """Return the kinds of danger that the text may be about; usually none.

    Whether there is any is one question, which kind another: the likeliest is always named.
    """
    excess = _excess(text)
    if excess[READER] < 0:
        return set()
    found = {kind for kind in Emergency if excess[kind] >= 0}
    return found or {max(Emergency, key=lambda kind: excess[kind])}


def is_near_danger(text: str) -> bool:
    """Return whether the text may be about danger, or nearly so: for what is then left out."""
    return _excess(text)[READER] >= NEAR


def _excess(text: str) -> Mapping[str, float]:
    model = load_model()
    units = units_of(text)
    if not units:
        return dict.fromkeys(model.kinds, -math.inf)
    return model.excess(map(model.scores, units))
