"""What is of duty alone moves to tables of its own: channels, and what rings whose phone"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'

WAKES = {'answers': False, 'flags': True, 'complaints': True}


def upgrade() -> None:
    op.create_table(
        'duty_channels',
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('url', sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'], name=op.f('fk_duty_channels_agency_id_agencies'), ondelete='RESTRICT'
        ),
        sa.PrimaryKeyConstraint('agency_id', name=op.f('pk_duty_channels')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'duty_choices',
        sa.Column('staff_id', sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Boolean(), server_default=sa.true() if usual else sa.false(), nullable=False)
            for name, usual in WAKES.items()
        ),
        sa.Column('woken_at', sa.DateTime()),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'], name=op.f('fk_duty_choices_staff_id_staff'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_duty_choices')),
        sqlite_autoincrement=True,
    )
    op.execute(
        'INSERT INTO duty_channels (agency_id, url)'
        ' SELECT id, teams_url FROM agencies WHERE teams_url IS NOT NULL'
    )
    op.execute(
        'INSERT INTO duty_choices (staff_id, answers, flags, complaints, woken_at)'
        ' SELECT staff_id, wakes_answers, wakes_flags, wakes_complaints, woken_at FROM staff_notifications'
    )
    op.drop_column('agencies', 'teams_url')
    for name in (*(f'wakes_{each}' for each in WAKES), 'woken_at'):
        op.drop_column('staff_notifications', name)


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
