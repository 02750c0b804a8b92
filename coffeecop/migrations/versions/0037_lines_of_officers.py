"""What an officer heard at an event, in one line"""

import sqlalchemy as sa
from alembic import op


revision = '0037'
down_revision = '0036'

TABLE = 'event_lines'


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('length(trim(body)) > 0', name=op.f('ck_event_lines_body_not_blank')),
        sa.CheckConstraint('length(body) <= 160', name=op.f('ck_event_lines_body_bounded')),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'], name=op.f('fk_event_lines_event_id_events'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'], name=op.f('fk_event_lines_staff_id_staff'), ondelete='RESTRICT'
        ),
        sa.PrimaryKeyConstraint('event_id', 'staff_id', name=op.f('pk_event_lines')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_event_lines_staff_id'), TABLE, ['staff_id'])


def downgrade() -> None:
    op.drop_table(TABLE)
