"""The revisions of the schema that this release knows."""

from alembic.script import ScriptDirectory
from flask import current_app


def newest_revision() -> str | None:
    return _scripts().get_current_head()


def is_known(revision: str) -> bool:
    return revision in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
