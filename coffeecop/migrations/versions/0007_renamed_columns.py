"""Columns under the names that the rest of the app uses"""

from alembic import op


revision = '0007'
down_revision = '0006'

RENAMED = (
    ('rsvps', 'mail_stopped_at', 'unsubscribed_at'),
    ('concerns', 'mail_stopped_at', 'unsubscribed_at'),
    ('concerns', 'for_neighbour', 'for_neighbor'),
)


def upgrade() -> None:
    for table, old, new in RENAMED:
        op.alter_column(table, old, new_column_name=new)


def downgrade() -> None:
    for table, old, new in RENAMED:
        op.alter_column(table, new, new_column_name=old)
