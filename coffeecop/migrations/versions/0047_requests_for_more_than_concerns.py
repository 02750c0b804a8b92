"""Requests and holds of more than concerns: notes, referrals, promises, answers, RSVPs, surveys"""

import sqlalchemy as sa
from alembic import op


revision = '0047'
down_revision = '0046'

IDS_ONCE = {'sqlite_autoincrement': True}
# The columns of what can be held or found, and their tables.
TABLES = {
    'concern': 'concerns', 'event': 'events', 'rsvp': 'rsvps', 'survey': 'survey_answers',
    'promise': 'promises', 'answer': 'public_answers',
}
KINDS = "'concern', 'event', 'rsvp', 'survey', 'promise', 'answer', 'note', 'referral'"
NEW = ('rsvp', 'survey', 'promise', 'answer')
HOLDS = 'ck_held_records_holds_its_kind'
OF_CONCERNS = (
    'request_id', 'concern_id', 'decision', 'code', 'decided_at', 'decided_by_id', 'pack',
)


def upgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.add_column(
            sa.Column('closed_days', sa.JSON(), server_default='[]', nullable=False)
        )
    with op.batch_alter_table('held_records', table_kwargs=IDS_ONCE) as held:
        held.drop_constraint(op.f('ck_held_records_heldkind'), type_='check')
        held.drop_constraint(op.f(HOLDS), type_='check')
        for name in NEW:
            held.add_column(sa.Column(f'{name}_id', sa.Integer()))
        held.create_check_constraint(op.f('ck_held_records_recordkind'), f'kind IN ({KINDS})')
        held.create_check_constraint(
            op.f(HOLDS), ' AND '.join(f"({each}_id IS NULL OR kind = '{each}')" for each in TABLES)
        )
        for name in NEW:
            held.create_foreign_key(
                op.f(f'fk_held_records_{name}_id_{TABLES[name]}'),
                TABLES[name], [f'{name}_id'], ['id'], ondelete='RESTRICT',
            )
            held.create_index(op.f(f'ix_held_records_{name}_id'), [f'{name}_id'])
    items, redactions = _empty()
    _make_items(
        *(sa.Column(f'{name}_id', sa.Integer()) for name in TABLES),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('seen_hash', sa.String(64)),
        _check('request_items', 'recordkind', f'kind IN ({KINDS})'),
        _check('request_items', 'refers_to_its_kind', ' AND '.join(map(_refers, TABLES))),
        *(_to('request_items', f'{name}_id', table, 'CASCADE') for name, table in TABLES.items()),
        sa.PrimaryKeyConstraint('request_id', 'kind', 'number', name=op.f('pk_request_items')),
    )
    for name in TABLES:
        op.create_index(op.f(f'ix_request_items_{name}_id'), 'request_items', [f'{name}_id'])
    _make_redactions(
        sa.Column('kind', sa.String(32)),
        sa.Column('number', sa.Integer()),
        _check('redactions', 'recordkind', f'kind IN ({KINDS})'),
        _check('redactions', 'of_one_or_all', '(kind IS NULL) = (number IS NULL)'),
        sa.ForeignKeyConstraint(
            ['request_id', 'kind', 'number'],
            ['request_items.request_id', 'request_items.kind', 'request_items.number'],
            name=op.f('fk_redactions_request_id_request_items'), ondelete='CASCADE',
        ),
        sa.UniqueConstraint(
            'request_id', 'kind', 'number', 'words',
            name=op.f('uq_redactions_request_id_kind_number_words'),
        ),
    )
    for each in items:
        each['kind'], each['number'] = 'concern', each['concern_id']
    for each in redactions:
        each['number'] = each.pop('concern_id')
        each['kind'] = None if each['number'] is None else 'concern'
    _fill(items, redactions)


