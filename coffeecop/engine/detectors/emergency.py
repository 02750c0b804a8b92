"""Tell whether a text may be about danger, so that help can be offered while it is written.

This has false positives and false negatives. Nothing may be refused because of it.
"""

import enum
import re
from collections.abc import Mapping
from functools import cache, lru_cache

from coffeecop.engine.detectors.linear import (
    SENTENCE,
    SHORT,
    Judged,
    length_of,
    lexicon,
    load_model,
    parts_of,
)
from coffeecop.engine.detectors.sentences import any_of
from coffeecop.engine.text import read_lists

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
    plain = {Emergency(kind) for kind in plain_dangers(text)}
    return plain | kinds_in(judged_by_words(text, READER).excess, READER)


def kinds_in(excess: Mapping[str, float], gate: str) -> set[Emergency]:
    """Return the kinds of a text that passes the limit.

    Whether there is danger is one question, which kind another: the likeliest is always named.
    """
    if excess[gate] < 0:
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


def is_now(text: str) -> bool:
    """Return whether the text is so clearly about danger that its writer is told plainly."""
    score = judged_by_words(text, READER).whole
    is_sure = load_model("danger").cannot_wait(READER, length_of(text), score)
    return is_sure or is_plainly_now(text)


def is_plainly_now(text: str) -> bool:
    """Return whether few words say so; stories, and whoever needs a visit, are read first."""
    return length_of(text) <= SHORT and not plain_dangers(text) <= {Emergency.WELFARE}


def tells_of_danger(text: str) -> bool:
    """Return whether staff should see the text soon, or its writer be shown help."""
    return judged_by_words(text, DANGER).excess[DANGER] >= 0 or bool(dangers_in(text))


def judged_by_words(text: str, gate: str) -> Judged:
    model, features_of = load_model("danger"), lexicon("danger").features
    looks = [model.scores(features_of(part)) for part in (text, *parts_of(text))]
    return model.judge(gate, length_of(text), looks)


# Longer sentences tell a story, in which a phrase may stand for something else.
MOST_WORDS = 14


@lru_cache(maxsize=64)
def plain_dangers(text: str) -> frozenset[str]:
    """Return the kinds of danger that one of the sentences, if it is short, plainly tells of.

    By the phrases of plain.toml: the models weigh many words against each other, and of three
    words there is little to weigh. Docs: decision 86.
    """
    said = (match[0] for match in SENTENCE.finditer(text))
    sentences = [" ".join(lexicon("danger").words(one)) for one in said]
    return frozenset(
        kind
        for kind, words, unless in _phrases()
        for sentence in sentences
        if len(sentence.split()) <= MOST_WORDS
        and words.search(sentence)
        and not unless.search(sentence)
    )


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    kinds = read_lists("detectors/plain.toml")
    parts = {name: f"(?:{words})" for name, words in kinds.pop("parts").items()}
    return tuple(
        (kind, any_of(lists["words"], parts), any_of([lists["unless"]], parts))
        for kind, lists in kinds.items()
    )
