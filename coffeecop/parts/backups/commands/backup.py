"""Backups: one file each, made while the server runs, encrypted, and copied to a second place."""

import os
import shlex
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from flask import current_app
from sqlalchemy.exc import DBAPIError

from coffeecop.db import db, db_writes, now, sqlite3
from coffeecop.db.revisions import newest_revision
from coffeecop.models import AuditAction, Installation
from coffeecop.models.audit import record
from coffeecop.models.installation import the_installation
from coffeecop.parts.backups import archive, postgresql, sqlite_files
from coffeecop.parts.backups.backup_key import encrypt
from coffeecop.parts.backups.commands import databases
from coffeecop.parts.backups.commands.restore import load_into_scratch
from coffeecop.parts.backups.files import replacing, working_folder
from coffeecop.parts.backups.keeping import backups_in, drafts_left, name_at, not_kept
from coffeecop.parts.backups.operations import Progress, Refused, only_one
from coffeecop.parts.backups.places import BackupPlace, opened_place
from coffeecop.parts.backups.rows import Content, contents, copy_rows

REHEARSED_EVERY = timedelta(days=30)


class Dump(NamedTuple):
    """The database as one file of the backup, and what it holds."""

    file: Path
    revision: str
    contents: dict[str, Content]


class Made(NamedTuple):
    dump: Dump
    was_rehearsed: bool
    # Why a rehearsal failed.
    fault: str | None


def make_backup(file: Path, progress: Progress) -> Made:
    """Write a backup, and return what it holds. Raises Refused."""
    if file.exists():
        raise Refused(f"{file} exists already. Choose another name, or name a folder.")
    if not os.access(file.parent, os.W_OK):
        raise Refused(f"{file.parent} is not a folder in which this account can write.")
    instance = current_app.config["INSTANCE_PATH"]
    key = current_app.config["BACKUP_PUBLIC_KEY"]
    with only_one(instance), working_folder(instance) as folder:
        made_at = now()
        dump = _dump(folder, progress)
        progress("Compressing and checking")
        with replacing(file) as draft:
            plain = folder / "backup" if key else draft
            _write(plain, folder, dump, made_at.isoformat(timespec="seconds"))
            made = _rehearse_if_due(archive.read_archive(plain), dump, folder, progress)
            if key:
                progress("Encrypting")
                encrypt(plain, draft, key)
    return made


def note_backup(made: Made) -> None:
    """Note that a backup was made, unless the database waits for a migration."""
    if made.dump.revision != newest_revision():
        return
    with db_writes():
        installation = db.session.get_one(Installation, 1)
        installation.backed_up_at = now()
        rows = sum(content.rows for content in made.dump.contents.values())
        record(AuditAction.BACKUP_MADE, by=None, detail={"rows": rows})
        if made.was_rehearsed:
            installation.restored_at = now()
            record(AuditAction.BACKUP_REHEARSED, by=None)


def copy_elsewhere(file: Path, made: Made) -> list[str]:
    """Copy a backup to the second place; return which older ones went there. Raises Refused."""
    with opened_place() as place:
        # By another name the rule would not know it, and it would stay for ever.
        place.put(file, file.name if backups_in([file.name]) else dated_file(file.parent).name)
        if made.dump.revision == newest_revision():
            with db_writes():
                db.session.get_one(Installation, 1).copied_at = now()
        return remove_older(place)


def fetch(name: str | None, folder: Path) -> Path:
    """Copy a backup from the second place into a folder; the newest if none is named.

    Raises Refused.
    """
    with opened_place() as place:
        names = place.names()
        chosen = name or next(iter(backups_in(names)), None)
        if chosen not in names:
            raise Refused(f"There is no {name or 'backup'} in the second place.")
        with replacing(folder / chosen) as draft:
            place.get(chosen, draft)
    return folder / chosen


def dated_file(folder: Path) -> Path:
    return folder / name_at(now(), encrypted=bool(current_app.config["BACKUP_PUBLIC_KEY"]))


def remove_older(place: BackupPlace, keep: int | None = None) -> list[str]:
    """Remove the dated backups that are not to be kept, and drafts of ones that were killed.

    With `keep` the newest so many are kept, without it those of the rule.
    """
    names = place.names()
    # What was erased since is still in it.
    life = relativedelta(months=current_app.config["BACKUP_MONTHS"])
    removed = not_kept(names, now(), life, newest=keep)
    for name in [*removed, *drafts_left(names, now())]:
        place.remove(name)
    return removed


def _rehearse_if_due(backup: archive.Archive, dump: Dump, folder: Path, progress: Progress) -> Made:
    if not _is_rehearsal_due(dump):
        return Made(dump, was_rehearsed=False, fault=None)
    progress("Rehearsing a restore")
    try:
        with TemporaryDirectory(dir=folder) as scratch:
            load_into_scratch(backup, Path(scratch), progress)
    except (Refused, OSError, DBAPIError, sqlite3.Error) as problem:
        # A backup that could not be tried is better than none.
        return Made(dump, was_rehearsed=False, fault=str(getattr(problem, "orig", problem)))
    return Made(dump, was_rehearsed=True, fault=None)


def _is_rehearsal_due(dump: Dump) -> bool:
    if dump.revision != newest_revision():
        return False
    last = the_installation().restored_at
    # Ends the transaction, which would else stay open meanwhile.
    db.session.rollback()
    return last is None or now() - last >= REHEARSED_EVERY


def _dump(folder: Path, progress: Progress) -> Dump:
    progress("Copying the database")
    if db.engine.dialect.name == "sqlite":
        return _dump_sqlite(folder / archive.ROWS, progress)
    with postgresql.snapshot(db.engine) as connection:
        revision = databases.revision_of(connection)
        if postgresql.can_dump(connection):
            file = folder / archive.PG_DUMP
            postgresql.dump(connection, file)
            return Dump(file, revision, contents(connection))
        if revision != newest_revision():
            raise Refused(
                "The database is of an older version: backing it up needs a pg_dump as new as the "
                "server. Install the client programs of PostgreSQL, or start coffeecop once."
            )
        progress("There is no pg_dump as new as the server, so rows are copied one by one")
        file = folder / archive.ROWS
        with databases.new_database(sqlite_files.url_of(file)) as target:
            return Dump(file, revision, copy_rows(connection, target, progress))


def _dump_sqlite(file: Path, progress: Progress) -> Dump:
    source = databases.file_of(current_app.config["SQLALCHEMY_DATABASE_URI"])
    sqlite_files.copy_file(
        source, file, lambda done, total: progress(f"{done:,} of {total:,} pages")
    )
    sqlite_files.close_file(file)
    sqlite_files.check_file(file)
    with sqlite_files.opened(file) as connection:
        return Dump(file, databases.revision_of(connection), contents(connection))


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
        rows={name: content.rows for name, content in dump.contents.items()},
        digests={name: content.digest for name, content in dump.contents.items()},
    )


def _settings() -> str:
    """Return the environment variables that were set; the key has a file of its own."""
    given: dict[str, str] = current_app.config["SETTINGS"]
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in given.items()]
    return "".join(line for line in lines if not line.startswith("SECRET_KEY="))
