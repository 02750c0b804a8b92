"""Versions of all rows that people change in forms"""

import sqlalchemy as sa
from alembic import op


revision = '0031'
down_revision = '0030'

TABLES = ('events', 'promises', 'public_answers', 'staff', 'topic_notes', 'topics')


def upgrade() -> None:
    for table in TABLES:
        version = sa.Column('version', sa.Integer(), server_default='1', nullable=False)
        op.add_column(table, version)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, 'version')
