"""Second factors, recovery codes, and when a session was last confirmed and used"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'

# For accounts that are there when this version comes; new ones have a day.
TIME_TO_SET_UP = timedelta(days=7)
ROLES = ('admin', 'complaints', 'records')
CHECKS = {
    'second_factor_whole': '(second_factor_secret IS NULL) = (second_factor_counter IS NULL)',
    'second_factor_due_while_missing': (
        'second_factor_secret IS NULL OR second_factor_due_at IS NULL'
    ),
    'short_password_has_second_factor': (
        'second_factor_secret IS NOT NULL OR NOT has_short_password'
    ),
}
NEW_COLUMNS = (
    'second_factor_due_at', 'second_factor_counter', 'second_factor_secret', 'has_short_password',
)
MOMENTS = ('confirmed_at', 'last_used_at')


def upgrade() -> None:
    op.create_table(
        'recovery_codes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'], name=op.f('fk_recovery_codes_staff_id_staff'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
        sa.UniqueConstraint(
            'staff_id', 'code_hash', name=op.f('uq_recovery_codes_staff_id_code_hash')
        ),
    )
    op.add_column(
        'agencies',
        sa.Column('second_factor_for_all', sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    with op.batch_alter_table('staff') as staff:
        staff.add_column(
            sa.Column('has_short_password', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        staff.add_column(sa.Column('second_factor_secret', sa.String(length=255), nullable=True))
        staff.add_column(sa.Column('second_factor_counter', sa.Integer(), nullable=True))
        staff.add_column(sa.Column('second_factor_due_at', sa.DateTime(), nullable=True))
        for name, condition in CHECKS.items():
            staff.create_check_constraint(op.f(f'ck_staff_{name}'), condition)
    _set_due_dates()
    for name in MOMENTS:
        op.add_column('staff_sessions', sa.Column(name, sa.DateTime(), nullable=True))
        op.execute(f'UPDATE staff_sessions SET {name} = created_at')
    with op.batch_alter_table('staff_sessions') as sessions:
        for name in MOMENTS:
            sessions.alter_column(name, existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    # An older version would let a person in with a short password alone.
    op.execute('UPDATE staff SET password_hash = NULL WHERE has_short_password')
    with op.batch_alter_table('staff_sessions') as sessions:
        for name in MOMENTS:
            sessions.drop_column(name)
    with op.batch_alter_table('staff') as staff:
        for name in CHECKS:
            staff.drop_constraint(op.f(f'ck_staff_{name}'), type_='check')
        for name in NEW_COLUMNS:
            staff.drop_column(name)
    with op.batch_alter_table('agencies') as agencies:
        agencies.drop_column('second_factor_for_all')
    op.drop_table('recovery_codes')


def _set_due_dates() -> None:
    staff = sa.table(
        'staff', sa.column('id'), sa.column('password_hash'), sa.column('second_factor_due_at')
    )
    roles = sa.table('staff_roles', sa.column('staff_id'), sa.column('role'))
    needs_one = sa.select(roles.c.staff_id).where(roles.c.role.in_(ROLES))
    due = datetime.now(UTC).replace(tzinfo=None) + TIME_TO_SET_UP
    op.execute(
        staff.update()
        .where(staff.c.id.in_(needs_one), staff.c.password_hash.is_not(None))
        .values(second_factor_due_at=sa.literal(due, sa.DateTime()))
    )
