"""When backups were made and restored, mail was tested, a worker ran and a poster was printed"""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'

FACTS = ('backed_up_at', 'restored_at', 'mail_tested_at', 'worker_seen_at')
ACTIONS = (
    'signed_in', 'sign_in_failed', 'signed_out', 'password_set', 'staff_added', 'staff_changed',
    'staff_disabled', 'staff_enabled', 'link_made', 'settings_changed', 'event_created',
    'event_changed', 'event_published', 'event_cancelled', 'event_removed', 'status_changed',
    'topics_changed', 'topics_confirmed', 'flag_seen', 'answer_sent', 'concern_released',
    'concern_hidden', 'moved_to_complaints', 'moved_from_complaints', 'concern_assigned',
    'contact_opened', 'concerns_exported', 'concerns_imported', 'topic_added', 'topic_changed',
    'topic_retired', 'topic_restored', 'topic_split', 'topics_merged', 'theme_signed_off',
    'theme_renamed', 'theme_dismissed', 'theme_made_topic',
)
NEW_ACTIONS = (
    'identity_confirmed', 'second_factor_set', 'second_factor_removed', 'recovery_codes_made',
    'recovery_code_used', 'provider_linked', 'provider_unlinked', 'work_handed_over',
    'audit_exported', 'events_exported', 'mail_tested', 'backup_made', 'backup_rehearsed',
    'backup_restored', 'database_moved', 'poster_printed',
)


def upgrade() -> None:
    for name in FACTS:
        op.add_column('installation', sa.Column(name, sa.DateTime(), nullable=True))
    op.add_column('events', sa.Column('poster_printed_at', sa.DateTime(), nullable=True))
    _allow_actions((*ACTIONS, *NEW_ACTIONS))


def downgrade() -> None:
    # The older version does not know these actions; the entries stay and tell them in words.
    op.execute(
        "UPDATE audit_entries SET detail = action || coalesce(': ' || detail, ''), "
        f"action = 'status_changed' WHERE action IN {NEW_ACTIONS}"
    )
    _allow_actions(ACTIONS)
    with op.batch_alter_table('events') as events:
        events.drop_column('poster_printed_at')
    with op.batch_alter_table('installation') as installation:
        for name in FACTS:
            installation.drop_column(name)


def _allow_actions(actions: tuple[str, ...]) -> None:
    name = op.f('ck_audit_entries_auditaction')
    with op.batch_alter_table('audit_entries') as altered:
        altered.drop_constraint(name, type_='check')
        altered.create_check_constraint(name, f'action IN {actions}')
