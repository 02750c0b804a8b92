"""Hints, not errors, that the topic form shows about keywords."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coffeecop.engine.text import fold_line
from coffeecop.models import Topic


def missing_keywords(keywords: Iterable[str], others: Iterable[str]) -> str:
    """Return those of `others` that are not among the keywords, separated by commas."""
    known = {fold_line(keyword) for keyword in keywords}
    return ", ".join(each for each in others if fold_line(each) not in known)


@dataclass(frozen=True)
class SharedKeyword:
    keyword: str
    topics: tuple[Topic, ...]


def shared_keywords(keywords: Sequence[str], others: Sequence[Topic]) -> list[SharedKeyword]:
    """Return the keywords that other topics also have."""
    owners: dict[str, dict[int, Topic]] = defaultdict(dict)
    for topic in others:
        for keyword in (*topic.keywords_en.splitlines(), *topic.keywords_es.splitlines()):
            owners[fold_line(keyword)][topic.id] = topic
    return [
        SharedKeyword(keyword, tuple(owners[fold_line(keyword)].values()))
        for keyword in keywords
        if fold_line(keyword) in owners
    ]
