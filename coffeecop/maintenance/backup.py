"""Backups: one file each, made while the server runs."""

import os
import shlex
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy import Connection

from coffeecop.db import db, db_writes, now
from coffeecop.maintenance import Progress, Refused, archive, only_one, postgresql, sqlite_files
from coffeecop.maintenance.databases import file_of, migrate, newest_revision, revision_of
from coffeecop.maintenance.files import replacing, working_folder
from coffeecop.maintenance.rows import copy_rows, count_rows
from coffeecop.models import AuditAction, Installation
from coffeecop.models.audit import record

SUFFIX = ".backup"
# A time of fixed width: names in order are times in order.
DATED_NAME, DATED_NAMES = f"coffeecop-%Y%m%d-%H%M%S{SUFFIX}", f"coffeecop-????????-??????{SUFFIX}"


class Dump(NamedTuple):
    """The database as one file of the backup, and what it holds."""

    file: Path
    revision: str
    rows: dict[str, int]


def make_backup(file: Path, progress: Progress) -> Dump:
    """Write a backup, and return what it holds. Raises Refused."""
    if file.exists():
        raise Refused(f"{file} exists already. Choose another name, or name a folder.")
    if not os.access(file.parent, os.W_OK):
        raise Refused(f"{file.parent} is not a folder in which this account can write.")
    instance = current_app.config["INSTANCE_PATH"]
    with only_one(instance), working_folder(instance) as folder:
        made_at = now()
        dump = _dump(folder, progress)
        progress("Compressing and checking")
        with replacing(file) as draft:
            _write(draft, folder, dump, made_at.isoformat(timespec="seconds"))
            archive.read_archive(draft)
    return dump


def note_backup(dump: Dump) -> None:
    """Note that a backup was made, unless the database waits for a migration."""
    if dump.revision != newest_revision():
        return
    with db_writes():
        db.session.get_one(Installation, 1).backed_up_at = now()
        record(AuditAction.BACKUP_MADE, by=None, detail={"rows": sum(dump.rows.values())})


def dated_file(folder: Path) -> Path:
    return folder / now().strftime(DATED_NAME)


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Remove all dated backups but the newest, and drafts of ones that were killed."""
    removed = sorted(folder.glob(DATED_NAMES))[:-keep]
    for file in [*removed, *folder.glob(f".{DATED_NAMES}.partial")]:
        file.unlink()
    return removed


def _dump(folder: Path, progress: Progress) -> Dump:
    progress("Copying the database")
    if db.engine.dialect.name == "sqlite":
        return _dump_sqlite(folder / archive.ROWS, progress)
    with postgresql.snapshot(db.engine) as connection:
        revision = revision_of(connection)
        if postgresql.can_dump(connection):
            file = folder / archive.PG_DUMP
            postgresql.dump(connection, file)
        else:
            progress("There is no pg_dump as new as the server, so rows are copied one by one")
            file = folder / archive.ROWS
            _copy_rows(connection, file, revision, progress)
        return Dump(file, revision, count_rows(connection))


def _dump_sqlite(file: Path, progress: Progress) -> Dump:
    source = file_of(current_app.config["SQLALCHEMY_DATABASE_URI"])
    sqlite_files.copy_file(
        source, file, lambda done, total: progress(f"{done:,} of {total:,} pages")
    )
    sqlite_files.close_file(file)
    sqlite_files.check_file(file)
    with sqlite_files.opened(file) as connection:
        return Dump(file, revision_of(connection), count_rows(connection))


def _copy_rows(connection: Connection, file: Path, revision: str, progress: Progress) -> None:
    migrate(sqlite_files.url_of(file), revision)
    with sqlite_files.opened(file) as target:
        copy_rows(connection, target, progress)
    sqlite_files.close_file(file)
    sqlite_files.check_file(file)


def _write(draft: Path, folder: Path, dump: Dump, made_at: str) -> None:
    settings, key = folder / archive.SETTINGS, folder / archive.SECRET_KEY
    settings.write_text(_settings(), encoding="utf-8")
    key.write_text(current_app.config["SECRET_KEY"], encoding="utf-8")
    archive.write_archive(
        draft,
        [settings, key, dump.file],
        made_at=made_at,
        made_from=db.engine.dialect.name,
        revision=dump.revision,
        rows=dump.rows,
    )


def _settings() -> str:
    """Return the environment variables that were set; the key has a file of its own."""
    given: dict[str, str] = current_app.config["SETTINGS"]
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in given.items()]
    return "".join(line for line in lines if not line.startswith("SECRET_KEY="))
