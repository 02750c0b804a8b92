"""What commands ask of the database before they begin."""

import click
from sqlalchemy import inspect

from coffeecop.db import db
from coffeecop.models import Agency


def require_tables() -> None:
    """Raises ClickException."""
    if not inspect(db.engine).has_table(Agency.__tablename__):
        raise click.ClickException(
            "The database has no tables yet. Make them with `flask --app app db upgrade`."
        )
