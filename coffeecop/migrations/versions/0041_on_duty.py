"""Who is on duty, the phones that alerts go to, and a channel in Teams"""

import sqlalchemy as sa
from alembic import op


revision = '0041'
down_revision = '0040'

# What wakes a person who has chosen nothing.
WAKES = {'wakes_answers': sa.false(), 'wakes_flags': sa.true(), 'wakes_complaints': sa.true()}


def upgrade() -> None:
    op.add_column('agencies', sa.Column('teams_url', sa.String(1000)))
    op.add_column('staff_notifications', sa.Column('woken_at', sa.DateTime()))
    for name, default in WAKES.items():
        column = sa.Column(name, sa.Boolean(), server_default=default, nullable=False)
        op.add_column('staff_notifications', column)
    op.create_table(
        'push_subscriptions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('session_id', sa.Integer(), nullable=False),
        sa.Column('endpoint', sa.String(1000), nullable=False),
        sa.Column('p256dh', sa.String(100), nullable=False),
        sa.Column('auth', sa.String(40), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['session_id'],
            ['staff_sessions.id'],
            name=op.f('fk_push_subscriptions_session_id_staff_sessions'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_push_subscriptions')),
        sa.UniqueConstraint('session_id', name=op.f('uq_push_subscriptions_session_id')),
        sa.UniqueConstraint('endpoint', name=op.f('uq_push_subscriptions_endpoint')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'duty_weeks',
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('monday', sa.Date(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('deputy_id', sa.Integer()),
        sa.CheckConstraint('deputy_id <> staff_id', name=op.f('ck_duty_weeks_deputy_is_another')),
        *(
            sa.ForeignKeyConstraint(
                [column], [f'{table}.id'], name=op.f(f'fk_duty_weeks_{column}_{table}'), ondelete='RESTRICT'
            )
            for column, table in (('agency_id', 'agencies'), ('staff_id', 'staff'), ('deputy_id', 'staff'))
        ),
        sa.PrimaryKeyConstraint('agency_id', 'monday', name=op.f('pk_duty_weeks')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'duty_alerts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('subscription_id', sa.Integer()),
        sa.Column('agency_id', sa.Integer()),
        sa.Column('payload', sa.Text(), nullable=False),
        sa.Column('is_test', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('next_attempt_at', sa.DateTime(), nullable=False),
        sa.Column('last_error', sa.String(300)),
        sa.Column('sent_at', sa.DateTime()),
        sa.Column('failed_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            '(subscription_id IS NULL) <> (agency_id IS NULL)',
            name=op.f('ck_duty_alerts_to_a_phone_or_a_channel'),
        ),
        sa.CheckConstraint('attempts >= 0', name=op.f('ck_duty_alerts_attempts_counted')),
        sa.CheckConstraint(
            'sent_at IS NULL OR failed_at IS NULL', name=op.f('ck_duty_alerts_sent_or_failed')
        ),
        sa.ForeignKeyConstraint(
            ['subscription_id'],
            ['push_subscriptions.id'],
            name=op.f('fk_duty_alerts_subscription_id_push_subscriptions'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'], name=op.f('fk_duty_alerts_agency_id_agencies'), ondelete='RESTRICT'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_alerts')),
        sqlite_autoincrement=True,
    )
    for column in ('subscription_id', 'agency_id'):
        op.create_index(op.f(f'ix_duty_alerts_{column}'), 'duty_alerts', [column])
    op.create_index('ix_duty_alerts_waiting', 'duty_alerts', ['sent_at', 'failed_at', 'next_attempt_at'])


def downgrade() -> None:
    for table in ('duty_alerts', 'duty_weeks', 'push_subscriptions'):
        op.drop_table(table)
    for name in ('woken_at', *WAKES):
        op.drop_column('staff_notifications', name)
    op.drop_column('agencies', 'teams_url')
