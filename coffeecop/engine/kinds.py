"""Guess whether a text is a question, an idea, thanks or, failing these, a concern."""

import re
from functools import cache

from coffeecop.config.labels import N_, Labelled
from coffeecop.engine.detectors.sentences import APOSTROPHES, any_of
from coffeecop.engine.text import fold, read_lists

SENTENCE = re.compile(r"[^.!?\n\r…]+[.!?…]*")
# Of the words of a text that begins otherwise, the share that its questions must have.
SHARE_OF_QUESTION = 0.25


class Kind(Labelled):
    CONCERN = "concern", N_("Concern")
    QUESTION = "question", N_("Question")
    IDEA = "idea", N_("Idea")
    THANKS = "thanks", N_("Thanks")


def guess_kind(text: str) -> Kind:
    rules = _rules()
    plain = fold(APOSTROPHES.sub("", text))
    sentences = [_words(part) for part in SENTENCE.findall(plain) if re.search(r"\w", part)]
    if any(rules["complaining"].search(words) for words in sentences):
        return Kind.CONCERN
    contents = [rules["courtesy"].sub("", words).strip() for words in sentences]
    # Courtesy with nothing else is thanks.
    sentences = [words for words in contents if re.search(r"\w", words)] or sentences
    if any(rules["asking"].search(words) for words in sentences):
        return Kind.QUESTION
    if any(rules["idea"].search(words) for words in sentences):
        return Kind.IDEA
    if any(rules["thanks"].search(words) for words in sentences):
        is_mixed = any(rules["but"].search(words) for words in sentences)
        return Kind.CONCERN if is_mixed else Kind.THANKS
    return Kind.QUESTION if _is_question(sentences) else Kind.CONCERN


def asks(sentence: str) -> bool:
    return _asks(_words(fold(APOSTROPHES.sub("", sentence))))


def _is_question(sentences: list[str]) -> bool:
    """Return whether a text opens with a question, or is one to a good part."""
    asks = [words for words in sentences if _asks(words)]
    if not asks:
        return False
    length = sum(len(words.split()) for words in sentences)
    asked = sum(len(words.split()) for words in asks)
    return asks[0] == sentences[0] or asked >= SHARE_OF_QUESTION * length


def _asks(words: str) -> bool:
    return words.endswith("?") or bool(_rules()["question"].match(words))


def _words(sentence: str) -> str:
    """Return the words with single spaces, and a question mark if there is one."""
    words = " ".join(re.findall(r"\w+", sentence))
    return f"{words} ?" if "?" in sentence or "¿" in sentence else words


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    data = read_lists("kinds.toml")
    parts = data.pop("parts")
    return {name: any_of(table["patterns"], parts) for name, table in data.items()}
