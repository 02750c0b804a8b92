"""SQLite gives the id of a deleted row to no other, as PostgreSQL does"""

from alembic import op

from coffeecop.db.ids import raise_last_ids, tables_repeating_ids


revision = '0030'
down_revision = '0029'

# Ids of rows that may be gone.
IN_AUDIT_LOG = """
    SELECT subject_table, max(subject_id) FROM audit_entries
    WHERE subject_id IS NOT NULL GROUP BY subject_table
"""


def upgrade() -> None:
    connection = op.get_bind()
    # None in a database that is newer than this migration.
    tables = tables_repeating_ids(connection)
    for name in tables:
        with op.batch_alter_table(
            name, recreate='always', table_kwargs={'sqlite_autoincrement': True}
        ):
            pass
    named = connection.exec_driver_sql(IN_AUDIT_LOG).all()
    raise_last_ids(connection, {name: last for name, last in named if name in tables})


def downgrade() -> None:
    pass
