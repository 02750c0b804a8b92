"""Who took a flag and when, answers as an action, and a department's own numbers in danger"""

import sqlalchemy as sa
from alembic import op


revision = '0034'
down_revision = '0033'

TAKEN_HAS_WHO = 'ck_concern_flags_taken_has_who'
TAKEN_BY = 'fk_concern_flags_taken_by_id_staff'
ACTIONS = 'ck_concern_flags_flagaction'
PHONES = ('crisis_phone', 'advocate_phone')


def upgrade() -> None:
    with op.batch_alter_table('concern_flags') as flags:
        flags.add_column(sa.Column('taken_at', sa.DateTime()))
        key = sa.ForeignKey('staff.id', name=op.f(TAKEN_BY), ondelete='RESTRICT')
        flags.add_column(sa.Column('taken_by_id', sa.Integer(), key))
        flags.create_check_constraint(op.f(TAKEN_HAS_WHO), '(taken_at IS NULL) = (taken_by_id IS NULL)')
        flags.drop_constraint(op.f(ACTIONS), type_='check')
        flags.create_check_constraint(op.f(ACTIONS), "action IN ('call', 'refer', 'answer', 'nothing')")
    for name in PHONES:
        op.add_column('agencies', sa.Column(name, sa.String(30)))


def downgrade() -> None:
    for name in PHONES:
        op.drop_column('agencies', name)
    # The nearest word that there was.
    op.execute("UPDATE concern_flags SET action = 'refer' WHERE action = 'answer'")
    with op.batch_alter_table('concern_flags') as flags:
        flags.drop_constraint(op.f(ACTIONS), type_='check')
        flags.create_check_constraint(op.f(ACTIONS), "action IN ('call', 'refer', 'nothing')")
        flags.drop_constraint(op.f(TAKEN_HAS_WHO), type_='check')
        flags.drop_constraint(op.f(TAKEN_BY), type_='foreignkey')
        flags.drop_column('taken_by_id')
        flags.drop_column('taken_at')
