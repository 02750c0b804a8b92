"""When a backup was copied elsewhere, and when the key on paper was tried"""

import sqlalchemy as sa
from alembic import op


revision = '0040'
down_revision = '0039'

TABLE = 'installation'
TIMES = ('copied_at', 'key_tried_at')


def upgrade() -> None:
    for name in TIMES:
        op.add_column(TABLE, sa.Column(name, sa.DateTime()))


def downgrade() -> None:
    for name in TIMES:
        op.drop_column(TABLE, name)
