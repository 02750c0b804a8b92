"""The editable texts of a topic, for saving and comparison."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from coffeecop.engine.text import fold_line
from coffeecop.models import Topic
from coffeecop.models.conflicts import Snapshot

LONGEST_NAME = 60
LONGEST_DESCRIPTION = 500
LONGEST_KEYWORD = 60
MOST_KEYWORDS = 200


@dataclass(frozen=True)
class Wording(Snapshot):
    name_en: str
    name_es: str
    description_en: str = ""
    description_es: str = ""
    keywords_en: tuple[str, ...] = ()
    keywords_es: tuple[str, ...] = ()

    @classmethod
    def of(cls, topic: Topic) -> "Wording":
        return cls(
            name_en=topic.name_en,
            name_es=topic.name_es,
            description_en=topic.description_en,
            description_es=topic.description_es,
            keywords_en=tuple(topic.keywords_en.splitlines()),
            keywords_es=tuple(topic.keywords_es.splitlines()),
        )

    def with_keywords_of(self, other: "Wording") -> "Wording":
        return replace(
            self,
            keywords_en=merge_keywords(self.keywords_en, other.keywords_en),
            keywords_es=merge_keywords(self.keywords_es, other.keywords_es),
        )

    def write_to(self, topic: Topic) -> None:
        topic.name_en, topic.name_es = self.name_en, self.name_es
        topic.description_en, topic.description_es = self.description_en, self.description_es
        topic.keywords_en = "\n".join(self.keywords_en)
        topic.keywords_es = "\n".join(self.keywords_es)


def split_lines(text: str | None) -> tuple[str, ...]:
    """Return the non-blank lines with normalized spacing."""
    return tuple(" ".join(line.split()) for line in (text or "").splitlines() if line.strip())


def merge_keywords(keywords: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords followed by those of `more` that are not among them."""
    known = {fold_line(keyword): keyword for keyword in keywords}
    for keyword in more:
        known.setdefault(fold_line(keyword), keyword)
    return tuple(known.values())


def duplicates(keywords: Iterable[str]) -> list[str]:
    """Return the keywords that equal an earlier one when folded."""
    seen: set[str] = set()
    again = []
    for keyword in keywords:
        if fold_line(keyword) in seen:
            again.append(keyword)
        seen.add(fold_line(keyword))
    return again
