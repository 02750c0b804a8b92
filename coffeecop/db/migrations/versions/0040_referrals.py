"""Mail to a partner is mail about the concern; which referral it is of, its occasion says

Mail, and what a request for records finds, may be of kinds that parts have.
What was referred in 1.0 says, as what was merged, that it is undone: nobody could undo it.
"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'

IDS_ONCE = {'sqlite_autoincrement': True}
CHECKS = {
    'one_reason': (
        '(rsvp_id IS NULL OR concern_id IS NULL) '
        'AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL)'
    ),
    'kind_fits_reason': "(kind IN ('alert', 'digest', 'briefing', 'sign_in')) = (staff_id IS NOT NULL)",
}
TO_CONCERNS = """
    UPDATE outbox SET
        concern_id = (SELECT concern_id FROM referrals WHERE referrals.id = outbox.referral_id),
        occasion = CAST(referral_id AS VARCHAR(40))
    WHERE referral_id IS NOT NULL
"""
# As for what was merged: nobody can undo it by the verb of the other way.
REFERRED = """
    UPDATE concern_changes SET
        kind = 'status',
        undone_at = coalesce(undone_at, CURRENT_TIMESTAMP),
        undone_by_id = coalesce(undone_by_id, staff_id)
    WHERE kind = 'referred'
"""
CHANGES = ('assigned', 'due', 'put_away', 'status', 'hidden', 'topics')
HELD = ('concern', 'event', 'rsvp', 'survey', 'matter')


def upgrade() -> None:
    with op.batch_alter_table('outbox', table_kwargs=IDS_ONCE) as outbox:
        # Parts have kinds of their own.
        for name in ('mailkind', *CHECKS):
            outbox.drop_constraint(op.f(f'ck_outbox_{name}'), type_='check')
    op.execute(TO_CONCERNS)
    with op.batch_alter_table('outbox', table_kwargs=IDS_ONCE) as outbox:
        outbox.drop_constraint(op.f('uq_outbox_referral_id_kind_occasion'), type_='unique')
        outbox.drop_constraint(op.f('fk_outbox_referral_id_referrals'), type_='foreignkey')
        outbox.drop_column('referral_id')
        for name, condition in CHECKS.items():
            outbox.create_check_constraint(op.f(f'ck_outbox_{name}'), condition)
    op.execute(REFERRED)
    _let_requests_find_what_parts_have()
    with op.batch_alter_table('concern_changes', table_kwargs=IDS_ONCE) as changes:
        changes.drop_constraint(op.f('ck_concern_changes_changekind'), type_='check')
        changes.create_check_constraint(op.f('ck_concern_changes_changekind'), _one_of(*CHANGES))


def _let_requests_find_what_parts_have() -> None:
    with op.batch_alter_table('redactions', table_kwargs=IDS_ONCE) as redactions:
        redactions.drop_constraint(op.f('ck_redactions_recordkind'), type_='check')
    with op.batch_alter_table('request_items', table_kwargs=IDS_ONCE) as items:
        for name in ('recordkind', 'refers_to_its_kind'):
            items.drop_constraint(op.f(f'ck_request_items_{name}'), type_='check')
        items.create_check_constraint(op.f('ck_request_items_refers_to_its_kind'), ' AND '.join(map(_refers, HELD)))
    with op.batch_alter_table('held_records', table_kwargs=IDS_ONCE) as held:
        held.drop_constraint(op.f('ck_held_records_recordkind'), type_='check')
        held.create_check_constraint(op.f('ck_held_records_recordkind'), _one_of(*HELD, 'note'))


def _refers(kind: str) -> str:
    """Return the check that a column refers from its kind; that of a concern, from all others."""
    by_themselves = ', '.join(repr(each) for each in HELD[1:])
    kinds = f'NOT IN ({by_themselves})' if kind == 'concern' else f"= '{kind}'"
    return f'({kind}_id IS NOT NULL) = (kind {kinds})'


def _one_of(*kinds: str) -> str:
    return f"kind IN ({', '.join(map(repr, kinds))})"


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
