"""Leave out words that are names or mean something else where they stand: Cedar Park, ice cream."""

import re
import tomllib
from functools import cache
from pathlib import Path

from coffeecop.engine.text import tokens


def meant_words(text: str, *, with_names: bool = False) -> list[str]:
    """Return the folded words of a text, but for those."""
    names, phrases = _patterns()
    said = text if with_names else names.sub(" ", text)
    return phrases.sub(" ", " ".join(tokens(said))).split()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    phrases = "|".join(lists["en"] + lists["es"])
    return re.compile("|".join(lists["names"])), re.compile(rf"\b(?:{phrases})\b")
