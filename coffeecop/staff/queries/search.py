"""Search in what residents and staff wrote: concerns, places, and the messages of threads.

Case and accents do not count. Every word is the beginning of one ("speed" finds "speeding"), and
words in quotation marks stand together.
"""

import re
from typing import Any

from sqlalchemy import ColumnElement, column, false, func, literal, literal_column, select, table

from coffeecop.db import db
from coffeecop.db.search_index import SEARCH_TABLE
from coffeecop.engine.text import tokens
from coffeecop.models import Concern

LONGEST_SEARCH = 200

_QUOTED_OR_NOT = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]|([^\s"“”«»]+)')


def matches(text: str) -> ColumnElement[bool]:
    """Match the concerns in which all words are; none if the text has no word."""
    phrases = [
        (words, not quoted)
        for quoted, unquoted in _QUOTED_OR_NOT.findall(text[:LONGEST_SEARCH])
        if (words := tokens(quoted or unquoted))
    ]
    if not phrases:
        return false()
    return _on_sqlite(phrases) if db.engine.dialect.name == "sqlite" else _on_postgresql(phrases)


def _on_sqlite(phrases: list[tuple[list[str], bool]]) -> ColumnElement[bool]:
    query = " ".join(
        f'"{" ".join(words)}"' + ("*" if is_beginning else "") for words, is_beginning in phrases
    )
    # FTS5 has a column with the table's name, for a search in all of them.
    index: Any = table(SEARCH_TABLE, column("rowid"), column(SEARCH_TABLE))
    found = select(index.c.rowid).where(index.c[SEARCH_TABLE].op("MATCH")(query))
    # "+ 0": tested in the order of the list, never sorted after all matches of a common word
    # have been joined.
    return (Concern.id + 0).in_(found)


def _on_postgresql(phrases: list[tuple[list[str], bool]]) -> ColumnElement[bool]:
    query = " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in words) + (":*)" if is_beginning else ")")
        for words, is_beginning in phrases
    )
    index: Any = table(SEARCH_TABLE, column("concern_id"), column("words"))
    # In the statement itself: with a parameter PostgreSQL soon makes one plan for rare and common
    # words alike, which reads all of them.
    words = literal(query, literal_execute=True)
    found = index.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), words))
    return Concern.id.in_(select(index.c.concern_id).where(found))
