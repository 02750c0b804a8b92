"""What sounds like a complaint and is read by all; abuse of children and welfare as danger"""

import sqlalchemy as sa
from alembic import op


revision = '0048h'
down_revision = '0047'

IDS_ONCE = {'sqlite_autoincrement': True}
IN_STREAM = 'ck_concerns_sounds_like_complaint_in_stream'
INDEX = 'ix_concerns_for_complaint_staff'
KINDS = 'ck_concern_flags_flagkind'
BEFORE = "'self_harm', 'threat', 'emergency', 'domestic_violence'"


def upgrade() -> None:
    op.drop_index(INDEX, 'concerns')
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        concerns.add_column(
            sa.Column('sounds_like_complaint', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        concerns.create_check_constraint(
            op.f(IN_STREAM), 'NOT sounds_like_complaint OR NOT is_complaint AND NOT may_be_complaint'
        )
    _create_index('is_complaint', 'may_be_complaint', 'sounds_like_complaint')
    _set_kinds(f"{BEFORE}, 'child_abuse', 'welfare'")


def downgrade() -> None:
    # The nearest that there was; a concern has each kind once.
    op.execute(
        "DELETE FROM concern_flags WHERE kind IN ('child_abuse', 'welfare') AND EXISTS"
        ' (SELECT * FROM concern_flags AS other WHERE other.concern_id = concern_flags.concern_id'
        " AND (other.kind = 'emergency' OR other.kind = 'child_abuse' AND concern_flags.kind = 'welfare'))"
    )
    op.execute("UPDATE concern_flags SET kind = 'emergency' WHERE kind IN ('child_abuse', 'welfare')")
    _set_kinds(BEFORE)
    op.drop_index(INDEX, 'concerns')
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        concerns.drop_constraint(op.f(IN_STREAM), type_='check')
        concerns.drop_column('sounds_like_complaint')
    _create_index('is_complaint', 'may_be_complaint')


def _create_index(*columns: str) -> None:
    op.create_index(
        INDEX, 'concerns', ['created_at'],
        sqlite_where=sa.text(' OR '.join(f'{each} IS 1' for each in columns)),
        postgresql_where=sa.text(' OR '.join(f'{each} IS true' for each in columns)),
    )


def _set_kinds(kinds: str) -> None:
    with op.batch_alter_table('concern_flags') as flags:
        flags.drop_constraint(op.f(KINDS), type_='check')
        flags.create_check_constraint(op.f(KINDS), f'kind IN ({kinds})')
