"""Find landmarks, such as "by the library", which have no name of their own."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from coffeecop.engine.text import fold_in_place

LISTS = tomllib.loads(Path(__file__).with_name("landmarks.toml").read_text("utf-8"))
# The first word of each list is the same for all of it.
KEYS = {words: names[0] for names in LISTS["landmarks"] for words in names}
ANY = "|".join(re.escape(each) for each in sorted(KEYS, key=len, reverse=True))
ENGLISH, SPANISH = ("|".join(LISTS[name].split()) for name in ("english", "spanish"))
LANDMARK = re.compile(
    rf"\b(?:{ENGLISH}) (?P<english>the (?:{ANY}))\b"
    rf"|\b(?:{SPANISH}) (?P<spanish>(?:la|el|las|los) (?:{ANY}))\b"
    rf"|\b(?:al|del) (?P<joined>{ANY})\b"
)
ARTICLE = re.compile(r"^(?:the|la|el|las|los) ")


def landmarks_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what each landmark is, in English, and where it stands with its article."""
    for match in LANDMARK.finditer(fold_in_place(text)):
        found = match.lastgroup or ""
        yield KEYS[ARTICLE.sub("", match[found])], *match.span(found)
