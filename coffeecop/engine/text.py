"""Text normalization: case, accents, spacing, and singular or plural."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

# Start and end of a word or a detail in a text.
Span = tuple[int, int]

_TOKEN = re.compile(r"[^\W_]+")


def read_lists(name: str) -> dict[str, Any]:
    """Return the lists of words in a TOML file of the engine."""
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def compose(text: str) -> str:
    """Return the text with each letter and its accents as one character (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text in lower case and without accents: `Señal` becomes `senal`."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def fold_in_place(text: str) -> str:
    """Return the folded text in the same length; a letter that folds into several stays."""
    if text.isascii():
        return text.casefold()
    return "".join(folded if len(folded := fold(letter)) == 1 else letter for letter in text)


def fold_line(text: str) -> str:
    """Return the folded text with single spaces: `Señal  de Alto` becomes `senal de alto`."""
    return " ".join(fold(text).split())


def tokens(text: str) -> list[str]:
    """Return the folded words and numbers of a text, in order."""
    return _TOKEN.findall(fold(text))


def slug(text: str, *, most: int) -> str:
    """Return the words of a text as an address has them: as many as fit, or a part of the first."""
    words = re.findall("[a-z0-9]+", fold(text))
    fitting = [each for each in accumulate(words, "{}-{}".format) if len(each) <= most]
    return fitting[-1] if fitting else "".join(words[:1])[:most]


def placed_tokens(text: str) -> list[tuple[str, Span]]:
    """Return the folded words and numbers of a text with where they stand in it."""
    return [(match[0], match.span()) for match in _TOKEN.finditer(fold_in_place(text))]


@functools.lru_cache(maxsize=1 << 14)
def singular(word: str) -> str:
    """Return one form for the singular and plural of a folded word; it need not be a real word.

    After Harman 1991, "How Effective is Suffixing?": little more than a final s is worth cutting.
    """
    if len(word) > 3 and word[-1] == "s":
        word = word[:-1]
    if len(word) > 4 and word[-1] == "e" and word[-2] in "rnldj":
        word = word[:-1]
    return word


def spans(pattern: re.Pattern[str], text: str, group: int = 0) -> Iterator[Span]:
    yield from (match.span(group) for match in pattern.finditer(text))


def replace_spans(text: str, found: Iterable[tuple[Span, str]]) -> str:
    """Return the text with another in place of each span; of those that overlap, of the first."""
    kept, end_of_last = [], 0
    for (start, end), other in sorted(found):
        if start >= end_of_last:
            kept += [text[end_of_last:start], other]
        end_of_last = max(end_of_last, end)
    return "".join([*kept, text[end_of_last:]])
