"""Notes on events, lifted holds and certificates of destruction have lines of the schedule too"""

from alembic import op

revision = '0046'
down_revision = '0045'

SERIES = (
    'concern', 'complaint', 'sustained', 'rsvp', 'contact', 'survey', 'arrivals', 'matter', 'notes', 'mail', 'audit',
    'sign_in', 'request', 'hold', 'certificate',
)


def upgrade() -> None:
    for table in ('retention_rules', 'destructions'):
        with op.batch_alter_table(table, table_kwargs={'sqlite_autoincrement': table == 'destructions'}) as batch:
            batch.drop_constraint(op.f(f'ck_{table}_series'), type_='check')
            batch.create_check_constraint(op.f(f'ck_{table}_series'), f'series IN {SERIES}')


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
