"""Nightly roots in a chain, sign-ins that were tried, and mail counted by domain"""

import sqlalchemy as sa
from alembic import op

from coffeecop.models.hash_chain import ORIGIN, next_hash


revision = '0039'
down_revision = '0038'

HASH_LENGTH = 'ck_public_record_roots_hash_length'
IDS_ONCE = {'sqlite_autoincrement': True}
ROOTS = sa.table(
    'public_record_roots',
    sa.column('id', sa.Integer),
    sa.column('event_id', sa.Integer),
    sa.column('size', sa.Integer),
    sa.column('root', sa.String),
    sa.column('published_on', sa.Date),
    sa.column('hash', sa.String),
)


def upgrade() -> None:
    op.add_column('public_record_roots', sa.Column('hash', sa.String(64)))
    _chain_roots()
    with op.batch_alter_table('public_record_roots', table_kwargs=IDS_ONCE) as roots:
        roots.alter_column('hash', existing_type=sa.String(64), nullable=False)
        roots.create_check_constraint(op.f(HASH_LENGTH), 'length(hash) = 64')


def downgrade() -> None:
    with op.batch_alter_table('public_record_roots', table_kwargs=IDS_ONCE) as roots:
        roots.drop_constraint(op.f(HASH_LENGTH), type_='check')
        roots.drop_column('hash')


def _chain_roots() -> None:
    connection = op.get_bind()
    last: dict[int, str] = {}
    for root in connection.execute(sa.select(ROOTS).order_by(ROOTS.c.event_id, ROOTS.c.size)).all():
        content = {
            'event': root.event_id,
            'day': root.published_on.isoformat(),
            'size': root.size,
            'root': root.root,
        }
        last[root.event_id] = next_hash(last.get(root.event_id, ORIGIN), content)
        chained = sa.update(ROOTS).where(ROOTS.c.id == root.id).values(hash=last[root.event_id])
        connection.execute(chained)
