"""The texts of the towns, and what two readers said of them."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
NOW, FIRST = "now", "read first"
GRAVER = ("", FIRST, NOW)


@dataclass(frozen=True)
class Reading:
    """What one reader said."""

    danger: str
    kind: str
    is_complaint: bool
    topics: tuple[str, ...]
    names: frozenset[str]
    addresses: frozenset[str]


@dataclass(frozen=True)
class Told:
    """A text and what both readers said; README.md has the rules where they do not agree."""

    text: str
    readers: tuple[Reading, Reading]

    @property
    def danger(self):
        return max((reader.danger for reader in self.readers), key=GRAVER.index)

    @property
    def kinds(self):
        return {reader.kind for reader in self.readers} - {""}

    @property
    def is_complaint(self):
        return all(reader.is_complaint for reader in self.readers)

    @property
    def may_be_complaint(self):
        return any(reader.is_complaint for reader in self.readers)

    @property
    def topics(self):
        first, second = self.readers
        return {*first.topics, *second.topics}

    def marked_by_both(self, what):
        first, second = (getattr(reader, what) for reader in self.readers)
        return first & second

    def marked_by_either(self, *what):
        return {
            words for reader in self.readers for each in what for words in getattr(reader, each)
        }


def read_towns(*, held):
    """Return the texts of each town by its name."""
    files = sorted(FOLDER.glob("town*.jsonl"))
    wanted = [file for file in files if file.name.endswith(".held.jsonl") == held]
    return {file.name.split(".")[0]: [*map(_told, file.open(encoding="utf-8"))] for file in wanted}


def _told(line):
    row = json.loads(line)
    first, second = map(_reading, row["readers"])
    return Told(row["text"], (first, second))


def _reading(row):
    return Reading(
        danger=row["danger"],
        kind=row["kind"],
        is_complaint=row["complaint"],
        topics=tuple(row["topics"]),
        names=frozenset(row["names"]),
        addresses=frozenset(row["addresses"]),
    )
