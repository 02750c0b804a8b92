"""Each audit entry has a place in a chain of hashes"""

from datetime import UTC

import sqlalchemy as sa
from alembic import op

from coffeecop.models.hash_chain import ORIGIN, next_hash


revision = '0021'
down_revision = '0020'

AT_A_TIME = 1000
CHECKS = {
    'sequence_positive': 'sequence > 0',
    'sequence_has_hash': '(sequence IS NULL) = (hash IS NULL)',
    'hash_length': 'length(hash) = 64',
}
COVERED = ('id', 'agency_id', 'staff_id', 'action', 'subject_table', 'subject_id', 'detail')
ENTRIES = sa.table(
    'audit_entries',
    sa.column('id', sa.Integer()),
    sa.column('agency_id', sa.Integer()),
    sa.column('staff_id', sa.Integer()),
    sa.column('action', sa.String()),
    sa.column('subject_table', sa.String()),
    sa.column('subject_id', sa.Integer()),
    sa.column('detail', sa.String()),
    sa.column('created_at', sa.DateTime()),
    sa.column('sequence', sa.Integer()),
    sa.column('hash', sa.String()),
)


def upgrade() -> None:
    head = op.create_table(
        'audit_head',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.CheckConstraint('id = 1', name=op.f('ck_audit_head_only_one')),
        sa.CheckConstraint('sequence >= 0', name=op.f('ck_audit_head_sequence_counted')),
        sa.CheckConstraint('length(hash) = 64', name=op.f('ck_audit_head_hash_length')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head')),
    )
    op.add_column('audit_entries', sa.Column('sequence', sa.Integer(), nullable=True))
    op.add_column('audit_entries', sa.Column('hash', sa.String(length=64), nullable=True))
    sequence, last_hash = _chain_entries()
    op.bulk_insert(head, [{'id': 1, 'sequence': sequence, 'hash': last_hash}])
    with op.batch_alter_table('audit_entries') as entries:
        entries.create_unique_constraint(op.f('uq_audit_entries_sequence'), ['sequence'])
        for name, condition in CHECKS.items():
            entries.create_check_constraint(op.f(f'ck_audit_entries_{name}'), condition)


def downgrade() -> None:
    with op.batch_alter_table('audit_entries') as entries:
        for name in CHECKS:
            entries.drop_constraint(op.f(f'ck_audit_entries_{name}'), type_='check')
        entries.drop_constraint(op.f('uq_audit_entries_sequence'), type_='unique')
        entries.drop_column('hash')
        entries.drop_column('sequence')
    op.drop_table('audit_head')


def _chain_entries() -> tuple[int, str]:
    """Chain the entries in the order in which they were made; return the head of the chain."""
    connection = op.get_bind()
    place = (
        sa.update(ENTRIES)
        .where(ENTRIES.c.id == sa.bindparam('entry'))
        .values(sequence=sa.bindparam('place'), hash=sa.bindparam('link'))
    )
    sequence, last_hash, last_id = 0, ORIGIN, 0
    while rows := connection.execute(
        sa.select(ENTRIES).where(ENTRIES.c.id > last_id).order_by(ENTRIES.c.id).limit(AT_A_TIME)
    ).all():
        places = []
        for row in rows:
            sequence, last_id = sequence + 1, row.id
            last_hash = next_hash(last_hash, _content(row, sequence))
            places.append({'entry': row.id, 'place': sequence, 'link': last_hash})
        connection.execute(place, places)
    return sequence, last_hash


def _content(row: sa.Row, sequence: int) -> dict[str, str | int | None]:
    moment = row.created_at.replace(tzinfo=UTC).isoformat(timespec='microseconds')
    covered = {name: getattr(row, name) for name in COVERED}
    return {**covered, 'sequence': sequence, 'created_at': moment}
