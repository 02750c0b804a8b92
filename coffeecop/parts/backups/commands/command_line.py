"""`backup`, `backup-key`, `fetch-backup`, `restore`, `move` and `export`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from flask import current_app
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from coffeecop.cli.database import require_tables
from coffeecop.config import UnsafeSetting, database_url
from coffeecop.db import sqlite3
from coffeecop.db.writers import DatabaseBusy
from coffeecop.models import AuditAction
from coffeecop.parts.backups.archive import SECRET_KEY, SETTINGS
from coffeecop.parts.backups.backup_key import is_encrypted, new_key, read_private_key
from coffeecop.parts.backups.commands import backup as backups
from coffeecop.parts.backups.commands import export as exports
from coffeecop.parts.backups.commands import move as moves
from coffeecop.parts.backups.commands import restore as restores
from coffeecop.parts.backups.operations import Refused
from coffeecop.parts.backups.places import Folder


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="Of the backups in a folder, keep only this many, the newest.",
)
def backup(target: Path, keep: int | None) -> None:
    """Write the database, the secret key and the settings into FILE, while the server runs.

    If FILE is a folder, the backup gets a name with the time there, and older ones are removed but
    for the newest of 7 days, 5 weeks and 12 months. It is encrypted to BACKUP_PUBLIC_KEY, and a
    copy goes to BACKUP_PLACE; without a key whoever has the file can read everything. Each month
    the restore is rehearsed.
    """
    is_folder = target.is_dir()
    if keep and not is_folder:
        raise click.UsageError("--keep needs a folder instead of a file.")
    file = (backups.dated_file(target) if is_folder else target).absolute()
    with refusals("No backup was made."):
        made = backups.make_backup(file, report)
    with refusals(f"The backup is in {file}."):
        backups.note_backup(made)
        removed = backups.remove_older(Folder(target), keep) if is_folder else []
    if removed:
        report(f"Older backups removed: {len(removed)}")
    click.echo(f"The backup is in {file} ({file.stat().st_size / 1e6:,.1f} MB).")
    if made.fault:
        report(f"The rehearsal of its restore failed. {made.fault}")
    if place := current_app.config["BACKUP_PLACE"]:
        with refusals("There is no copy of it elsewhere."):
            removed = backups.copy_elsewhere(file, made)
        report(f"A copy is in {place.shown}. Older ones removed there: {len(removed)}")
    if made.fault:
        click.get_current_context().exit(1)


@click.command("backup-key")
def backup_key() -> None:
    """Make a new pair of keys for backups, and print the private half and its words.

    It is stored nowhere: send it to a printer, or write it down.
    """
    key = new_key()
    rows = [key.words[start : start + 4] for start in range(0, len(key.words), 4)]
    click.echo("The private key of the backups. Keep this paper where the server is not.\n")
    click.echo(f"{key.private}\n\nThe same in words, in this order:\n")
    for number, row in enumerate(rows):
        click.echo(f"{number * 4 + 1:>4}  {'  '.join(f'{word:<10}' for word in row)}".rstrip())
    click.echo("\nEither of them restores a backup: coffeecop restore FILE")
    click.echo(f"\nThe public half is a setting of the server:\n\nBACKUP_PUBLIC_KEY={key.public}")


@click.command("fetch-backup")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("name", required=False)
def fetch_backup(folder: Path, name: str | None) -> None:
    """Copy the newest backup in BACKUP_PLACE into FOLDER, or the one with this NAME."""
    if not current_app.config["BACKUP_PLACE"]:
        raise click.UsageError("BACKUP_PLACE is not set.")
    with refusals("Nothing was fetched."):
        click.echo(backups.fetch(name, folder))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rehearse", is_flag=True, help="Restore into a temporary place, and remove it.")
@click.option(
    "--key-file",
    type=click.File(),
    help="A file with the private key or its words, or - for the standard input.",
)
def restore(file: Path, rehearse: bool, key_file: IO[str] | None) -> None:
    """Restore the backup in FILE into an empty database, with the secret key.

    Stop the server and the worker first. With --rehearse nothing is replaced, and they may run. The
    private key is asked for if the backup is encrypted.
    """
    with refusals("The rehearsal failed." if rehearse else "Nothing was restored."):
        needs_key = file.is_file() and is_encrypted(file)
        key = read_private_key(_typed_key(key_file)) if needs_key else None
        way = restores.rehearse if rehearse else restores.restore
        restored = way(file, key, report)
    done = "can be restored" if rehearse else "is restored"
    action = AuditAction.BACKUP_REHEARSED if rehearse else AuditAction.BACKUP_RESTORED
    with refusals(f"{file} {done}."):
        restores.note(action, restored, with_key=needs_key)
    if not rehearse:
        unpacked = f"age -d {file} -i KEY-FILE | tar -xzO" if needs_key else f"tar -xzOf {file}"
        _report_key(restored, unpacked)
        report(f"The settings it was made with: {unpacked} {SETTINGS}")
    start = "" if rehearse else " Start the server."
    rows, made_at = sum(restored.manifest.rows.values()), restored.manifest.made_at
    click.echo(f"{file} {done}: {rows:,} rows, as they were at {made_at}.{start}")


def _typed_key(key_file: IO[str] | None) -> str:
    if key_file:
        return key_file.read()
    return str(click.prompt("The private key on paper, or its 24 words", hide_input=True))


@click.command()
@click.argument("url", metavar="DATABASE_URL")
def move(url: str) -> None:
    """Copy everything into the empty database at DATABASE_URL, and compare.

    Stop the server and the worker first. The old database stays as it is.
    """
    with refusals("Nothing was moved."):
        settings = {**current_app.config["SETTINGS"], "DATABASE_URL": url}
        new = database_url(settings, current_app.config["INSTANCE_PATH"])
        copied = moves.move(new, report)
    rows = sum(content.rows for content in copied.values())
    click.echo(
        f"Moved {rows:,} rows of {len(copied)} tables to {make_url(url)}; counts and hashes are "
        "the same. Set DATABASE_URL to it and start the server."
    )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> None:
    """Write every table into FOLDER as CSV and JSON, with a dictionary of all columns.

    Passwords, receipts and other secrets are left out. Whoever has the files can read what people
    wrote, and how to reach them: keep them safe.
    """
    require_tables()
    with refusals("The export is not whole."):
        counted = exports.export(folder, report)
    click.echo(f"{sum(counted.values()):,} rows of {len(counted)} tables are in {folder}.")


@contextmanager
def refusals(consequence: str) -> Iterator[None]:
    """Print what stops a command as a sentence, with exit status 1."""
    try:
        yield
    except (Refused, UnsafeSetting, DatabaseBusy) as problem:
        raise click.ClickException(f"{consequence} {problem}") from None
    except OSError as problem:
        reason = problem.strerror or problem
        raise click.ClickException(f"{consequence} The system says: {reason}") from None
    except (DBAPIError, sqlite3.Error) as problem:
        said = getattr(problem, "orig", problem)
        raise click.ClickException(f"{consequence} The database says: {said}") from None


def report(sentence: str) -> None:
    click.echo(sentence, err=True)


def _report_key(restored: restores.Restored, unpacked: str) -> None:
    if not restores.is_key_given():
        report("The secret key of the backup is in use.")
    elif restored.has_same_key:
        report("SECRET_KEY is the key of the backup.")
    else:
        report(
            "SECRET_KEY is another key than that of the backup: links in mails sent so far will "
            f"not open. To use the old one: {unpacked} {SECRET_KEY}"
        )


COMMANDS = (backup, backup_key, fetch_backup, restore, move, export)
