"""Detect whether a text is English or Spanish, by stop words and spelling.

Stop words are the most reliable sign of a language (Grefenstette 1995, "Comparing Two Language
Identification Schemes"); spelling decides texts too short to contain any.
"""

import re

from coffeecop.engine.text import compose, fold, read_lists, singular

WORD = re.compile(r"(?P<start>(?:^|[.!?¡¿:\n])[^\w\n]*)?(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)")

LISTS = read_lists("language.toml")
WORDS = {name: frozenset(words.split()) for name, words in LISTS.items()}
SMALL_WORDS = WORDS["english"] | WORDS["spanish"]
# As words are compared: folded, in the singular.
SMALL_SINGULARS = frozenset(singular(fold(word)) for word in SMALL_WORDS)
ENGLISH = WORDS["english"] | WORDS["english_often"]
SPANISH = WORDS["spanish"] | WORDS["spanish_often"]
BOTH = ENGLISH | SPANISH
CAPITAL = r"\b[A-ZÁÉÍÓÚÑ][^\W\d_]+"
# Such as "Virgen de la Paloma": a street name, whatever the language of the text.
STREET = re.compile(rf"{CAPITAL}(?: (?:de|del|la|las|los|el))+ {CAPITAL}")
# Only spellings that are absent or very rare in the other language.
ENGLISH_SHAPE = re.compile(
    r"th|wh|sh|ck|gh|oo|ee|ou|ow|aw|ew|ay|ey|oa|ff|pp|tt|ss|mm|gg|bb|dd|k|w|'"
    r"|ing|tion|^s[tpmnklqc]|[^aeiouáéíóúlnrsdzjyx]$|y$|[bcdfghkmptvw]e?s$|[aeiou][dgkmpv]e[sdr]?$"
)
SPANISH_SHAPE = re.compile(
    r"[ñáéíóú¿¡]|ci[oó]n|dad(?:es)?$|mente$|j[aeiou]|ll[aeiou]|rr[aeiou]|qu[ei]|[uo]e[lnrst]"
    r"|ie[nrst]|[aeiou][dt][ao]s?$|[bcdfglmnprstvxz][ao]s?$|i[ao]s?$|[dtlnrz]ores?$|[aei]r$|nt[ae]s?$"
)
# Used by neither language.
OTHER_LETTER = re.compile(r"[^a-zñáéíóúü']")
# A stop word counts as much as three spellings. A word of a third language cancels two, because the
# words around it are often spelled the same in both.
SMALL, SHAPED, FOREIGN = 3, 1, 6
MIN_POINTS = 2
# Share of the points; if the two languages are closer than this, the text is in both.
MIN_DIFFERENCE = 0.2


def language_of(text: str) -> str | None:
    """Return "en", "es", or None if the language is unclear or another one."""
    words = _words(text)
    english = _points(words, ENGLISH, ENGLISH_SHAPE, SPANISH_SHAPE)
    spanish = _points(words, SPANISH, SPANISH_SHAPE, ENGLISH_SHAPE)
    foreign = FOREIGN * sum(
        word in WORDS["strange"] or OTHER_LETTER.search(word) is not None for word in words
    )
    best, other = max(english, spanish), min(english, spanish)
    if best < MIN_POINTS or best - other < MIN_DIFFERENCE * (best + other) or foreign >= best:
        return None
    return "en" if english > spanish else "es"


def _words(text: str) -> list[str]:
    """Return the lower-case words of a text, without those that look like names.

    Streets and shops have Spanish names in English texts, and vice versa.
    """
    text = STREET.sub("", compose(text).replace("’", "'"))
    found = list(WORD.finditer(text))
    capitals = [match for match in found if match["word"][0].isupper() and match["start"] is None]
    lower_case_count = sum(match["word"][0].islower() for match in found)
    names = capitals if lower_case_count >= len(capitals) / 2 else []
    remaining = [match for match in found if match not in names]
    return [match["word"].casefold() for match in remaining]


def _points(
    words: list[str], small: frozenset[str], shape: re.Pattern[str], other_shape: re.Pattern[str]
) -> int:
    points = 0
    for word in words:
        if word in small:
            points += SMALL
        elif word not in BOTH and shape.search(word) and not other_shape.search(word):
            points += SHAPED
    return points
