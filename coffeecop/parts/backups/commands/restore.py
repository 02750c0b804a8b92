"""Restores of backups, for good or as a rehearsal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from pyrage import x25519

from coffeecop.db import db, db_writes, now
from coffeecop.db.databases import count_rows, other_engine
from coffeecop.db.revisions import is_known
from coffeecop.models import AuditAction, Installation
from coffeecop.models.audit import record
from coffeecop.parts.backups import postgresql, sqlite_files
from coffeecop.parts.backups.archive import (
    PG_DUMP,
    ROWS,
    SECRET_KEY,
    Archive,
    Manifest,
    read_archive,
)
from coffeecop.parts.backups.backup_key import decrypt, is_encrypted
from coffeecop.parts.backups.commands import databases
from coffeecop.parts.backups.files import working_folder, write_private
from coffeecop.parts.backups.operations import Progress, Refused, only_one
from coffeecop.parts.backups.rows import contents, copy_rows


class Restored(NamedTuple):
    manifest: Manifest
    # Its secret key is the one in use.
    has_same_key: bool


def restore(file: Path, key: x25519.Identity | None, progress: Progress) -> Restored:
    """Restore a backup into the app's empty database, and its key. Raises Refused."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    with _begun(file, key, progress) as (backup, folder):
        db.engine.dispose()
        databases.require_empty(url)
        # The key first: an empty database with another key is as good as before.
        with _key_of(backup):
            _load(backup, url, folder, progress)
        return _restored(backup)


def rehearse(file: Path, key: x25519.Identity | None, progress: Progress) -> Restored:
    """Restore a backup into a database that is removed again. Raises Refused."""
    with _begun(file, key, progress) as (backup, folder):
        load_into_scratch(backup, folder, progress)
        return _restored(backup)


def load_into_scratch(backup: Archive, folder: Path, progress: Progress) -> None:
    """Restore into a database in this folder, or beside the app's; compare. Raises Refused."""
    with _scratch_database(folder) as url:
        _load(backup, url, folder, progress)


def note(action: AuditAction, restored: Restored, *, with_key: bool) -> None:
    with db_writes():
        installation = db.session.get_one(Installation, 1)
        installation.restored_at = now()
        if with_key:
            installation.key_tried_at = now()
        record(action, by=None, detail={"made_at": restored.manifest.made_at})


def _restored(backup: Archive) -> Restored:
    return Restored(backup.manifest, backup.text(SECRET_KEY) == current_app.config["SECRET_KEY"])


def is_key_given() -> bool:
    return "SECRET_KEY" in current_app.config["SETTINGS"]


@contextmanager
def _begun(
    file: Path, key: x25519.Identity | None, progress: Progress
) -> Iterator[tuple[Archive, Path]]:
    instance = current_app.config["INSTANCE_PATH"]
    with only_one(instance), working_folder(instance) as folder:
        progress("Checking the backup")
        backup = read_archive(_decrypted(file, key, folder))
        if not is_known(backup.manifest.revision):
            raise Refused(
                f"{file} was made by a newer version of coffeecop. Install that version first."
            )
        yield backup, folder


def _decrypted(file: Path, key: x25519.Identity | None, folder: Path) -> Path:
    if key is None or not is_encrypted(file):
        return file
    plain = folder / "backup"
    decrypt(file, plain, key)
    return plain


@contextmanager
def _scratch_database(folder: Path) -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        yield sqlite_files.url_of(folder / "rehearsal.sqlite3")
        return
    with postgresql.scratch_database(db.engine) as url:
        yield url


def _load(backup: Archive, url: str, folder: Path, progress: Progress) -> None:
    progress("Restoring the database")
    if backup.manifest.database == PG_DUMP:
        _load_dump(backup, url, folder / PG_DUMP)
    elif databases.is_sqlite(url):
        with databases.new_file(databases.file_of(url)) as draft:
            _unpack(backup, draft)
    else:
        _unpack(backup, folder / ROWS)
        with sqlite_files.opened(folder / ROWS) as source, databases.new_database(url) as target:
            copy_rows(source, target, progress)


def _unpack(backup: Archive, file: Path) -> None:
    """Write the backup's SQLite database into a file, and migrate it."""
    backup.extract(ROWS, file)
    sqlite_files.check_file(file)
    _compare(backup, sqlite_files.url_of(file))
    databases.migrate(sqlite_files.url_of(file))


def _load_dump(backup: Archive, url: str, file: Path) -> None:
    if databases.is_sqlite(url):
        raise Refused(
            "This backup was made from PostgreSQL by pg_dump and can be restored into PostgreSQL "
            "only: set DATABASE_URL to an empty database there. `move` brings it to SQLite then."
        )
    backup.extract(PG_DUMP, file)
    with other_engine(url) as engine, engine.connect() as connection:
        databases.remove_tables(connection)
    postgresql.restore(url, file)
    _compare(backup, url)
    databases.migrate(url)


def _compare(backup: Archive, url: str) -> None:
    """Compare what was restored with what was there when the backup was made. Raises Refused."""
    recorded = backup.manifest
    with other_engine(url) as engine, engine.connect() as connection:
        if not databases.is_sqlite(url):
            postgresql.lift_time_limits(connection)
        there = count_rows(connection), databases.revision_of(connection)
        is_whole = there == (recorded.rows, recorded.revision)
        if is_whole and recorded.digests:
            found = contents(connection)
            is_whole = {name: each.digest for name, each in found.items()} == recorded.digests
    if not is_whole:
        raise Refused("The backup does not hold what its manifest says. Use another one.")


@contextmanager
def _key_of(backup: Archive) -> Iterator[None]:
    """Keep the backup's key as the installation's, unless the block fails."""
    file: Path = current_app.config["INSTANCE_PATH"] / "secret_key"
    if is_key_given():
        yield
        return
    before = file.read_text() if file.exists() else current_app.config["SECRET_KEY"]
    write_private(file, backup.text(SECRET_KEY))
    try:
        yield
    except BaseException:
        write_private(file, before)
        raise
