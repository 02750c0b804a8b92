"""Places that concerns name and what they ask for"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.create_table(
        'concern_mentions',
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('place', 'ask', name='mentionkind', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('key', sa.String(length=120), nullable=False),
        sa.Column('label', sa.String(length=120), nullable=False),
        sa.CheckConstraint('length(trim(key)) > 0', name=op.f('ck_concern_mentions_key_present')),
        sa.CheckConstraint('length(trim(label)) > 0', name=op.f('ck_concern_mentions_label_present')),
        sa.ForeignKeyConstraint(
            ['concern_id'], ['concerns.id'],
            name=op.f('fk_concern_mentions_concern_id_concerns'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('concern_id', 'kind', 'key', name=op.f('pk_concern_mentions')),
    )
    # The background process seeks them at every event.
    op.execute('UPDATE events SET themes_found_at = NULL')


def downgrade() -> None:
    op.drop_table('concern_mentions')
