"""When and where a moved event was first announced"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.add_column('events', sa.Column('moved_from_starts_at', sa.DateTime(), nullable=True))
    op.add_column('events', sa.Column('moved_from_ends_at', sa.DateTime(), nullable=True))
    op.add_column('events', sa.Column('moved_from_place', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('events') as events:
        for name in ('moved_from_starts_at', 'moved_from_ends_at', 'moved_from_place'):
            events.drop_column(name)
