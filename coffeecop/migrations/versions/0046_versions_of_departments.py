"""A department counts the changes of what its public pages show"""

import sqlalchemy as sa
from alembic import op


revision = '0046'
down_revision = '0045'


def upgrade() -> None:
    op.create_table(
        'content_versions',
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['agency_id'],
            ['agencies.id'],
            name=op.f('fk_content_versions_agency_id_agencies'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('agency_id', name=op.f('pk_content_versions')),
        sqlite_autoincrement=True,
    )
    op.execute('INSERT INTO content_versions (agency_id, version) SELECT id, 0 FROM agencies')


def downgrade() -> None:
    op.drop_table('content_versions')
    # Servers may still hold pages that were made under an earlier number.
    op.execute('UPDATE installation SET content_version = content_version + 1')
