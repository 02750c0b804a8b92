"""Concerns by the words in them and words like these.

Case and accents do not count. Every word is the beginning of one ("speed" finds "speeding"), and
words in quotation marks stand together and stand for nothing else.
"""

import re
from typing import Any

from sqlalchemy import (
    ColumnElement,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)

from coffeecop.db import db
from coffeecop.db.search_index import SEARCH_TABLE
from coffeecop.engine.kindred import Phrase, kindred
from coffeecop.engine.text import tokens
from coffeecop.models import Concern, Event

LONGEST_SEARCH = 200

QUOTATION_MARKS = frozenset('"“”«»')
_QUOTED_OR_WORD = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]|([^\s"“”«»]+)')
_QUOTED_OR_NOT = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]|([^"“”«»]+)')

# All of them are wanted, each as one of several phrases.
Wanted = list[list[Phrase]]


def exact_words(text: str) -> Wanted:
    """Return each word of a search, and together those in quotation marks."""
    return [
        [Phrase(tuple(words), not quoted)]
        for quoted, unquoted in _QUOTED_OR_WORD.findall(text[:LONGEST_SEARCH])
        if (words := tokens(quoted or unquoted))
    ]


def kindred_words(text: str) -> Wanted:
    """Return each word of a search with all that are like it, without small words."""
    wanted: Wanted = []
    for quoted, unquoted in _QUOTED_OR_NOT.findall(text[:LONGEST_SEARCH]):
        wanted += exact_words(f'"{quoted}"') if quoted else kindred(unquoted)
    return wanted


def matches(text: str) -> ColumnElement[bool]:
    """Match the concerns in which all words are; none if the text has no word."""
    return _matches(exact_words(text))


def matches_kindred(text: str) -> ColumnElement[bool]:
    """Match the concerns in which all words are, or others like them."""
    return or_(matches(text), _matches(kindred_words(text)))


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    if not wanted:
        return false()
    return _on_sqlite(wanted) if db.engine.dialect.name == "sqlite" else _on_postgresql(wanted)


def _on_sqlite(wanted: Wanted) -> ColumnElement[bool]:
    query = " AND ".join(
        "(" + " OR ".join(f'"{" ".join(words)}"' + "*" * begins for words, begins in each) + ")"
        for each in wanted
    )
    # FTS5 has a column with the table's name, for a search in all of them.
    index: Any = table(SEARCH_TABLE, column("rowid"), column(SEARCH_TABLE))
    found = select(index.c.rowid).where(index.c[SEARCH_TABLE].op("MATCH")(query))
    # "+ 0": tested in the order of the list, never sorted after all matches of a common word
    # have been joined.
    return (Concern.id + 0).in_(found)


def _on_postgresql(wanted: Wanted) -> ColumnElement[bool]:
    query = " & ".join(
        "(" + " | ".join(_on_postgresql_phrase(phrase) for phrase in each) + ")" for each in wanted
    )
    index: Any = table(SEARCH_TABLE, column("concern_id"), column("words"))
    # In the statement itself: with a parameter PostgreSQL soon makes one plan for rare and common
    # words alike, which reads all of them.
    words = literal(query, literal_execute=True)
    found = index.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), words))
    return Concern.id.in_(select(index.c.concern_id).where(found))


def _on_postgresql_phrase(phrase: Phrase) -> str:
    words = " <-> ".join(f"'{word}'" for word in phrase.words)
    return f"({words}{':*' if phrase.is_beginning else ''})"


# By event, so that the index on event and time is used.
NEWEST_FIRST = (
    Event.starts_at.desc(),
    Event.id.desc(),
    Concern.created_at.desc(),
    Concern.id.desc(),
)
