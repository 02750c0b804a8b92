"""Personal details are a fact of the concern, not a flag; violence at home is a flag of its own"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = "0014"

FLAG_KIND = 'ck_concern_flags_flagkind'
KINDS_BEFORE = ('self_harm', 'threat', 'emergency', 'personal_data')
KINDS = ('self_harm', 'threat', 'emergency', 'domestic_violence')


def upgrade() -> None:
    with op.batch_alter_table('concerns') as concerns:
        concerns.add_column(sa.Column('has_personal_details', sa.Boolean(), nullable=True))
        concerns.add_column(sa.Column('names_officer', sa.Boolean(), nullable=True))
    with op.batch_alter_table('concerns') as concerns:
        concerns.create_check_constraint(
            op.f('ck_concerns_details_looked_for_at_once'),
            '(has_personal_details IS NULL) = (names_officer IS NULL)',
        )
    unknown = sa.text('has_personal_details IS NULL')
    op.create_index(
        'ix_concerns_details_to_find', 'concerns', ['id'],
        sqlite_where=unknown, postgresql_where=unknown,
    )
    # The background process finds the details in every text anew. What staff decided about a flag,
    # who and when, stays in the audit entries.
    _replace_flags("kind = 'personal_data'")
    with op.batch_alter_table('concern_flags') as flags:
        flags.drop_constraint(op.f(FLAG_KIND), type_='check')
        flags.create_check_constraint(op.f(FLAG_KIND), f'kind IN {KINDS}')


def downgrade() -> None:
    # The older version knows violence at home as an emergency.
    _replace_flags(
        "kind = 'domestic_violence' AND concern_id IN "
        "(SELECT concern_id FROM concern_flags WHERE kind = 'emergency')"
    )
    with op.batch_alter_table('concern_flags') as flags:
        flags.drop_constraint(op.f(FLAG_KIND), type_='check')
    op.execute("UPDATE concern_flags SET kind = 'emergency' WHERE kind = 'domestic_violence'")
    op.execute(
        "INSERT INTO concern_flags (concern_id, kind, created_at) "
        "SELECT id, 'personal_data', created_at FROM concerns "
        "WHERE has_personal_details OR names_officer"
    )
    with op.batch_alter_table('concern_flags') as flags:
        flags.create_check_constraint(op.f(FLAG_KIND), f'kind IN {KINDS_BEFORE}')
    op.drop_index('ix_concerns_details_to_find', table_name='concerns')
    with op.batch_alter_table('concerns') as concerns:
        concerns.drop_constraint(op.f('ck_concerns_details_looked_for_at_once'), type_='check')
        concerns.drop_column('names_officer')
        concerns.drop_column('has_personal_details')


def _replace_flags(condition: str) -> None:
    """Delete flags of which the database now tells in another way; see `env.py`."""
    deleted = op.get_bind().execute(sa.text(f'DELETE FROM concern_flags WHERE {condition}'))
    op.get_bind().info.setdefault('replaced_rows', {})['concern_flags'] = deleted.rowcount
