"""Everything that an installation holds as files that other programs read, without its secrets."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Column, Connection, TableClause

from coffeecop.db import db, db_writes
from coffeecop.db.revisions import newest_revision
from coffeecop.models import AuditAction
from coffeecop.models.audit import record
from coffeecop.parts.backups.commands import databases
from coffeecop.parts.backups.operations import Progress, Refused, only_one
from coffeecop.parts.backups.rows import Rows, tables_of

# What opens an account, a receipt or a link; columns of parts say it themselves. A test asks for a
# decision about each column with such a name.
SECRETS = frozenset(
    {
        "concerns.receipt_hash",
        "installation.receipt_salt",
        # Mails have links in them that open an RSVP.
        "outbox.body",
        "outbox.unsubscribe_url",
        "recovery_codes.code_hash",
        "rsvps.token_hash",
        "staff.password_hash",
        "staff.second_factor_secret",
        "staff_links.token_hash",
        "staff_sessions.token_hash",
    }
)
COLUMNS = ("table", "column", "type", "may_be_empty", "is_key", "refers_to", "left_out")


def export(folder: Path, progress: Progress) -> dict[str, int]:
    """Write each table as CSV and JSON with a dictionary; return how many rows. Raises Refused.

    What is left out is an empty column, so that each row can be read in again.
    """
    with only_one(current_app.config["INSTANCE_PATH"]):
        if folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty. Name a new folder.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if databases.revision_of(db.session.connection()) != newest_revision():
            raise Refused("The database is of an older version. Start the server once.")
        with db_writes():
            record(AuditAction.DATA_EXPORTED, by=None)
        counted = _write_all(folder, db.session.connection(), progress)
    db.session.rollback()
    return counted


def is_secret(column: Column[Any]) -> bool:
    return str(column) in SECRETS or bool(column.info.get("is_secret"))


def _write_all(folder: Path, connection: Connection, progress: Progress) -> dict[str, int]:
    # Of a part that is gone nobody knows what is secret.
    tables = [each for each in tables_of(connection) if each.name in db.metadata.tables]
    _write(folder, "dictionary", COLUMNS, dictionary(tables))
    counted = {}
    for each in tables:
        rows = Rows(connection, each, progress)
        _write(folder, each.name, [column.name for column in each.columns], _values(each, rows))
        counted[each.name] = rows.rows
    return counted


def dictionary(tables: Sequence[TableClause]) -> Iterator[list[str]]:
    """Yield a row for each column, as the schema of the program has it."""
    for each in tables:
        for stored in each.columns:
            column = db.metadata.tables[each.name].columns[stored.name]
            targets = sorted(key.target_fullname for key in column.foreign_keys)
            is_left_out = is_secret(column)
            flags = map(str, (column.nullable, column.primary_key, ", ".join(targets), is_left_out))
            yield [each.name, stored.name, str(stored.type), *flags]


def _values(table: TableClause, rows: Rows) -> Iterator[list[Any]]:
    known = db.metadata.tables[table.name].columns
    are_secret = [is_secret(known[column.name]) for column in table.columns]
    for chunk in rows.chunks():
        for row in chunk:
            yield [
                None if left_out else _plain(value)
                for left_out, value in zip(are_secret, row, strict=True)
            ]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    is_plain = value is None or isinstance(value, str | int | float | list | dict)
    return value if is_plain else str(value)


def _write(folder: Path, name: str, columns: Sequence[str], rows: Iterator[list[Any]]) -> None:
    """Write both files of a table, a row at a time: a line of JSON each, within one list."""
    with (
        (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as table,
        (folder / f"{name}.json").open("w", encoding="utf-8") as file,
    ):
        writer = csv.writer(table)
        writer.writerow(columns)
        file.write("[")
        for number, row in enumerate(rows):
            writer.writerow(
                json.dumps(each) if isinstance(each, list | dict) else each for each in row
            )
            line = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
            file.write(f"{',' * bool(number)}\n{line}")
        file.write("\n]\n")
