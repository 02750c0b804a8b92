"""That a mailbox was confirmed stays when the mail with the link is gone"""

import sqlalchemy as sa
from alembic import op


revision = '0048c'
down_revision = '0047'


def upgrade() -> None:
    op.create_table(
        'confirmed_mailboxes',
        sa.Column('key', sa.String(26), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_confirmed_mailboxes')),
    )
    op.execute("""
        INSERT INTO confirmed_mailboxes (key, created_at)
        SELECT recipient_key, min(link_used_at) FROM outbox
        WHERE link_used_at IS NOT NULL AND recipient_key IS NOT NULL GROUP BY recipient_key
    """)
    op.drop_column('outbox', 'link_used_at')


def downgrade() -> None:
    op.add_column('outbox', sa.Column('link_used_at', sa.DateTime()))
    op.execute("""
        UPDATE outbox SET link_used_at = (
            SELECT created_at FROM confirmed_mailboxes WHERE key = outbox.recipient_key
        )
    """)
    op.drop_table('confirmed_mailboxes')
