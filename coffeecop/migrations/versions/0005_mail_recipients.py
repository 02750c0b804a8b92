"""Mail recipients counted by key; failed sign-ins audited"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'

ACTIONS = (
    'signed_in', 'signed_out', 'password_set', 'staff_added', 'staff_changed', 'staff_disabled',
    'staff_enabled', 'link_made', 'settings_changed', 'event_created', 'event_changed',
    'event_published', 'event_cancelled', 'event_removed', 'status_changed', 'topics_changed',
    'answer_sent', 'concern_released', 'concern_hidden', 'contact_opened', 'concerns_exported',
    'concerns_imported', 'topics_confirmed', 'flag_seen', 'topic_added', 'topic_changed',
    'topic_retired', 'topic_restored', 'topic_split', 'topics_merged', 'theme_signed_off',
    'theme_renamed', 'theme_dismissed', 'theme_made_topic',
)


def upgrade() -> None:
    _allow_actions((*ACTIONS, 'sign_in_failed'))
    with op.batch_alter_table('outbox') as outbox:
        outbox.add_column(sa.Column('recipient_key', sa.String(length=26), nullable=True))
        outbox.add_column(sa.Column('link_used_at', sa.DateTime(), nullable=True))
        outbox.create_index(op.f('ix_outbox_recipient_key'), ['recipient_key'])


def downgrade() -> None:
    with op.batch_alter_table('outbox') as outbox:
        outbox.drop_index(op.f('ix_outbox_recipient_key'))
        outbox.drop_column('link_used_at')
        outbox.drop_column('recipient_key')
    op.execute("DELETE FROM audit_entries WHERE action = 'sign_in_failed'")
    _allow_actions(ACTIONS)


def _allow_actions(actions: tuple[str, ...]) -> None:
    name = op.f('ck_audit_entries_auditaction')
    with op.batch_alter_table('audit_entries') as altered:
        altered.drop_constraint(name, type_='check')
        altered.create_check_constraint(name, f'action IN {actions}')
