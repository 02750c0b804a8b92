"""Version of the topic list"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    with op.batch_alter_table('agencies') as agencies:
        agencies.add_column(
            sa.Column('topic_list_version', sa.Integer(), server_default='0', nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table('agencies') as agencies:
        agencies.drop_column('topic_list_version')
