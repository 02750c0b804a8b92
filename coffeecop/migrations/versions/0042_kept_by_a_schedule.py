"""The schedule of records, holds, and destruction that two people approve"""

import re

import sqlalchemy as sa
from alembic import op


revision = '0042'
down_revision = '0041'

IDS_ONCE = {'sqlite_autoincrement': True}
SERIES = (
    "'concern', 'complaint', 'sustained', 'rsvp', 'contact', 'survey', 'arrivals', 'promise', "
    "'public_answer', 'mail', 'audit', 'sign_in'"
)
TRIGGERS = "'sent', 'last_message', 'closed', 'event', 'fiscal_year'"
UNITS = "'days', 'years'"
SUSTAINED = 'ck_concerns_sustained_is_complaint'
MONTH = 'ck_agencies_fiscal_year_month_range'
ACTION = 'ck_audit_entries_auditaction'
ACTIONS = {
    'schedule_changed', 'misconduct_noted', 'records_held', 'hold_lifted', 'destruction_asked',
    'destruction_approved', 'destruction_stopped', 'records_destroyed', 'transitory_removed', 'destroyed',
}
# What a department had set, where it was not what the plain schedule says.
FROM_YEARS = """
    INSERT INTO retention_rules
        (agency_id, series, trigger, keep, unit, needs_approval, version)
    SELECT id, '{series}', 'last_message', {years}, 'years', TRUE, 1
    FROM agencies WHERE {years} <> {usual}
"""
YEARS = (
    ('concern', 'retention_years', 2, 'retention_range', 2),
    ('complaint', 'complaint_retention_years', 5, 'complaint_retention_range', 5),
)


