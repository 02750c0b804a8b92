"""A flag has a level: what was flagged until now stays urgent, until somebody decides it"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'

LEVELS = ('now', 'first')


def upgrade() -> None:
    level = sa.Enum(*LEVELS, name='flaglevel', native_enum=False, create_constraint=False, length=32)
    with op.batch_alter_table('concern_flags') as flags:
        flags.add_column(sa.Column('level', level, nullable=False, server_default='now'))
        flags.create_check_constraint(op.f('ck_concern_flags_flaglevel'), "level IN ('now', 'first')")


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