def downgrade() -> None:
    """What is no concern was not known before: while there is some, the loss is refused."""
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.drop_column('closed_days')
    op.execute("DELETE FROM held_records WHERE kind NOT IN ('concern', 'event')")
    items, redactions = (
        [each for each in rows if each['kind'] in (None, 'concern')] for rows in _empty()
    )
    _make_items(
        sa.Column('concern_id', sa.Integer(), nullable=False),
        _to('request_items', 'concern_id', 'concerns', 'CASCADE'),
        sa.PrimaryKeyConstraint('request_id', 'concern_id', name=op.f('pk_request_items')),
    )
    op.create_index(op.f('ix_request_items_concern_id'), 'request_items', ['concern_id'])
    _make_redactions(
        sa.Column('concern_id', sa.Integer()),
        _to('redactions', 'concern_id', 'concerns', 'CASCADE'),
        sa.UniqueConstraint(
            'request_id', 'concern_id', 'words',
            name=op.f('uq_redactions_request_id_concern_id_words'),
        ),
    )
    op.create_index(op.f('ix_redactions_concern_id'), 'redactions', ['concern_id'])
    for each in redactions:
        each['concern_id'] = each.pop('number')
        del each['kind']
    _fill([{name: each[name] for name in OF_CONCERNS} for each in items], redactions)
    with op.batch_alter_table('held_records', table_kwargs=IDS_ONCE) as held:
        held.drop_constraint(op.f('ck_held_records_recordkind'), type_='check')
        held.drop_constraint(op.f(HOLDS), type_='check')
        for name in NEW:
            held.drop_index(op.f(f'ix_held_records_{name}_id'))
            held.drop_constraint(
                op.f(f'fk_held_records_{name}_id_{TABLES[name]}'), type_='foreignkey'
            )
            held.drop_column(f'{name}_id')
        held.create_check_constraint(
            op.f('ck_held_records_heldkind'), "kind IN ('concern', 'event')"
        )
        held.create_check_constraint(
            op.f(HOLDS),
            "(concern_id IS NULL OR kind = 'concern') AND (event_id IS NULL OR kind = 'event')",
        )


def _empty() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Drop both tables, and return their rows."""
    bind, found = op.get_bind(), []
    for name in ('request_items', 'redactions'):
        table = sa.Table(name, sa.MetaData(), autoload_with=bind)
        found.append([dict(row) for row in bind.execute(sa.select(table)).mappings()])
    op.drop_table('redactions')
    op.drop_table('request_items')
    return found[0], found[1]


def _fill(items: list[dict[str, object]], redactions: list[dict[str, object]]) -> None:
    bind = op.get_bind()
    for name, rows in (('request_items', items), ('redactions', redactions)):
        if rows:
            table = sa.Table(name, sa.MetaData(), autoload_with=bind)
            bind.execute(sa.insert(table), rows)


def _make_items(*parts: sa.Column | sa.Constraint) -> None:
    op.create_table(
        'request_items',
        sa.Column('request_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.String(32)),
        sa.Column('code', sa.String(80)),
        sa.Column('decided_at', sa.DateTime()),
        sa.Column('decided_by_id', sa.Integer()),
        sa.Column('pack', sa.Integer()),
        *parts,
        _check(
            'request_items', 'decision', "decision IN ('release', 'redact', 'withhold', 'other')"
        ),
        _check(
            'request_items', 'decided_has_who_and_when',
            '(decision IS NULL) = (decided_at IS NULL) '
            'AND (decision IS NULL) = (decided_by_id IS NULL)',
        ),
        _check(
            'request_items', 'withheld_has_code',
            "(code IS NOT NULL) = (decision IS NOT NULL AND decision = 'withhold')",
        ),
        _check('request_items', 'code_not_blank', 'length(trim(code)) > 0'),
        _check(
            'request_items', 'packed_is_decided',
            'pack IS NULL OR pack > 0 AND decision IS NOT NULL',
        ),
        _to('request_items', 'request_id', 'records_requests', 'CASCADE'),
        _to('request_items', 'decided_by_id', 'staff'),
        sqlite_autoincrement=True,
    )


def _make_redactions(*parts: sa.Column | sa.Constraint) -> None:
    op.create_table(
        'redactions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('request_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.String(300), nullable=False),
        sa.Column('code', sa.String(80), nullable=False),
        *parts,
        _check('redactions', 'words_present', 'length(trim(words)) > 0'),
        _check('redactions', 'code_present', 'length(trim(code)) > 0'),
        _to('redactions', 'request_id', 'records_requests', 'CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_redactions')),
        sqlite_autoincrement=True,
    )


def _refers(name: str) -> str:
    kinds = "'concern', 'note', 'referral'" if name == 'concern' else f"'{name}'"
    return f'({name}_id IS NOT NULL) = (kind IN ({kinds}))'


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f'ck_{table}_{name}'))


def _to(table: str, name: str, other: str, rule: str = 'RESTRICT') -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f'{other}.id'], name=op.f(f'fk_{table}_{name}_{other}'), ondelete=rule
    )
