"""Find landmarks, such as "by the library", which have no name of their own."""

import re
from collections.abc import Iterator

from coffeecop.engine.text import fold, fold_in_place, read_lists

LISTS = read_lists("landmarks.toml")
# The first English name is the same for all names of a landmark.
KEYS = {
    fold(words): english[0]
    for english, spanish in LISTS["landmarks"]
    for words in (*english, *spanish)
}
SPANISH_NAMES = {english[0]: spanish[0] for english, spanish in LISTS["landmarks"]}
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


def landmark_name(key: str, language: str) -> str | None:
    """Return the name of a landmark by its key, such as "the library"; None for other places."""
    name = key.removeprefix("the ")
    if name == key or name not in SPANISH_NAMES:
        return None
    return SPANISH_NAMES[name] if language == "es" else name
