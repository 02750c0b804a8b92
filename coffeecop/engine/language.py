"""Whether a text is in English or in Spanish, told by its small words and the shape of the others.

Small words are the surest sign of a language (Grefenstette 1995, "Comparing Two Language
Identification Schemes"); a text too short to have any is told by its spelling.
"""

import re
import tomllib
from pathlib import Path

from coffeecop.engine.text import compose

WORD = re.compile(r"(?P<start>(?:^|[.!?¡¿:\n])[^\w\n]*)?(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)")

WORDS = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        Path(__file__).with_name("language.toml").read_text("utf-8")
    ).items()
}
SMALL_WORDS = WORDS["english"] | WORDS["spanish"]
ENGLISH, SPANISH = (
    WORDS["english"] | WORDS["english_often"],
    WORDS["spanish"] | WORDS["spanish_often"],
)
BOTH = ENGLISH | SPANISH
CAPITAL = r"\b[A-ZÁÉÍÓÚÑ][^\W\d_]+"
# Virgen de la Paloma: a street, whatever the language of the text.
STREET = re.compile(rf"{CAPITAL}(?: (?:de|del|la|las|los|el))+ {CAPITAL}")
# Only what the other language never or hardly has.
ENGLISH_SHAPE = re.compile(
    r"th|wh|sh|ck|gh|oo|ee|ou|ow|aw|ew|ay|ey|oa|ff|pp|tt|ss|mm|gg|bb|dd|k|w|'"
    r"|ing|tion|^s[tpmnklqc]|[^aeiouáéíóúlnrsdzjyx]$|y$|[bcdfghkmptvw]e?s$|[aeiou][dgkmpv]e[sdr]?$"
)
SPANISH_SHAPE = re.compile(
    r"[ñáéíóú¿¡]|ci[oó]n|dad(?:es)?$|mente$|j[aeiou]|ll[aeiou]|rr[aeiou]|qu[ei]|[uo]e[lnrst]"
    r"|ie[nrst]|[aeiou][dt][ao]s?$|[bcdfglmnprstvxz][ao]s?$|i[ao]s?$|[dtlnrz]ores?$|[aei]r$|nt[ae]s?$"
)
# A small word tells as much as three shapes; one of a third language takes back two of ours, as
# those around it are often written alike in both.
SMALL, SHAPED, FOREIGN = 3, 1, 6
MIN_POINTS = 2
# Of the points: where the two are nearer than this, the text is in both.
MIN_DIFFERENCE = 0.2


def language_of(text: str) -> str | None:
    """ "en", "es", or None when it cannot be told or is another language."""
    words = _words(text)
    english = _points(words, ENGLISH, ENGLISH_SHAPE, SPANISH_SHAPE)
    spanish = _points(words, SPANISH, SPANISH_SHAPE, ENGLISH_SHAPE)
    foreign = FOREIGN * sum(word in WORDS["strange"] or _is_foreign(word) for word in words)
    best, other = max(english, spanish), min(english, spanish)
    if best < MIN_POINTS or best - other < MIN_DIFFERENCE * (best + other) or foreign >= best:
        return None
    return "en" if english > spanish else "es"


def _words(text: str) -> list[str]:
    """The words of a text in small letters, without those that look like names.

    Streets and shops have Spanish names in English texts, and the other way about.
    """
    text = STREET.sub("", compose(text).replace("’", "'"))
    found = list(WORD.finditer(text))
    capitals = [match for match in found if match["word"][0].isupper() and match["start"] is None]
    in_small_letters = sum(match["word"][0].islower() for match in found)
    names = capitals if in_small_letters >= len(capitals) / 2 else []
    kept = [match for match in found if match not in names]
    return [match["word"].casefold() for match in kept]


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


def _is_foreign(word: str) -> bool:
    """Tell whether it has a letter that neither language writes."""
    return re.search(r"[^a-zñáéíóúü']", word) is not None
