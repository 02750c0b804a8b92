"""What a form points out while somebody writes a topic, and which is no error."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coffeecop.engine.text import fold_line
from coffeecop.models import Topic


def missing_keywords(keywords: Iterable[str], others: Iterable[str]) -> str:
    """Return which of the others are not among the keywords, with a comma between them."""
    known = {fold_line(keyword) for keyword in keywords}
    return ", ".join(each for each in others if fold_line(each) not in known)


@dataclass(frozen=True)
class SharedKeyword:
    keyword: str
    topics: tuple[Topic, ...]


def shared_keywords(keywords: Sequence[str], others: Sequence[Topic]) -> list[SharedKeyword]:
    """Return which of the keywords other topics have as well."""
    owners: dict[str, dict[int, Topic]] = defaultdict(dict)
    for topic in others:
        for keyword in (*topic.keywords_en.splitlines(), *topic.keywords_es.splitlines()):
            owners[fold_line(keyword)][topic.id] = topic
    return [
        SharedKeyword(keyword, tuple(owners[fold_line(keyword)].values()))
        for keyword in keywords
        if fold_line(keyword) in owners
    ]
