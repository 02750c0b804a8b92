"""Requests for records, what they found, and what is taken out of it"""

import re

import sqlalchemy as sa
from alembic import op


revision = '0044'
down_revision = '0043'

IDS_ONCE = {'sqlite_autoincrement': True}
DAYS = 'ck_agencies_request_days_range'
ACTION = 'ck_audit_entries_auditaction'
ACTIONS = {
    'records_requested', 'records_decided', 'records_packed', 'request_closed', 'data_exported',
}


def upgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.add_column(
            sa.Column('request_days', sa.Integer(), server_default='10', nullable=False)
        )
        agencies.add_column(
            sa.Column(
                'request_in_business_days', sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )
        agencies.create_check_constraint(op.f(DAYS), 'request_days BETWEEN 1 AND 90')
    op.create_table(
        'records_requests',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(64), nullable=False),
        sa.Column('asked_by', sa.String(120)),
        sa.Column('words', sa.String(200)),
        sa.Column('first_day', sa.Date()),
        sa.Column('last_day', sa.Date()),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ('event_ids', 'topic_ids', 'kinds')),
        sa.Column('covers_complaints', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('hold_id', sa.Integer(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('closed_at', sa.DateTime()),
        sa.Column('closed_by_id', sa.Integer()),
        _check('records_requests', 'asked_by_not_blank', 'length(trim(asked_by)) > 0'),
        _check('records_requests', 'words_not_blank', 'length(trim(words)) > 0'),
        _check('records_requests', 'days_in_order', 'first_day <= last_day'),
        _check('records_requests', 'due_after_received', 'due_on >= received_on'),
        _check('records_requests', 'closed_has_who', '(closed_at IS NULL) = (closed_by_id IS NULL)'),
        _to('records_requests', 'agency_id', 'agencies'),
        _to('records_requests', 'hold_id', 'holds'),
        _to('records_requests', 'created_by_id', 'staff'),
        _to('records_requests', 'closed_by_id', 'staff'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_records_requests')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_records_requests_form_key_hash')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_records_requests_agency_id'), 'records_requests', ['agency_id'])
    op.create_table(
        'request_items',
        sa.Column('request_id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.String(32)),
        sa.Column('code', sa.String(80)),
        sa.Column('decided_at', sa.DateTime()),
        sa.Column('decided_by_id', sa.Integer()),
        sa.Column('pack', sa.Integer()),
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
        _to('request_items', 'concern_id', 'concerns', 'CASCADE'),
        _to('request_items', 'decided_by_id', 'staff'),
        sa.PrimaryKeyConstraint('request_id', 'concern_id', name=op.f('pk_request_items')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_request_items_concern_id'), 'request_items', ['concern_id'])
    op.create_table(
        'redactions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('request_id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer()),
        sa.Column('words', sa.String(300), nullable=False),
        sa.Column('code', sa.String(80), nullable=False),
        _check('redactions', 'words_present', 'length(trim(words)) > 0'),
        _check('redactions', 'code_present', 'length(trim(code)) > 0'),
        _to('redactions', 'request_id', 'records_requests', 'CASCADE'),
        _to('redactions', 'concern_id', 'concerns', 'CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_redactions')),
        sa.UniqueConstraint(
            'request_id', 'concern_id', 'words',
            name=op.f('uq_redactions_request_id_concern_id_words'),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_redactions_concern_id'), 'redactions', ['concern_id'])
    op.create_table(
        'request_packs',
        sa.Column('request_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(), nullable=False),
        _check('request_packs', 'number_positive', 'number > 0'),
        _to('request_packs', 'request_id', 'records_requests', 'CASCADE'),
        _to('request_packs', 'made_by_id', 'staff'),
        sa.PrimaryKeyConstraint('request_id', 'number', name=op.f('pk_request_packs')),
        sqlite_autoincrement=True,
    )
    _let_log_tell()


def downgrade() -> None:
    for table in ('request_packs', 'redactions', 'request_items', 'records_requests'):
        op.drop_table(table)
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.drop_constraint(op.f(DAYS), type_='check')
        agencies.drop_column('request_days')
        agencies.drop_column('request_in_business_days')


def _let_log_tell() -> None:
    """Let the log know more actions. They stay after a downgrade: no entry of the chain can go."""
    checks = sa.inspect(op.get_bind()).get_check_constraints('audit_entries')
    known = next(check['sqltext'] for check in checks if check['name'] == ACTION)
    actions = sorted({*re.findall(r"'(\w+)'", known), *ACTIONS})
    with op.batch_alter_table('audit_entries', table_kwargs=IDS_ONCE) as entries:
        entries.drop_constraint(op.f(ACTION), type_='check')
        entries.create_check_constraint(
            op.f(ACTION), 'action IN ({})'.format(', '.join(f"'{each}'" for each in actions))
        )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f'ck_{table}_{name}'))


def _to(table: str, name: str, other: str, rule: str = 'RESTRICT') -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f'{other}.id'], name=op.f(f'fk_{table}_{name}_{other}'), ondelete=rule
    )
