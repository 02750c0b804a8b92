"""Reports: what became of each line of the last one, and what will be done next"""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'

STATES = ('heard', 'answered', 'doing', 'done', 'cannot')


def upgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs={'sqlite_autoincrement': True}) as agencies:
        agencies.add_column(sa.Column('report_months', sa.Integer()))
        agencies.create_check_constraint(
            op.f('ck_agencies_report_months_range'), 'report_months BETWEEN 1 AND 12'
        )
    op.create_table(
        'reports',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('previous_id', sa.Integer()),
        sa.Column('accounts', sa.Boolean()),
        sa.Column('is_accounted', sa.Boolean(), nullable=False),
        sa.Column('since_day', sa.Date(), nullable=False),
        sa.Column('until_day', sa.Date(), nullable=False),
        sa.Column('event_id', sa.Integer()),
        sa.Column('told', sa.JSON(), nullable=False),
        sa.Column('seal', sa.String(length=64), nullable=False),
        sa.Column('published_at', sa.DateTime(), nullable=False),
        sa.Column('published_on', sa.Date(), nullable=False),
        sa.Column('published_by_id', sa.Integer(), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_reports_number_counted')),
        sa.CheckConstraint(
            '(previous_id IS NULL) = (accounts IS NULL) AND (accounts IS NULL OR accounts)',
            name=op.f('ck_reports_accounts_for_the_last'),
        ),
        sa.CheckConstraint('until_day >= since_day', name=op.f('ck_reports_days_in_order')),
        sa.CheckConstraint('length(seal) = 64', name=op.f('ck_reports_seal_length')),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'], name=op.f('fk_reports_agency_id_agencies'), ondelete='RESTRICT'
        ),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'], name=op.f('fk_reports_event_id_events'), ondelete='SET NULL'
        ),
        sa.ForeignKeyConstraint(
            ['published_by_id'], ['staff.id'], name=op.f('fk_reports_published_by_id_staff'), ondelete='RESTRICT'
        ),
        sa.ForeignKeyConstraint(
            ['previous_id', 'accounts'],
            ['reports.id', 'reports.is_accounted'],
            name='fk_reports_previous_id_reports',
            ondelete='NO ACTION',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reports')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_reports_form_key_hash')),
        sa.UniqueConstraint('id', 'is_accounted', name=op.f('uq_reports_id_is_accounted')),
        sqlite_autoincrement=True,
    )
    first = sa.text('previous_id IS NULL')
    op.create_index(
        'uq_reports_first', 'reports', ['agency_id'], unique=True, sqlite_where=first, postgresql_where=first
    )
    follows = sa.text('previous_id IS NOT NULL')
    op.create_index(
        'uq_reports_next', 'reports', ['previous_id'], unique=True, sqlite_where=follows, postgresql_where=follows
    )
    op.create_table(
        'report_lines',
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('is_accounted', sa.Boolean(), nullable=False),
        sa.Column('matter_id', sa.Integer()),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('owner', sa.String(length=120), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.Column(
            'became', sa.Enum(*STATES, name='linestate', native_enum=False, create_constraint=True, length=32)
        ),
        sa.Column('said_en', sa.Text()),
        sa.Column('said_es', sa.Text()),
        sa.Column('said_on', sa.Date()),
        sa.CheckConstraint('number > 0', name=op.f('ck_report_lines_number_counted')),
        sa.CheckConstraint('times > 0', name=op.f('ck_report_lines_times_counted')),
        sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_report_lines_name_present')),
        sa.CheckConstraint('length(trim(owner)) > 0', name=op.f('ck_report_lines_owner_present')),
        sa.CheckConstraint('length(trim(said_en)) > 0', name=op.f('ck_report_lines_said_en_not_blank')),
        sa.CheckConstraint('length(trim(said_es)) > 0', name=op.f('ck_report_lines_said_es_not_blank')),
        sa.CheckConstraint(
            'NOT is_accounted OR became IS NOT NULL', name=op.f('ck_report_lines_accounted_has_state')
        ),
        sa.CheckConstraint("became <> 'heard'", name=op.f('ck_report_lines_state_says_something')),
        sa.CheckConstraint(
            '(became IS NULL) = (said_en IS NULL AND said_es IS NULL)',
            name=op.f('ck_report_lines_state_has_words'),
        ),
        sa.CheckConstraint(
            '(became IS NULL) = (said_on IS NULL)', name=op.f('ck_report_lines_state_has_day')
        ),
        sa.ForeignKeyConstraint(
            ['matter_id'], ['matters.id'], name=op.f('fk_report_lines_matter_id_matters'), ondelete='SET NULL'
        ),
        sa.ForeignKeyConstraint(
            ['report_id', 'is_accounted'],
            ['reports.id', 'reports.is_accounted'],
            name='fk_report_lines_report_id_reports',
            ondelete='CASCADE',
            onupdate='CASCADE',
        ),
        sa.PrimaryKeyConstraint('report_id', 'number', name=op.f('pk_report_lines')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_report_lines_matter_id'), 'report_lines', ['matter_id'])


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
