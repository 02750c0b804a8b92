"""What may be a complaint, and how a department takes complaints"""

import sqlalchemy as sa
from alembic import op


revision = '0033'
down_revision = '0032'

IDS_ONCE = {'sqlite_autoincrement': True}
NOT_IN_STREAM = 'ck_concerns_may_be_complaint_not_in_stream'
TEXTS = (('complaint_unit_en', sa.String(60)), ('complaint_unit_es', sa.String(60)), ('complaint_forms', sa.Text()))


def upgrade() -> None:
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        concerns.add_column(
            sa.Column('may_be_complaint', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        concerns.create_check_constraint(
            op.f(NOT_IN_STREAM),
            'NOT may_be_complaint OR NOT is_complaint AND NOT is_held'
            " AND state NOT IN ('hidden', 'merged', 'passed_on')",
        )
    op.create_index(
        'ix_concerns_for_complaint_staff', 'concerns', ['created_at'],
        sqlite_where=sa.text('is_complaint IS 1 OR may_be_complaint IS 1'),
        postgresql_where=sa.text('is_complaint IS true OR may_be_complaint IS true'),
    )
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.add_column(sa.Column('complaint_phone', sa.String(30)))
        agencies.add_column(
            sa.Column('takes_anonymous_complaints', sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        for name, kind in TEXTS:
            agencies.add_column(sa.Column(name, kind))
            agencies.create_check_constraint(op.f(f'ck_agencies_{name}_not_blank'), f'length(trim({name})) > 0')


def downgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        for name, _kind in TEXTS:
            agencies.drop_constraint(op.f(f'ck_agencies_{name}_not_blank'), type_='check')
            agencies.drop_column(name)
        agencies.drop_column('takes_anonymous_complaints')
        agencies.drop_column('complaint_phone')
    op.drop_index('ix_concerns_for_complaint_staff', 'concerns')
    # Only complaint staff read it, before and after.
    op.execute('UPDATE concerns SET is_complaint = TRUE WHERE may_be_complaint')
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        concerns.drop_constraint(op.f(NOT_IN_STREAM), type_='check')
        concerns.drop_column('may_be_complaint')