def upgrade() -> None:
    op.create_table(
        'retention_rules',
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('series', sa.String(32), nullable=False),
        sa.Column('trigger', sa.String(32), nullable=False),
        sa.Column('keep', sa.Integer(), nullable=False),
        sa.Column('unit', sa.String(32), nullable=False),
        sa.Column('needs_approval', sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column('item', sa.String(60)),
        sa.Column('source', sa.String(300)),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        *_one_of('retention_rules'),
        _check('retention_rules', 'keep_range', 'keep BETWEEN 1 AND 999'),
        _check(
            'retention_rules', 'record_is_approved',
            "needs_approval OR series IN ('rsvp', 'contact', 'mail')",
        ),
        _check('retention_rules', 'item_not_blank', 'length(trim(item)) > 0'),
        _check('retention_rules', 'source_not_blank', 'length(trim(source)) > 0'),
        _to('retention_rules', 'agency_id', 'agencies'),
        sa.PrimaryKeyConstraint('agency_id', 'series', name=op.f('pk_retention_rules')),
        sqlite_autoincrement=True,
    )
    for series, years, usual, _range, _least in YEARS:
        op.execute(FROM_YEARS.format(series=series, years=years, usual=usual))
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        for _series, years, _usual, years_range, _least in YEARS:
            agencies.drop_constraint(op.f(f'ck_agencies_{years_range}'), type_='check')
            agencies.drop_column(years)
        agencies.add_column(
            sa.Column('fiscal_year_month', sa.Integer(), server_default='7', nullable=False)
        )
        agencies.create_check_constraint(op.f(MONTH), 'fiscal_year_month BETWEEN 1 AND 12')
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        concerns.add_column(
            sa.Column('is_sustained', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        concerns.create_check_constraint(op.f(SUSTAINED), 'NOT is_sustained OR is_complaint')
    op.add_column(
        'events',
        sa.Column('has_kept_counts', sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    _create_holds()
    _create_destructions()
    _create_kept_counts()
    _let_log_tell()


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


def _create_holds() -> None:
    op.create_table(
        'holds',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(64), nullable=False),
        sa.Column('name', sa.String(120), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('lifted_at', sa.DateTime()),
        sa.Column('lifted_by_id', sa.Integer()),
        _check('holds', 'name_present', 'length(trim(name)) > 0'),
        _check('holds', 'reason_present', 'length(trim(reason)) > 0'),
        _check('holds', 'reason_bounded', 'length(reason) <= 1000'),
        _check('holds', 'lifted_has_who', '(lifted_at IS NULL) = (lifted_by_id IS NULL)'),
        _to('holds', 'agency_id', 'agencies'),
        _to('holds', 'created_by_id', 'staff'),
        _to('holds', 'lifted_by_id', 'staff'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_holds')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_holds_form_key_hash')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_holds_agency_id'), 'holds', ['agency_id'])
    op.create_table(
        'held_records',
        sa.Column('hold_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer()),
        sa.Column('event_id', sa.Integer()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        _check('held_records', 'heldkind', "kind IN ('concern', 'event')"),
        _check(
            'held_records', 'holds_its_kind',
            "(concern_id IS NULL OR kind = 'concern') "
            "AND (event_id IS NULL OR kind = 'event')",
        ),
        _to('held_records', 'hold_id', 'holds', 'CASCADE'),
        _to('held_records', 'concern_id', 'concerns'),
        _to('held_records', 'event_id', 'events'),
        sa.PrimaryKeyConstraint('hold_id', 'kind', 'number', name=op.f('pk_held_records')),
        sqlite_autoincrement=True,
    )
    for name in ('concern_id', 'event_id'):
        op.create_index(op.f(f'ix_held_records_{name}'), 'held_records', [name])


def _create_destructions() -> None:
    people = ('approved_by_id', 'confirmed_by_id', 'stopped_by_id')
    moments = ('approved_at', 'confirmed_at', 'due_at', 'stopped_at', 'begun_at', 'destroyed_at')
    op.create_table(
        'destructions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(64), nullable=False),
        sa.Column('series', sa.String(32), nullable=False),
        sa.Column('trigger', sa.String(32), nullable=False),
        sa.Column('keep', sa.Integer(), nullable=False),
        sa.Column('unit', sa.String(32), nullable=False),
        sa.Column('item', sa.String(60)),
        sa.Column('source', sa.String(300)),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=False),
        sa.Column('records', sa.Integer(), nullable=False),
        sa.Column('destroyed', sa.Integer(), server_default='0', nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in people),
        *(sa.Column(name, sa.DateTime()) for name in moments),
        sa.Column('method', sa.String(32)),
        *_one_of('destructions'),
        _check('destructions', 'days_in_order', 'first_day <= last_day'),
        _check('destructions', 'records_counted', 'records > 0'),
        _check('destructions', 'destroyed_counted', 'destroyed BETWEEN 0 AND records'),
        _check(
            'destructions', 'erasemethod',
            "method IN ('sqlite', 'postgresql', 'postgresql_log_later')",
        ),
        _check('destructions', 'approved_by_another', 'approved_by_id <> asked_by_id'),
        _check(
            'destructions', 'confirmed_by_a_third',
            'confirmed_by_id <> asked_by_id AND confirmed_by_id <> approved_by_id',
        ),
        _check(
            'destructions', 'approved_whole', '(approved_by_id IS NULL) = (approved_at IS NULL)'
        ),
        _check(
            'destructions', 'confirmed_whole',
            '(confirmed_by_id IS NULL) = (confirmed_at IS NULL) '
            'AND (confirmed_at IS NULL) = (due_at IS NULL) '
            'AND (confirmed_at IS NULL OR approved_at IS NOT NULL)',
        ),
        _check('destructions', 'stopped_whole', '(stopped_by_id IS NULL) = (stopped_at IS NULL)'),
        _check('destructions', 'stopped_before_begun', 'stopped_at IS NULL OR begun_at IS NULL'),
        _check(
            'destructions', 'begun_in_time',
            'begun_at IS NULL OR due_at IS NOT NULL AND begun_at >= due_at',
        ),
        _check(
            'destructions', 'destroyed_whole',
            'destroyed_at IS NULL OR begun_at IS NOT NULL AND method IS NOT NULL',
        ),
        _to('destructions', 'agency_id', 'agencies'),
        *(_to('destructions', name, 'staff') for name in ('asked_by_id', *people)),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_destructions')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_destructions_form_key_hash')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_destructions_agency_id'), 'destructions', ['agency_id'])
    op.create_table(
        'destruction_items',
        sa.Column('destruction_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        _to('destruction_items', 'destruction_id', 'destructions', 'CASCADE'),
        sa.PrimaryKeyConstraint('destruction_id', 'number', name=op.f('pk_destruction_items')),
        sqlite_autoincrement=True,
    )


def _create_kept_counts() -> None:
    owners = {'event_id': 'events', 'promise_id': 'promises', 'answer_id': 'public_answers'}
    op.create_table(
        'kept_counts',
        sa.Column('id', sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in owners),
        sa.Column('name', sa.String(32), nullable=False),
        sa.Column('key', sa.String(200), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        _check(
            'kept_counts', 'kept',
            "name IN ('concerns', 'topics', 'arrivals', 'rsvps', 'survey', 'better', 'asked')",
        ),
        _check('kept_counts', 'number_positive', 'number > 0'),
        _check(
            'kept_counts', 'of_one',
            ' + '.join(f'(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)' for name in owners) + ' = 1',
        ),
        *(_to('kept_counts', name, table, 'CASCADE') for name, table in owners.items()),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_counts')),
        *(
            sa.UniqueConstraint(name, 'name', 'key', name=op.f(f'uq_kept_counts_{name}_name_key'))
            for name in owners
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ('kept_counts', 'destruction_items', 'destructions', 'held_records', 'holds'):
        op.drop_table(table)
    with op.batch_alter_table('events', table_kwargs=IDS_ONCE) as events:
        events.drop_column('has_kept_counts')
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        concerns.drop_constraint(op.f(SUSTAINED), type_='check')
        concerns.drop_column('is_sustained')
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.drop_constraint(op.f(MONTH), type_='check')
        agencies.drop_column('fiscal_year_month')
        for _series, years, usual, _range, _least in YEARS:
            agencies.add_column(
                sa.Column(years, sa.Integer(), server_default=str(usual), nullable=False)
            )
    for series, years, _usual, _range, least in YEARS:
        # The years that were set, no fewer than the column takes.
        op.execute(
            f'UPDATE agencies SET {years} = (SELECT CASE WHEN keep < {least} THEN {least} '
            'WHEN keep > 100 THEN 100 ELSE keep END FROM retention_rules '
            f"WHERE agency_id = agencies.id AND series = '{series}' AND unit = 'years') "
            'WHERE EXISTS (SELECT 1 FROM retention_rules '
            f"WHERE agency_id = agencies.id AND series = '{series}' AND unit = 'years')"
        )
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        for _series, years, _usual, years_range, least in YEARS:
            agencies.alter_column(years, existing_type=sa.Integer(), server_default=None)
            agencies.create_check_constraint(
                op.f(f'ck_agencies_{years_range}'), f'{years} BETWEEN {least} AND 100'
            )
    op.drop_table('retention_rules')


def _one_of(table: str) -> list[sa.CheckConstraint]:
    return [
        _check(table, 'series', f'series IN ({SERIES})'),
        _check(table, 'trigger', f'trigger IN ({TRIGGERS})'),
        _check(table, 'keepunit', f'unit IN ({UNITS})'),
    ]


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f'ck_{table}_{name}'))


def _to(table: str, name: str, other: str, rule: str = 'RESTRICT') -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f'{other}.id'], name=op.f(f'fk_{table}_{name}_{other}'), ondelete=rule
    )
