"""Versions of the rows of settings"""

import sqlalchemy as sa
from alembic import op


revision = '0028'
down_revision = '0027'

TABLES = (
    'answer_templates', 'checklist_items', 'community_shares', 'referral_partners', 'services',
    'state_wordings',
)


def upgrade() -> None:
    for table in TABLES:
        version = sa.Column('version', sa.Integer(), server_default='1', nullable=False)
        op.add_column(table, version)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, 'version')
