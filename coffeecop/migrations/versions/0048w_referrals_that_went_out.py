"""When a referral went out and was recalled; in how many days a complaint is looked at"""

import sqlalchemy as sa
from alembic import op


revision = '0048w'
down_revision = '0047'

IDS_ONCE = {'sqlite_autoincrement': True}
GIVEN, TOLD = 'ck_referrals_given_has_when', 'ck_referrals_told_is_withdrawn'
DAYS = 'ck_agencies_complaint_days_range'
GIVER = 'fk_referrals_given_by_id_staff'
MAIL = """SELECT {what} FROM outbox
    WHERE outbox.referral_id = referrals.id AND outbox.kind = '{kind}'"""


def upgrade() -> None:
    with op.batch_alter_table('referrals', table_kwargs=IDS_ONCE) as referrals:
        for name in ('sent_at', 'recall_told_at'):
            referrals.add_column(sa.Column(name, sa.DateTime()))
        referrals.add_column(sa.Column('given_by_id', sa.Integer()))
        referrals.create_foreign_key(
            op.f(GIVER), 'staff', ['given_by_id'], ['id'], ondelete='RESTRICT'
        )
        referrals.create_check_constraint(op.f(GIVEN), 'given_by_id IS NULL OR sent_at IS NOT NULL')
        referrals.create_check_constraint(
            op.f(TOLD), 'recall_told_at IS NULL OR withdrawn_at IS NOT NULL'
        )
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.add_column(
            sa.Column('complaint_days', sa.Integer(), server_default='30', nullable=False)
        )
        agencies.create_check_constraint(op.f(DAYS), 'complaint_days BETWEEN 1 AND 365')
    _note('sent_at', 'referral', 'created_at')
    _note('recall_told_at', 'referral_withdrawn', 'withdrawn_at')


def downgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.drop_constraint(op.f(DAYS), type_='check')
        agencies.drop_column('complaint_days')
    with op.batch_alter_table('referrals', table_kwargs=IDS_ONCE) as referrals:
        for name in (GIVEN, TOLD):
            referrals.drop_constraint(op.f(name), type_='check')
        referrals.drop_constraint(op.f(GIVER), type_='foreignkey')
        for name in ('sent_at', 'recall_told_at', 'given_by_id'):
            referrals.drop_column(name)


def _note(column: str, kind: str, otherwise: str) -> None:
    """Take the time from the mail. Mail that is gone had left: what waits is never destroyed."""
    mail = MAIL.format(what='{what}', kind=kind)
    op.execute(f"UPDATE referrals SET {column} = ({mail.format(what='sent_at')})")
    op.execute(
        f"UPDATE referrals SET {column} = {otherwise} "
        f"WHERE NOT EXISTS ({mail.format(what='1')})"
    )
