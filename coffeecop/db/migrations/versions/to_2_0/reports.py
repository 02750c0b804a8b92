"""Reports: what became of each line of the last one, and what will be done next."""

import sqlalchemy as sa
from alembic import op

from coffeecop.db.migrations.columns import (
    check, form_key, make_table, moment, not_blank, number, one_of, string, to,
)

STATES = ('heard', 'answered', 'doing', 'done', 'cannot')


def make_reports() -> None:
    _make_table()
    _make_lines()


def _make_table() -> None:
    table = 'reports'
    make_table(
        table,
        to('agency_id', 'agencies'),
        form_key(),
        number('number'),
        number('previous_id', nullable=True),
        sa.Column('accounts', sa.Boolean()),
        sa.Column('is_accounted', sa.Boolean(), nullable=False),
        sa.Column('since_day', sa.Date(), nullable=False),
        sa.Column('until_day', sa.Date(), nullable=False),
        to('event_id', 'events', 'SET NULL', nullable=True),
        sa.Column('told', sa.JSON(), nullable=False),
        string('seal', 64),
        moment('published_at'),
        sa.Column('published_on', sa.Date(), nullable=False),
        to('published_by_id', 'staff'),
        check('number_counted', 'number > 0'),
        check(
            'accounts_for_the_last',
            '(previous_id IS NULL) = (accounts IS NULL) AND (accounts IS NULL OR accounts)',
        ),
        check('days_in_order', 'until_day >= since_day'),
        check('seal_length', 'length(seal) = 64'),
        sa.ForeignKeyConstraint(
            ['previous_id', 'accounts'], ['reports.id', 'reports.is_accounted'],
            name='fk_reports_previous_id_reports', ondelete='NO ACTION',
        ),
        sa.UniqueConstraint('id', 'is_accounted', name=op.f('uq_reports_id_is_accounted')),
    )
    for name, column, condition in (
        ('uq_reports_first', 'agency_id', 'previous_id IS NULL'),
        ('uq_reports_next', 'previous_id', 'previous_id IS NOT NULL'),
    ):
        where = sa.text(condition)
        op.create_index(name, table, [column], unique=True, sqlite_where=where, postgresql_where=where)


def _make_lines() -> None:
    make_table(
        'report_lines',
        number('report_id'),
        number('number'),
        sa.Column('is_accounted', sa.Boolean(), nullable=False),
        to('matter_id', 'matters', 'SET NULL', nullable=True, index=True),
        string('name', 120),
        string('owner', 120),
        sa.Column('due_on', sa.Date(), nullable=False),
        number('times'),
        string('became', nullable=True),
        sa.Column('said_en', sa.Text()),
        sa.Column('said_es', sa.Text()),
        sa.Column('said_on', sa.Date()),
        check('linestate', one_of('became', STATES)),
        *(check(f'{name}_counted', f'{name} > 0') for name in ('number', 'times')),
        *(check(f'{name}_present', f'length(trim({name})) > 0') for name in ('name', 'owner')),
        *not_blank('said_en', 'said_es'),
        check('accounted_has_state', 'NOT is_accounted OR became IS NOT NULL'),
        check('state_says_something', "became <> 'heard'"),
        check('state_has_words', '(became IS NULL) = (said_en IS NULL AND said_es IS NULL)'),
        check('state_has_day', '(became IS NULL) = (said_on IS NULL)'),
        sa.ForeignKeyConstraint(
            ['report_id', 'is_accounted'], ['reports.id', 'reports.is_accounted'],
            name='fk_report_lines_report_id_reports', ondelete='CASCADE', onupdate='CASCADE',
        ),
        key=('report_id', 'number'),
    )
