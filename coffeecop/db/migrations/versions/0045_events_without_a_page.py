"""An event that was entered when it was over may have no page for residents"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'


def upgrade() -> None:
    op.add_column('events', sa.Column('has_page', sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
