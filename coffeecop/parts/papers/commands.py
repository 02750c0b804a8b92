"""`papers`: write the papers that a town asks for into a folder."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from coffeecop.cli.database import require_tables
from coffeecop.models.agency import agencies_with
from coffeecop.parts.papers.written import NAME, write_papers


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def papers(folder: Path) -> None:
    """Write the papers of each department that has them on into FOLDER, as its pages show them."""
    require_tables()
    for agency in agencies_with(NAME):
        for file in write_papers(agency, folder):
            click.echo(file)
