"""Who a person is at the department's OpenID Connect provider"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'

PRESENT = '(provider_issuer IS NULL) = (provider_subject IS NULL)'
NOT_BLANK = 'length(trim(provider_subject)) > 0'
CHECKS = {
    'ck_staff_provider_issuer_and_subject': PRESENT,
    'ck_staff_provider_subject_not_blank': NOT_BLANK,
}
UNIQUE = 'uq_staff_provider_issuer_provider_subject'


def upgrade() -> None:
    with op.batch_alter_table('staff') as staff:
        staff.add_column(sa.Column('provider_issuer', sa.String(255), nullable=True))
        staff.add_column(sa.Column('provider_subject', sa.String(255), nullable=True))
        staff.create_unique_constraint(op.f(UNIQUE), ['provider_issuer', 'provider_subject'])
        for name, condition in CHECKS.items():
            staff.create_check_constraint(op.f(name), condition)
    via_provider = sa.Column('via_provider', sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column('staff_sessions', via_provider)


def downgrade() -> None:
    with op.batch_alter_table('staff_sessions') as sessions:
        sessions.drop_column('via_provider')
    with op.batch_alter_table('staff') as staff:
        for name in CHECKS:
            staff.drop_constraint(op.f(name), type_='check')
        staff.drop_constraint(op.f(UNIQUE), type_='unique')
        staff.drop_column('provider_subject')
        staff.drop_column('provider_issuer')
