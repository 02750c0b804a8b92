"""The briefing that staff get by mail the evening before an event"""

import sqlalchemy as sa
from alembic import op


revision = '0038'
down_revision = '0037'

IDS_ONCE = {'sqlite_autoincrement': True}
BRIEFINGS = 'ck_staff_notifications_briefedon'
KIND, REASON = 'ck_outbox_mailkind', 'ck_outbox_kind_fits_reason'
OTHERS = (
    "'confirmation', 'reminder', 'changed', 'cancelled', 'offer', 'offer_lapsed', 'answer', 'news', "
    "'referral', 'referral_withdrawn'"
)


def upgrade() -> None:
    with op.batch_alter_table('staff_notifications') as told:
        told.add_column(sa.Column('briefings', sa.String(32)))
        told.create_check_constraint(op.f(BRIEFINGS), "briefings IN ('all', 'own', 'never')")
    _let_staff_get("'alert', 'digest', 'briefing'")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'briefing'")
    _let_staff_get("'alert', 'digest'")
    with op.batch_alter_table('staff_notifications') as told:
        told.drop_constraint(op.f(BRIEFINGS), type_='check')
        told.drop_column('briefings')


def _let_staff_get(kinds: str) -> None:
    with op.batch_alter_table('outbox', table_kwargs=IDS_ONCE) as outbox:
        outbox.drop_constraint(op.f(KIND), type_='check')
        outbox.create_check_constraint(op.f(KIND), f'kind IN ({OTHERS}, {kinds})')
        outbox.drop_constraint(op.f(REASON), type_='check')
        outbox.create_check_constraint(
            op.f(REASON),
            f"(kind IN ({kinds})) = (staff_id IS NOT NULL) "
            "AND (kind IN ('referral', 'referral_withdrawn')) = (referral_id IS NOT NULL)",
        )
