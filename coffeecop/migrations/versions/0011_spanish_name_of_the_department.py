"""The department's Spanish name"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    with op.batch_alter_table('agencies') as agencies:
        agencies.add_column(sa.Column('name_es', sa.String(length=120), nullable=True))
        agencies.create_check_constraint(
            op.f('ck_agencies_name_es_not_blank'), 'length(trim(name_es)) > 0'
        )


def downgrade() -> None:
    with op.batch_alter_table('agencies') as agencies:
        agencies.drop_constraint(op.f('ck_agencies_name_es_not_blank'), type_='check')
        agencies.drop_column('name_es')
