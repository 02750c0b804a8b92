"""Who is in the room: what a department answers, and what those who were there say"""

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'

INVITED = ('ours', 'local', 'police', 'immigration')
ASKS = ('nothing', 'if_wanted', 'may')
CAMERAS = ('none', 'off', 'on')


def _one_of(name: str, values: tuple[str, ...]) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        'room_answers',
        sa.Column('agency_id', sa.Integer(), nullable=False),
        _one_of('invited', INVITED),
        _one_of('asks', ASKS),
        _one_of('cameras', CAMERAS),
        sa.Column('answered_by_id', sa.Integer(), nullable=False),
        sa.Column('answered_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'], name=op.f('fk_room_answers_agency_id_agencies'), ondelete='RESTRICT'
        ),
        sa.ForeignKeyConstraint(
            ['answered_by_id'], ['staff.id'], name=op.f('fk_room_answers_answered_by_id_staff'), ondelete='RESTRICT'
        ),
        sa.PrimaryKeyConstraint('agency_id', name=op.f('pk_room_answers')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'room_checks',
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('was_so', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'], name=op.f('fk_room_checks_event_id_events'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'], name=op.f('fk_room_checks_staff_id_staff'), ondelete='RESTRICT'
        ),
        sa.PrimaryKeyConstraint('event_id', 'staff_id', name=op.f('pk_room_checks')),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
