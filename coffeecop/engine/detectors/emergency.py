"""Tell whether a text may be about danger, so that help can be offered while it is written.

This has false positives and false negatives. Nothing may be refused because of it.
"""

import enum
import re
from collections.abc import Iterable, Mapping

from coffeecop.engine.detectors.linear import load_model, units_of

# What the model knows of a text, besides the kinds: whether it is about danger, and whether its
# writer should be shown help, as for all kinds but some threats.
DANGER, READER = "danger", "reader"
SEXUAL_ASSAULT = "sexual_assault"
# A plain rule, beside the model: it only adds a number to call.
_PARTS = r"(?:breasts?|boobs?|butt|ass|crotch|private parts|privates|genitals)"
_SEXUAL_ASSAULT = re.compile(
    r"\b(?:raped?|raping|rapist|molest(?:s|ed|ing)?|grop(?:e|es|ed|ing)"
    r"|sexual(?:ly)? (?:assault|abus|violence)\w*"
    rf"|(?:grab|squeez|touch|fondl|rub|feel)\w* (?:me on )?(?:my|her|his|our) {_PARTS}"
    r"|me viol(?:ó|aron|aba|aban)|(?:la|lo|fue|fui|fueron) viol(?:ó|aron|ad[ao]s?)"
    r"|(?:me|la|lo|nos) manose(?:a|an|ó|o|aron|aba|aban|ando)|manose(?:ó|aron) a"
    r"|(?:agarr|apret|toc)\w+ (?:los pechos|los senos|las nalgas|mis partes|sus partes)"
    r"|abus(?:o|ó|aron|aba) sexual\w*|abus(?:ó|aron) de (?:mí|mi|ella)"
    r"|agresi[oó]n sexual|agredi\w+ sexualmente)\b",
    re.IGNORECASE,
)
# Below the limit: 4 % of ordinary texts that ask are so near.
NEAR = -1.0


class Emergency(enum.StrEnum):
    """The kinds of danger in which a resident may need other help than an event."""

    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"
    DOMESTIC_VIOLENCE = "domestic_violence"
    THREAT = "threat"
    CHILD_ABUSE = "child_abuse"
    WELFARE = "welfare"


def find_emergency(text: str) -> set[Emergency]:
    """Return the kinds of danger that the text may be about; usually none."""
    return kinds_in(_by_unit(text), READER)


def kinds_in(by_unit: Iterable[Mapping[str, float]], gate: str) -> set[Emergency]:
    """Return the kinds of the unit that passes most of those that pass a limit at all.

    Whether there is danger is one question, which kind another: the likeliest is always named.
    """
    most = max(by_unit, key=lambda excess: excess[gate], default=None)
    if most is None or most[gate] < 0:
        return set()
    found = {kind for kind in Emergency if most[kind] >= 0}
    return found or {max(Emergency, key=lambda kind: most[kind])}


def dangers_in(text: str) -> list[str]:
    """Return for which kinds of danger numbers to call fit the text; usually none."""
    found = find_emergency(text)
    kinds: list[str] = [kind for kind in Emergency if kind in found]
    return [*kinds, SEXUAL_ASSAULT] if tells_of_sexual_assault(text) else kinds


def tells_of_sexual_assault(text: str) -> bool:
    return _SEXUAL_ASSAULT.search(text) is not None


def tells_of_danger(text: str) -> bool:
    """Return whether staff should see the text soon, or its writer be shown help."""
    return bool(kinds_in(_by_unit(text), DANGER) or dangers_in(text))


def is_near_danger(text: str) -> bool:
    """Return whether the text may be about danger, or nearly so: for what is then left out."""
    return any(excess[READER] >= NEAR for excess in _by_unit(text))


def _by_unit(text: str) -> list[dict[str, float]]:
    model = load_model("danger")
    return [model.excess(unit.features) for unit in units_of(text)]
