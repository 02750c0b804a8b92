"""`import-concerns`."""

from pathlib import Path

import click
from flask import Blueprint
from sqlalchemy import select

from coffeecop.cli.database import require_tables
from coffeecop.concerns.states import changed
from coffeecop.db import db, db_writes
from coffeecop.models import Event
from coffeecop.parts.import_concerns import importing
from coffeecop.parts.import_concerns.import_file import quoted

# Few, because writers of the web server wait meanwhile.
AT_A_TIME = 50

bp = Blueprint("import_concerns", __name__, cli_group=None)


@bp.cli.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--event", "slug", required=True, help="The event's name in its address.")
@click.option("--topic-column", help="Read topics from this column instead of `topics`.")
@click.option("--make-topics", is_flag=True, help="Add topics that the department lacks.")
def import_concerns(file: Path, slug: str, topic_column: str | None, make_topics: bool) -> None:
    """Add the concerns of FILE to an event: all of them, or none.

    FILE is a CSV with a header, or JSON Lines, in UTF-8. It must have a column
    `body` or `text`. It may have `kind`, `topics` (with `;` between them),
    `talk`, `answer`, `about_officer` and `for_neighbor` (each yes or no), `place`,
    `language` or `lang`, `phase`, `state` and `raised_at`. Where `about_officer`
    is empty, what sounds like a complaint and names police is read by complaint
    staff first, unless it tells of danger. Forms sent meanwhile wait until the
    import is done.
    """
    require_tables()
    try:
        with file.open("rb") as opened_file, db_writes():
            imported = importing.import_concerns(
                opened_file,
                event=_event_by_slug(slug),
                topic_column=topic_column,
                make_topics=make_topics,
                progress=lambda count: click.echo(f"{count:,} so far", err=True),
            )
    except importing.ImportRefused as refused:
        raise click.ClickException(f"Nothing was imported.\n{refused}") from None
    for start in range(0, imported.count, AT_A_TIME):
        with db_writes():
            changed(*imported.ids[start : start + AT_A_TIME])
    if imported.ignored_columns:
        click.echo(f"Columns ignored: {_listed(imported.ignored_columns)}", err=True)
    if imported.new_topics:
        click.echo(f"Topics added: {_listed(imported.new_topics)}")
    click.echo(f"Concerns imported into {slug}: {imported.count:,}")
    if imported.hidden:
        click.echo(f"For complaint staff to sort first: {imported.hidden:,}")


def _listed(names: list[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def _event_by_slug(slug: str) -> Event:
    event = db.session.scalars(select(Event).filter_by(slug=slug)).one_or_none()
    if event is None:
        raise click.ClickException(f"There is no event {slug!r}.")
    if not event.agency.has_on(bp.name):
        raise click.ClickException(
            f"{event.agency.name} does not import concerns: see Parts in its settings."
        )
    return event
