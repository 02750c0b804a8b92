"""Find words that point to an emergency, in English and Spanish, so that help can be offered.

These rules have false positives and false negatives. Nothing may be refused because of them.
"""

import enum
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from coffeecop.engine.detectors.sentences import Spelling, any_of


class Emergency(enum.StrEnum):
    """The kinds of emergency for which a resident may need other help than an event."""

    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"
    DOMESTIC_VIOLENCE = "domestic_violence"


def find_emergency(text: str) -> set[Emergency]:
    """Return the kinds of emergency that the text may be about; usually none."""
    rules = _rules()
    found: set[Emergency] = set()
    for sentence in sentences_of(text):
        words = rules.idioms.sub(" , ", sentence)
        is_now = not rules.not_now.search(sentence) or rules.now.search(sentence)
        found |= {
            kind
            for kind, pattern in rules.kinds.items()
            if (is_now or kind is not Emergency.EMERGENCY) and pattern.search(words)
        }
    return found


class Rules:
    """The rules of emergency.toml, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.spelling = Spelling(data["spellings"], data["mended"]["words"])
        self.idioms, self.not_now, self.now = (
            any_of(data[name]["patterns"], data["parts"]) for name in ("idioms", "not_now", "now")
        )
        self.kinds = {kind: any_of(data[kind]["patterns"], data["parts"]) for kind in Emergency}


def sentences_of(text: str) -> list[str]:
    """Return the normalized sentences of a text, spelled as the rules expect."""
    return _rules().spelling.sentences_of(text)


@cache
def _rules() -> Rules:
    return Rules(tomllib.loads(Path(__file__).with_name("emergency.toml").read_text("utf-8")))
