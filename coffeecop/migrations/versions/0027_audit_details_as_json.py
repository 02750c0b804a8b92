"""Details of the audit log are of any length"""

import sqlalchemy as sa
from alembic import op


revision = '0027'
down_revision = '0026'

IDS_ONCE = {'sqlite_autoincrement': True}


def upgrade() -> None:
    with op.batch_alter_table('audit_entries', table_kwargs=IDS_ONCE) as entries:
        entries.alter_column('detail', type_=sa.Text(), existing_type=sa.String(500))


def downgrade() -> None:
    with op.batch_alter_table('audit_entries', table_kwargs=IDS_ONCE) as entries:
        entries.alter_column('detail', type_=sa.String(500), existing_type=sa.Text())
