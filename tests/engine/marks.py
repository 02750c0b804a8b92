"""Texts in which a person marked what an engine should find: [place:Maple Court]."""

import re
from typing import NamedTuple

from tests.engine.texts import read_texts

MARK = re.compile(r"\[(place|ask):([^\]]*)\]")
# Of the shorter of two stretches, how much must overlap to be the same.
OVERLAP = 0.5

Stretch = tuple[int, int]


class Marked(NamedTuple):
    language: str
    text: str
    marks: list[tuple[str, Stretch]]

    def marked(self, kind):
        return [stretch for each, stretch in self.marks if each == kind]


def read_marked(name, half):
    return [parse(language, body) for language, body in read_texts(name, half)]


def parse(language, body):
    text, marks, at = "", [], 0
    for match in MARK.finditer(body):
        text += body[at : match.start()]
        marks.append((match[1], (len(text), len(text) + len(match[2]))))
        text += match[2]
        at = match.end()
    return Marked(language, text + body[at:], marks)


def is_same(one, other):
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared >= OVERLAP * min(one[1] - one[0], other[1] - other[0])


def recall_and_precision(texts, kind, find):
    """Compare the stretches that `find` returns for a text with those marked."""
    wanted = found = recalled = right = 0
    for each in texts:
        marks, got = each.marked(kind), [(one.start, one.end) for one in find(each.text)]
        wanted, found = wanted + len(marks), found + len(got)
        recalled += sum(any(is_same(mark, one) for one in got) for mark in marks)
        right += sum(any(is_same(mark, one) for mark in marks) for one in got)
    return recalled / wanted, right / found
