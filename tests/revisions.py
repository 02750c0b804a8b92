"""A migration after ours, as the next release would bring."""

from coffeecop import MIGRATIONS
from coffeecop.db.revisions import newest_revision

NEXT = "next"
REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{last}"


def upgrade():
{up}"""
NOTHING = "    pass\n"


def add_revision(app, folder, up=NOTHING):
    """Let an app find one more migration, in a folder outside the project."""
    with app.app_context():
        last = newest_revision()
    content = REVISION.format(next=NEXT, last=last, up=up)
    (folder / "next.py").write_text(content)

    @app.extensions["migrate"].migrate.configure
    def look_there_too(config):
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", f"{MIGRATIONS / 'versions'}:{folder}")
        return config
