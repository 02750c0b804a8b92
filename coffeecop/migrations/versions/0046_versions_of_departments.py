"""A department counts the changes of what its public pages show"""

import sqlalchemy as sa
from alembic import op


revision = '0046'
down_revision = '0045'

IDS_ONCE = {'sqlite_autoincrement': True}


def upgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.add_column(
            sa.Column('content_version', sa.Integer(), server_default='0', nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.drop_column('content_version')
    # Servers may still hold pages that were made under an earlier number.
    op.execute('UPDATE installation SET content_version = content_version + 1')
