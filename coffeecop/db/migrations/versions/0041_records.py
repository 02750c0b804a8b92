"""What the records of a department count with moves to a table of their own"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'

IDS_ONCE = {'sqlite_autoincrement': True}
COLUMNS = ('fiscal_year_month', 'request_days', 'request_in_business_days', 'closed_days')
RANGES = {'fiscal_year_month': 'BETWEEN 1 AND 12', 'request_days': 'BETWEEN 1 AND 90'}


def upgrade() -> None:
    op.create_table(
        'records_settings',
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('fiscal_year_month', sa.Integer(), server_default='7', nullable=False),
        sa.Column('request_days', sa.Integer(), server_default='10', nullable=False),
        sa.Column('request_in_business_days', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('closed_days', sa.JSON(), server_default='[]', nullable=False),
        *(
            sa.CheckConstraint(f'{name} {within}', name=op.f(f'ck_records_settings_{name}_range'))
            for name, within in RANGES.items()
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'], name=op.f('fk_records_settings_agency_id_agencies'), ondelete='RESTRICT'
        ),
        sa.PrimaryKeyConstraint('agency_id', name=op.f('pk_records_settings')),
        sqlite_autoincrement=True,
    )
    names = ', '.join(COLUMNS)
    op.execute(f'INSERT INTO records_settings (agency_id, {names}) SELECT id, {names} FROM agencies')  # noqa: S608
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        for name in RANGES:
            agencies.drop_constraint(op.f(f'ck_agencies_{name}_range'), type_='check')
        for name in COLUMNS:
            agencies.drop_column(name)


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
