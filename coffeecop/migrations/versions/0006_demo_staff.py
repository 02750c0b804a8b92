"""The demo's officer among the staff"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.add_column('staff', sa.Column('is_demo', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # The column is all that tells the demo's officer from a real account.
    op.execute("UPDATE staff SET disabled_at = created_at WHERE is_demo AND disabled_at IS NULL")
    with op.batch_alter_table('staff') as staff:
        staff.drop_column('is_demo')
