"""Tell whether a text sounds like a complaint about an officer, in English and Spanish.

A complaint tells of what an officer of the department did to people, or says that one is to be
made; California's Penal Code 832.5 is about the conduct of personnel. How soon the police come,
how many they are and what they should do is not conduct, nor is praise, a question about what
officers may do, what others did, or news from elsewhere. Docs: decision 19.

This has false positives and false negatives: a text may be a reason to ask, and no more.
"""

import re

from coffeecop.engine.detectors.linear import lexicon, load_model, spans_of

CONDUCT = "conduct"
# A sentence among others must be surer than a whole text: who "he" was stands in another.
SURER = 2.4
_POLICE = re.compile(
    r"\b(?:officers?|cops?|polic(?:e|eman|emen|ewoman)|deput(?:y|ies)|sheriffs?|sergeants?|patrol"
    r"|badge|(?:of )?your (?:guys?|people)|resource (?:guy|officer)|oficial(?:es)?|polic[ií]as?"
    r"|agentes?|patrullas?|patrulleros?|placa)\b",
    re.IGNORECASE,
)


def sounds_like_complaint(text: str) -> bool:
    return _excess(text) >= 0 or any(_excess(span) >= SURER for span in spans_of(text))


def names_police(text: str) -> bool:
    return _POLICE.search(text) is not None


def _excess(text: str) -> float:
    return load_model("complaint").excess(lexicon("complaint").features(text))[CONDUCT]
