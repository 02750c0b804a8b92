"""The evaluation sample is well formed, and balanced over languages."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

import coffeecop
from coffeecop.engine.detectors.personal import Personal
from tests.engine.texts import read_sample

PACKAGE = Path(coffeecop.__file__).parent
SAMPLE = PACKAGE / "engine" / "sample"
FLAGS = {"self_harm", "threat", "emergency"}


def folded(text):
    """Return the words of `text` without case, accents and punctuation."""
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


TEXTS, CASES, DETAILS = (read_sample(name) for name in ("texts", "flags", "details"))
ALL = TEXTS + CASES + DETAILS
STARTERS = json.loads((PACKAGE / "models" / "starter_topics.json").read_text("utf-8"))
KEYS = {topic["key"] for topic in STARTERS}
# Topics that are newer than the sample.
NEWER = {"domestic-violence", "dumping-trash", "ebikes-scooters"}


def test_lines_are_well_formed():
    for line in ALL:
        assert line["text"] == line["text"].strip() != ""
    assert max(Counter(line["id"] for line in ALL).values()) == 1
    for line in TEXTS:
        assert list(line) == ["id", "text", "labels", "label", "lang", "theme"]
        assert len(set(line["labels"])) == len(line["labels"])
        assert set(line["labels"]) <= KEYS
        assert line["label"] == (line["labels"][0] if line["labels"] else None)
        assert line["theme"] is None or line["label"] is None
    for line in CASES:
        assert list(line) == ["id", "text", "lang", "flags"]
        assert len(set(line["flags"])) == len(line["flags"])
        assert set(line["flags"]) <= FLAGS
    for line in DETAILS:
        assert list(line) == ["id", "text", "lang", "details"]
        assert set() < set(line["details"]) <= set(Personal)


@pytest.mark.parametrize("lines", [TEXTS, CASES, DETAILS], ids=["texts", "flags", "details"])
def test_both_languages_have_about_half(lines):
    counts = Counter(line["lang"] for line in lines)
    assert set(counts) == {"en", "es"}
    assert 0.45 <= counts["en"] / len(lines) <= 0.55


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_topic_theme_and_flag_is_covered(language):
    texts = [line for line in TEXTS if line["lang"] == language]
    topics = Counter(line["label"] for line in texts)
    assert {key for key in KEYS - NEWER if topics[key] < 7} == set()
    themes = Counter(line["theme"] for line in texts if line["theme"])
    assert len(themes) == 3
    assert min(themes.values()) >= 3
    assert sum(line["label"] is None and line["theme"] is None for line in texts) >= 8

    cases = [line for line in CASES if line["lang"] == language]
    flags = Counter(flag for line in cases for flag in line["flags"])
    assert {flag for flag in FLAGS if flags[flag] < 8} == set()
    assert 0.4 <= sum(not line["flags"] for line in cases) / len(cases) <= 0.6


def test_counts_are_as_the_readme_says():
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    by_language = Counter(line["lang"] for line in TEXTS)
    assert (
        f"{len(TEXTS)} texts ({by_language['en']} English, {by_language['es']} Spanish)" in readme
    )
    near_misses = sum(not line["flags"] for line in CASES)
    assert f"{len(CASES)} cases" in readme
    assert f"{len(DETAILS)} texts with personal details" in readme
    assert f"{near_misses} of them near misses" in readme


def test_no_text_is_there_twice():
    counts = Counter(folded(line["text"]) for line in ALL)
    assert [text for text, count in counts.items() if count > 1] == []


def test_phone_numbers_and_addresses_are_those_kept_for_examples():
    for line in ALL:
        numbers = re.findall(r"\b\d{3}[ -]\d{4}\b", line["text"])
        assert all(re.fullmatch(r"555[ -]01\d\d", number) for number in numbers), line["id"]
        hosts = re.findall(r"@([\w.]+)", line["text"])
        assert all(re.fullmatch(r"example\.(com|net|org)", host) for host in hosts), line["id"]
