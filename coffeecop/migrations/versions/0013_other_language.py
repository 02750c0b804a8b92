"""Store which other language a party asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("rsvps") as table:
        table.add_column(sa.Column("other_language", sa.String(60)))
        table.create_check_constraint("other_language_not_blank", "length(trim(other_language)) > 0")


def downgrade():
    with op.batch_alter_table("rsvps") as table:
        table.drop_constraint("other_language_not_blank", type_="check")
        table.drop_column("other_language")
