"""Tell whether a text sounds like a complaint about an officer, in English and Spanish.

A complaint tells of what an officer of the department did to people, or says that one is to be
made; California's Penal Code 832.5 is about the conduct of personnel. How soon the police come,
how many they are and what they should do is not conduct, nor is praise, a question about what
officers may do, what others did, or news from elsewhere. Docs: decision 19.

This has false positives and false negatives: a text may be a reason to ask, and no more.
"""

import re
from functools import cache

from coffeecop.engine.detectors.linear import (
    SENTENCE,
    length_of,
    lexicon,
    load_model,
    parts_of,
    phrases_in,
    read_concepts,
)
from coffeecop.engine.detectors.sentences import any_of

CONDUCT = "conduct"
POLICE_NAMED = "POLICE_NAMED"


def sounds_like_complaint(text: str) -> bool:
    if _says_plainly(text):
        return True
    model = load_model("complaint")
    looks = [model.scores(features_of(part)) for part in (text, *parts_of(text))]
    return model.judge(CONDUCT, length_of(text), looks).excess[CONDUCT] >= 0


def _says_plainly(text: str) -> bool:
    words, unless = _plain()
    said = (" ".join(lexicon("complaint").words(one[0])) for one in SENTENCE.finditer(text))
    return any(words.search(sentence) and not unless.search(sentence) for sentence in said)


def features_of(text: str) -> frozenset[str]:
    features = lexicon("complaint").features(text)
    read = {feature for feature in features if _pronouns().isdisjoint(feature.split())}
    return frozenset(read | {POLICE_NAMED} if names_police(text) else read)


def names_police(text: str) -> bool:
    """Return whether the text itself names police of the department: "he" is nobody's officer."""
    police, others = _namings()
    words = " ".join(lexicon("complaint").words(text))
    return bool(police.search(words) and police.search(others.sub(" ", words)))


@cache
def _pronouns() -> frozenset[str]:
    return frozenset(read_concepts("complaint")["pronouns"].split())


@cache
def _plain() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = read_concepts("complaint")["plain"]
    return any_of(lists["words"], lists["parts"]), any_of([lists["unless"]], {})


@cache
def _namings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = read_concepts("complaint")["police"]
    return any_of(phrases_in(lists["words"]), {}), any_of(phrases_in(lists["others"]), {})
