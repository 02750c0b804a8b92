"""Tell whether a text sounds like a complaint about an officer, in English and Spanish.

A complaint tells of what an officer of the department did to people, or says that one is to be
made; California's Penal Code 832.5 is about the conduct of personnel. How soon the police come,
how many they are and what they should do is not conduct, nor is praise, a question about what
officers may do, what others did, or news from elsewhere. Docs: decision 27.

These rules have false positives and false negatives: a text may be a reason to ask, and no more.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from coffeecop.engine.detectors.sentences import Spelling, any_of

OFFICERS = re.compile(r"\b(?:officer|police)\b")
OTHERS = re.compile(r"\b(?:other|suspect)\b")


def sounds_like_complaint(text: str) -> bool:
    rules = _rules()
    sentences = [rules.rewrite(words) for words in rules.spelling.sentences_of(text)]
    if any(rules.elsewhere.search(words) for words in sentences):
        return False
    doer = ""
    if not any(OTHERS.search(words) for words in sentences):
        doer = _doer(" ".join(sentences))
    for words in sentences:
        # The doer may be named in another sentence: "Badge 412. Yelled at my son."
        if rules.conduct.search(doer + words) and not rules.not_told.search(words):
            return True
        doer = "" if OTHERS.search(words) else _doer(words) or doer
    return False


def _doer(words: str) -> str:
    """Return who of the police is named, to be put before other words."""
    named = OFFICERS.search(words)
    return f"{named[0]} " if named else ""


class Rules:
    """The rules of complaint.toml, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        parts = data["parts"]
        self.spelling = Spelling(data["spellings"], data["mended"]["words"])
        self._rewrites = [
            (any_of(rewrite["patterns"], parts), rewrite["to"]) for rewrite in data["rewrites"]
        ]
        self.elsewhere, self.not_told, self.conduct = (
            any_of(data[name]["patterns"], parts) for name in ("elsewhere", "not_told", "conduct")
        )

    def rewrite(self, words: str) -> str:
        """Return the words with one name for all who are officers, for others, and so on."""
        for pattern, name in self._rewrites:
            words = pattern.sub(name, words)
        return words


@cache
def _rules() -> Rules:
    return Rules(tomllib.loads(Path(__file__).with_name("complaint.toml").read_text("utf-8")))
