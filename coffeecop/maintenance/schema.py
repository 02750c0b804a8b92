"""Schema revisions of databases, which need not be the app's own."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, text

from coffeecop.maintenance import Refused


def revision_of(connection: Connection) -> str:
    """Raises Refused if the database has no tables of coffeecop."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise Refused(
            "The database has no tables yet. Start the server once, which makes them, or check "
            "DATABASE_URL and INSTANCE_PATH."
        )
    return revision


def newest_revision() -> str | None:
    return _scripts().get_current_head()


def is_known(revision: str) -> bool:
    return revision in {script.revision for script in _scripts().walk_revisions()}


def migrate(url: str, revision: str = "head") -> None:
    upgrade(revision=revision, x_arg=[f"url={url}"])


def remove_tables(connection: Connection) -> None:
    """Remove the tables of an empty database."""
    if MigrationContext.configure(connection).get_current_revision() is None:
        return
    connection.rollback()
    url = connection.engine.url.render_as_string(hide_password=False)
    downgrade(revision="base", x_arg=[f"url={url}"])
    connection.execute(text("DROP TABLE alembic_version"))
    connection.commit()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
