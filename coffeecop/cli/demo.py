"""`demo`."""

import click
from sqlalchemy import select

from coffeecop.cli.database import require_tables
from coffeecop.db import db, db_writes
from coffeecop.demo import load_demo
from coffeecop.models import Agency


@click.command()
def demo() -> None:
    """Load the demo into an empty database."""
    require_tables()
    with db_writes():
        if db.session.scalar(select(Agency.id).limit(1)) is not None:
            raise click.ClickException(
                "The database is not empty. The demo would mix with what is in it, so nothing was "
                "loaded. Point DATABASE_URL or INSTANCE_PATH at a new place and try again."
            )
        load_demo()
    click.echo("The demo is loaded.")
