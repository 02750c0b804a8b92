"""Tell whether a text may be about danger, so that help can be offered while it is written.

This has false positives and false negatives. Nothing may be refused because of it.
"""

import enum
import math
import re
from collections.abc import Mapping

from coffeecop.engine.detectors.danger import load_model, units_of

READER = "reader"
SEXUAL_ASSAULT = "sexual_assault"
# A plain rule, beside the model: it only adds a number to call.
_SEXUAL_ASSAULT = re.compile(
    r"\b(?:raped?|raping|rapist|molested|molesting|sexual(?:ly)? (?:assault|abus|violence)\w*"
    r"|me viol(?:ó|aron|aba|aban)|(?:la|lo|fue|fui|fueron) viol(?:ó|aron|ad[ao]s?)"
    r"|abus(?:o|ó|aron|aba) sexual\w*|abus(?:ó|aron) de (?:mí|mi|ella)"
    r"|agresi[oó]n sexual|agredi\w+ sexualmente)\b",
    re.IGNORECASE,
)
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


def dangers_in(text: str) -> list[str]:
    """Return for which kinds of danger numbers to call fit the text; usually none."""
    found = find_emergency(text)
    kinds: list[str] = [kind for kind in Emergency if kind in found]
    return [*kinds, SEXUAL_ASSAULT] if tells_of_sexual_assault(text) else kinds


def tells_of_sexual_assault(text: str) -> bool:
    return _SEXUAL_ASSAULT.search(text) is not None


def is_near_danger(text: str) -> bool:
    """Return whether the text may be about danger, or nearly so: for what is then left out."""
    return _excess(text)[READER] >= NEAR


def _excess(text: str) -> Mapping[str, float]:
    model = load_model()
    units = units_of(text)
    if not units:
        return dict.fromkeys(model.kinds, -math.inf)
    return model.excess(map(model.scores, units))
