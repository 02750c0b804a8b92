"""Packs that are kept as they were handed over, and a series for requests for records"""

import sqlalchemy as sa
from alembic import op


revision = '0048r'
down_revision = '0047'

IDS_ONCE = {'sqlite_autoincrement': True}
SERIES = (
    "'concern', 'complaint', 'sustained', 'rsvp', 'contact', 'survey', 'arrivals', 'promise', "
    "'public_answer', 'mail', 'audit', 'sign_in'"
)


def upgrade() -> None:
    with op.batch_alter_table('request_packs', table_kwargs=IDS_ONCE) as packs:
        packs.add_column(sa.Column('file', sa.LargeBinary()))
    _know(f"{SERIES}, 'request'")


def downgrade() -> None:
    """The new series was not known before: while it has rows, the loss is refused."""
    for table in ('retention_rules', 'destructions'):
        op.execute(f"DELETE FROM {table} WHERE series = 'request'")
    _know(SERIES)
    with op.batch_alter_table('request_packs', table_kwargs=IDS_ONCE) as packs:
        packs.drop_column('file')


def _know(series: str) -> None:
    for table in ('retention_rules', 'destructions'):
        name = op.f(f'ck_{table}_series')
        with op.batch_alter_table(table, table_kwargs=IDS_ONCE) as rules:
            rules.drop_constraint(name, type_='check')
            rules.create_check_constraint(name, f'series IN ({series})')
