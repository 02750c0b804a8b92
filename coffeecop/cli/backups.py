"""`backup`, `restore`, `move` and `verify`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from coffeecop.cli.database import require_tables
from coffeecop.config import UnsafeSetting, database_url
from coffeecop.db import sqlite3
from coffeecop.db.writers import DatabaseBusy
from coffeecop.maintenance import Refused
from coffeecop.maintenance import backup as backups
from coffeecop.maintenance import move as moves
from coffeecop.maintenance import restore as restores
from coffeecop.maintenance import verify as verifying
from coffeecop.maintenance.archive import SECRET_KEY, SETTINGS, Archive
from coffeecop.models import AuditAction
from coffeecop.models.hash_chain import Head, NotAHead


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(min=1), help="Of the backups in a folder, keep the newest only."
)
def backup(target: Path, keep: int | None) -> None:
    """Write the database, the secret key and the settings into FILE, while the server runs.

    If FILE is a folder, the backup gets a name with the time there. Whoever has the file can read
    everything: keep it as safe as the database.
    """
    is_folder = target.is_dir()
    if keep and not is_folder:
        raise click.UsageError("--keep needs a folder instead of a file.")
    file = (backups.dated_file(target) if is_folder else target).absolute()
    with refusals("No backup was made."):
        made = backups.make_backup(file, report)
    with refusals(f"The backup is in {file}."):
        backups.note_backup(made)
        removed = backups.remove_older(target, keep) if keep else []
    if removed:
        report(f"Older backups removed: {len(removed)}")
    click.echo(f"The backup is in {file} ({file.stat().st_size / 1e6:,.1f} MB).")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rehearse", is_flag=True, help="Restore into a temporary place, and remove it.")
def restore(file: Path, rehearse: bool) -> None:
    """Restore the backup in FILE into an empty database, with the secret key.

    Stop the server and the worker first. With --rehearse nothing is replaced, and they may run.
    """
    if rehearse:
        with refusals("The rehearsal failed."):
            restored = restores.rehearse(file, report)
        with refusals(f"{file} can be restored."):
            restores.note(AuditAction.BACKUP_REHEARSED, restored)
        click.echo(f"{file} can be restored: {_summary(restored)}.")
        return
    with refusals("Nothing was restored."):
        restored = restores.restore(file, report)
    with refusals(f"{file} is restored."):
        restores.note(AuditAction.BACKUP_RESTORED, restored)
    _report_key(restored)
    report(f"The settings it was made with: tar -xzOf {file} {SETTINGS}")
    click.echo(f"{file} is restored: {_summary(restored)}. Start the server.")


@click.command()
@click.argument("url", metavar="DATABASE_URL")
def move(url: str) -> None:
    """Copy everything into the empty database at DATABASE_URL, and compare.

    Stop the server and the worker first. The old database stays as it is.
    """
    with refusals("Nothing was moved."):
        new = database_url({"DATABASE_URL": url}, current_app.config["INSTANCE_PATH"])
        copied = moves.move(new, report)
    rows = sum(content.rows for content in copied.values())
    click.echo(
        f"Moved {rows:,} rows of {len(copied)} tables to {make_url(url)}; counts and hashes are "
        "the same. Set DATABASE_URL to it and start the server."
    )


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
    except DBAPIError as problem:
        raise click.ClickException(f"{consequence} The database says: {problem.orig}") from None
    except sqlite3.Error as problem:
        raise click.ClickException(f"{consequence} The database says: {problem}") from None


def report(sentence: str) -> None:
    click.echo(sentence, err=True)


def _summary(restored: Archive) -> str:
    rows = sum(restored.manifest.rows.values())
    return f"{rows:,} rows, as they were at {restored.manifest.made_at}"


def _report_key(restored: Archive) -> None:
    if not restores.is_key_given():
        report("The secret key of the backup is in use.")
    elif restores.has_same_key(restored):
        report("SECRET_KEY is the key of the backup.")
    else:
        report(
            "SECRET_KEY is another key than that of the backup: links in mails sent so far will "
            f"not open. To use the old one: tar -xzOf {restored.file} {SECRET_KEY}"
        )


class HeadType(click.ParamType[Head]):
    name = "sequence:hash"

    def convert(
        self, value: str, param: click.Parameter | None, context: click.Context | None
    ) -> Head:
        try:
            return Head.parse(value)
        except NotAHead:
            self.fail(
                f"{value!r} is not a head. Copy it from a digest mail: a number, a colon, and at "
                "least 32 letters and digits.",
                param,
                context,
            )


@click.command()
@click.option(
    "--head",
    "heads",
    type=HeadType(),
    multiple=True,
    help="The end of the log as a digest mail gave it. Give it again for each further mail.",
)
def verify(heads: tuple[Head, ...]) -> None:
    """Find edits and deletions in the audit log, and damage to the database.

    Each entry's hash covers the entry and the hash before it. What somebody with the
    database's password rewrites in full shows only against a --head from a mail. Exit
    status 1 if something is wrong.
    """
    require_tables()
    found = verifying.verify(
        heads, progress=lambda count: click.echo(f"{count:,} entries so far", err=True)
    )
    for fault in found.faults:
        click.echo(fault, err=True)
    click.echo(f"Head: {found.head}")
    if found.faults:
        raise click.ClickException("The audit log or the database was changed: see above.")
    click.echo(f"All {found.head.sequence:,} entries of the audit log are as they were written.")
