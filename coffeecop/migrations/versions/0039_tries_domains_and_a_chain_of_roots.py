"""Nightly roots in a chain, sign-ins that were tried, and mail counted by domain"""

import sqlalchemy as sa
from alembic import op

from coffeecop.models.hash_chain import ORIGIN, next_hash


revision = '0039'
down_revision = '0038'

KIND, REASON = 'ck_outbox_mailkind', 'ck_outbox_kind_fits_reason'
OTHERS = (
    "'confirmation', 'reminder', 'changed', 'cancelled', 'offer', 'offer_lapsed', 'answer', 'news', "
    "'referral', 'referral_withdrawn'"
)
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
    op.create_table(
        'sign_in_tries',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(26), nullable=False),
        sa.Column('sender', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('sender BETWEEN 0 AND 255', name=op.f('ck_sign_in_tries_sender_range')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_tries')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_sign_in_tries_key'), 'sign_in_tries', ['key', 'created_at'])
    op.create_index(op.f('ix_sign_in_tries_created_at'), 'sign_in_tries', ['created_at'])
    op.add_column('outbox', sa.Column('domain_key', sa.String(26)))
    op.create_index(op.f('ix_outbox_domain_key'), 'outbox', ['domain_key'])
    _let_staff_get("'alert', 'digest', 'briefing', 'sign_in'")
    op.add_column('public_record_roots', sa.Column('hash', sa.String(64)))
    _chain_roots()
    with op.batch_alter_table('public_record_roots', table_kwargs=IDS_ONCE) as roots:
        roots.alter_column('hash', existing_type=sa.String(64), nullable=False)
        roots.create_check_constraint(op.f(HASH_LENGTH), 'length(hash) = 64')


def downgrade() -> None:
    with op.batch_alter_table('public_record_roots', table_kwargs=IDS_ONCE) as roots:
        roots.drop_constraint(op.f(HASH_LENGTH), type_='check')
        roots.drop_column('hash')
    op.execute("DELETE FROM outbox WHERE kind = 'sign_in'")
    _let_staff_get("'alert', 'digest', 'briefing'")
    op.drop_index(op.f('ix_outbox_domain_key'), 'outbox')
    op.drop_column('outbox', 'domain_key')
    op.drop_table('sign_in_tries')


def _let_staff_get(kinds: str) -> None:
    with op.batch_alter_table('outbox', table_kwargs=IDS_ONCE) as outbox:
        outbox.drop_constraint(op.f(KIND), type_='check')
        outbox.create_check_constraint(op.f(KIND), f'kind IN ({OTHERS}, {kinds})')
        outbox.drop_constraint(op.f(REASON), type_='check')
        outbox.create_check_constraint(
            op.f(REASON),
            f"(kind IN ({kinds})) = (staff_id IS NOT NULL) "
            "AND (kind IN ('referral', 'referral_withdrawn')) = (referral_id IS NOT NULL)",
        )


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
