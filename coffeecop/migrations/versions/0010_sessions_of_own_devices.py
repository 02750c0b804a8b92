"""Sessions of own devices, with the kind of browser and device"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'

BROWSERS = ('Chrome', 'Edge', 'Firefox', 'Opera', 'Safari', 'Samsung Internet')
DEVICES = ('Android', 'Chromebook', 'iPad', 'iPhone', 'Linux', 'Mac', 'Windows')


def upgrade() -> None:
    with op.batch_alter_table('staff_sessions') as sessions:
        sessions.add_column(
            sa.Column('is_own_device', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        sessions.add_column(sa.Column('browser', sa.String(length=32), nullable=True))
        sessions.add_column(sa.Column('device', sa.String(length=32), nullable=True))
        sessions.create_check_constraint(
            op.f('ck_staff_sessions_browser'), f'browser IN {BROWSERS}'
        )
        sessions.create_check_constraint(op.f('ck_staff_sessions_device'), f'device IN {DEVICES}')


def downgrade() -> None:
    # Without the column, sessions of 14 days would count as shared ones.
    sessions = sa.table('staff_sessions', sa.column('is_own_device'), sa.column('expires_at'))
    over = datetime.now(UTC).replace(tzinfo=None)
    op.execute(sessions.update().where(sessions.c.is_own_device).values(expires_at=over))
    with op.batch_alter_table('staff_sessions') as altered:
        altered.drop_constraint(op.f('ck_staff_sessions_device'), type_='check')
        altered.drop_constraint(op.f('ck_staff_sessions_browser'), type_='check')
        altered.drop_column('device')
        altered.drop_column('browser')
        altered.drop_column('is_own_device')
