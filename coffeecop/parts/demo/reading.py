"""What the engine made of the demo's texts, stored with them so that the first page shows it.

`make demo` writes it anew. A test compares it with what the engine makes of the
texts today.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import (
    Concern,
    ConcernFlag,
    ConcernMention,
    ConcernTopic,
    ConcernVector,
    TopicSuggestion,
)

# Rows by table, and the columns of each concern. What refers to a row of another table is its place
# among the ids of that table.
Reading = dict[str, list[dict[str, Any]]]

READING = Path(__file__).with_name("reading.json")
# Of the rows of concern_vectors, in their order.
VECTORS = Path(__file__).with_name("vectors.bin")
# A row may refer to rows of the tables before its own.
MODELS = (ConcernTopic, TopicSuggestion, ConcernFlag, ConcernMention, ConcernVector)
TABLES = [cast(Table, model.__table__) for model in MODELS]


def load_reading() -> None:
    """Add what the engine made of the demo, which was just loaded."""
    reading: Reading = json.loads(READING.read_text("utf-8"))
    _add_vectors(reading[ConcernVector.__tablename__])
    # Concerns that were added to the file since are left to the worker.
    read = zip(ids_of(Concern.__table__), reading["concerns"], strict=False)
    rows = [{"id": one, "suggested_at": now(), **row} for one, row in read]
    db.session.execute(update(Concern), rows)
    for table in TABLES:
        if rows := _with_ids(table, reading[table.name]):
            db.session.execute(insert(table), rows)
    raised_at = select(Concern.created_at).where(Concern.id == ConcernFlag.concern_id)
    execute_bulk(update(ConcernFlag).values(created_at=raised_at.scalar_subquery()))


def _add_vectors(rows: list[dict[str, Any]]) -> None:
    vectors = VECTORS.read_bytes()
    size = len(vectors) // max(len(rows), 1)
    for place, row in enumerate(rows):
        row["vector"] = vectors[place * size : (place + 1) * size]


def _with_ids(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {name: ids_of(other) for name, other in references(table).items()}
    return [
        row | {name: ids[name][row[name]] for name in ids if row.get(name) is not None}
        for row in rows
    ]


def references(table: Table) -> Mapping[str, Any]:
    return {key.parent.name: key.column.table for key in table.foreign_keys}


def ids_of(table: Any) -> Sequence[int]:
    return db.session.scalars(select(table.c.id).order_by(table.c.id)).all()
