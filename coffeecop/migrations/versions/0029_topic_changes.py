"""Changes of the topic list that can be undone"""

import sqlalchemy as sa
from alembic import op


revision = '0029'
down_revision = '0028'


def upgrade() -> None:
    op.create_table(
        'topic_changes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=True),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.Column('undone_at', sa.DateTime(), nullable=True),
        sa.Column('undone_by_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            '(undone_at IS NULL) = (undone_by_id IS NULL)',
            name=op.f('ck_topic_changes_undone_has_who'),
        ),
        sa.CheckConstraint(
            "kind IN ('added', 'changed', 'merged', 'split', 'retired', 'restored')",
            name=op.f('ck_topic_changes_topicchangekind'),
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_topic_changes_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'],
            name=op.f('fk_topic_changes_staff_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['topic_id'], ['topics.id'],
            name=op.f('fk_topic_changes_topic_id_topics'), ondelete='SET NULL',
        ),
        sa.ForeignKeyConstraint(
            ['undone_by_id'], ['staff.id'],
            name=op.f('fk_topic_changes_undone_by_id_staff'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_changes')),
        sqlite_autoincrement=True,
    )
    op.create_index('ix_topic_changes_agency_id', 'topic_changes', ['agency_id'])


def downgrade() -> None:
    op.drop_table('topic_changes')
