"""A department chooses its parts: those that it had before stay on"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'


def upgrade() -> None:
    op.add_column('agencies', sa.Column('parts_off', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
