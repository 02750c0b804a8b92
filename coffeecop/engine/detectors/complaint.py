"""Tell whether a text sounds like a complaint about an officer, in English and Spanish.

A complaint tells of what an officer of the department did to people, or says that one is to be
made; California's Penal Code 832.5 is about the conduct of personnel. How soon the police come,
how many they are and what they should do is not conduct, nor is praise, a question about what
officers may do, what others did, or news from elsewhere. Docs: decision 27.

These rules have false positives and false negatives: a text may be a reason to ask, and no more.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import chain, compress
from pathlib import Path
from typing import Any

from coffeecop.engine.detectors.sentences import Spelling, any_of
from coffeecop.engine.detectors.verbs import english_forms, spanish_forms, spanish_participles

OFFICERS = re.compile(r"\b(?:OFFICER|POLICE)\b")
OTHERS = re.compile(r"\b(?:OTHER|SUSPECT)\b")
# In a text of so many sentences the officer may be named at the end.
SHORT = 4
# "I told an officer. He laughed."
TOLD = re.compile(r"\bTOLD\b")
PRONOUN = re.compile(r"^(?:(?:and|then|but|y|pero|luego) )?(?:he|she|they|el|ella|ellos)\b")
# A full stop that ends no sentence: "badge no. 71", "Sgt. Webb", "an off. stole".
ABBREVIATION = re.compile(
    r"\b(no|num|núm|nro|nr)\.(?=\s*#?\d)|\b(sgt|ofc|lt|dep|det|st|mr|mrs|sr|sra)\.(?=\s*\w)", re.I
)
SHORT_OFFICER = re.compile(r"\b(an|one|your|the) (?:off|ofcr?|offr)\.", re.I)


def sounds_like_complaint(text: str) -> bool:
    rules = _rules()
    text = ABBREVIATION.sub(r"\1\2 ", SHORT_OFFICER.sub(r"\1 officer", text))
    sentences = [rules.rewrite(words) for words in rules.spelling.sentences_of(text)]
    if any(rules.elsewhere.search(words) for words in sentences):
        return False
    is_praise = any(rules.praise.search(words) for words in sentences)
    telling = [not rules.not_told.search(words) for words in sentences]
    # The doer may be named in another sentence: "Badge 412. Yelled at my son."
    doer = told = ""
    if len(sentences) <= SHORT and not any(OTHERS.search(words) for words in sentences):
        doer = _doer(" ".join(compress(sentences, telling)))
    for words, tells in zip(sentences, telling, strict=True):
        they = (doer or told) if PRONOUN.match(words) else ""
        if tells and rules.conduct.search((they or doer) + words):
            return True
        if tells and not is_praise and rules.likely.search(they + words):
            return True
        if OTHERS.search(words):
            doer = told = ""
        else:
            doer = _doer(words) or doer
            told = "OFFICER " if TOLD.search(words) else told
    return False


def _doer(words: str) -> str:
    """Return who of the police is named, to be put before other words."""
    named = OFFICERS.search(words)
    return f"{named[0]} " if named else ""


class Rewrite:
    """Puts one name in the place of words and of what patterns match."""

    def __init__(self, data: Mapping[str, Any], parts: Mapping[str, str]) -> None:
        self.name = data["to"]
        self._pattern = any_of(data["patterns"], parts) if "patterns" in data else None
        forms = (
            (english_forms(verb) for verb in data.get("en", "").split()),
            (spanish_forms(verb) for verb in data.get("es", "").split()),
            (spanish_participles(verb) for verb in data.get("participles", "").split()),
        )
        self._words = {*data.get("words", "").split(), *chain(*chain(*forms))}

    def __call__(self, words: str) -> str:
        if self._pattern:
            words = self._pattern.sub(self.name, words)
        if not self._words.isdisjoint(parts := words.split(" ")):
            words = " ".join(self.name if part in self._words else part for part in parts)
        return words


class Rules:
    """The rules of complaint.toml, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        parts = data["parts"]
        self.spelling = Spelling(data["spellings"], data["mended"]["words"])
        self._rewrites = [Rewrite(rewrite, parts) for rewrite in data["rewrites"]]
        self.elsewhere, self.not_told, self.praise, self.conduct, self.likely = (
            any_of(data[name]["patterns"], parts)
            for name in ("elsewhere", "not_told", "praise", "conduct", "likely")
        )

    def rewrite(self, words: str) -> str:
        """Return the words with one name for all who are officers, for others, and so on."""
        for rewrite in self._rewrites:
            words = rewrite(words)
        return words


@cache
def _rules() -> Rules:
    return Rules(tomllib.loads(Path(__file__).with_name("complaint.toml").read_text("utf-8")))
