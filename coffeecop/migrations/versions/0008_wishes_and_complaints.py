"""Two independent wishes and complaints in place of one outcome; moves to complaints audited"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'

ACTIONS = (
    'signed_in', 'sign_in_failed', 'signed_out', 'password_set', 'staff_added', 'staff_changed',
    'staff_disabled', 'staff_enabled', 'link_made', 'settings_changed', 'event_created',
    'event_changed', 'event_published', 'event_cancelled', 'event_removed', 'status_changed',
    'topics_changed', 'topics_confirmed', 'flag_seen', 'answer_sent', 'concern_released',
    'concern_hidden', 'contact_opened', 'concerns_exported', 'concerns_imported', 'topic_added',
    'topic_changed', 'topic_retired', 'topic_restored', 'topic_split', 'topics_merged',
    'theme_signed_off', 'theme_renamed', 'theme_dismissed', 'theme_made_topic',
)
NEW_ACTIONS = ('moved_to_complaints', 'moved_from_complaints')
COLUMNS = ('wants_talk', 'wants_answer', 'is_complaint')
OUTCOMES = ('talk', 'reply', 'know', 'about_officer')


def upgrade() -> None:
    for name in COLUMNS:
        column = sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        op.add_column('concerns', column)
    op.execute(
        "UPDATE concerns SET wants_talk = (outcome = 'talk'), wants_answer = (outcome = 'reply'), "
        "is_complaint = (outcome = 'about_officer') WHERE outcome <> 'know'"
    )
    op.execute(
        "UPDATE concerns SET is_held = false, hidden_for = NULL, hidden_at = NULL, "
        "hidden_by_id = NULL WHERE is_complaint"
    )
    with op.batch_alter_table('concerns') as concerns:
        concerns.drop_constraint(op.f('ck_concerns_outcome'), type_='check')
        concerns.drop_column('outcome')
        for name in COLUMNS:
            concerns.alter_column(name, existing_type=sa.Boolean(), server_default=None)
        concerns.create_check_constraint(
            op.f('ck_concerns_complaint_not_held_or_hidden'),
            'NOT is_complaint OR (NOT is_held AND hidden_at IS NULL)',
        )
    _allow_actions((*ACTIONS, *NEW_ACTIONS))


def downgrade() -> None:
    """Keep one of what was asked: a complaint before an answer before a talk."""
    op.add_column(
        'concerns', sa.Column('outcome', sa.String(32), server_default='know', nullable=False)
    )
    op.execute(
        "UPDATE concerns SET outcome = CASE WHEN is_complaint THEN 'about_officer' "
        "WHEN wants_answer THEN 'reply' ELSE 'talk' END "
        "WHERE is_complaint OR wants_answer OR wants_talk"
    )
    with op.batch_alter_table('concerns') as concerns:
        concerns.drop_constraint(op.f('ck_concerns_complaint_not_held_or_hidden'), type_='check')
        for name in COLUMNS:
            concerns.drop_column(name)
        concerns.alter_column('outcome', existing_type=sa.String(32), server_default=None)
        concerns.create_check_constraint(op.f('ck_concerns_outcome'), f'outcome IN {OUTCOMES}')
    # The older version does not know these actions; the entries stay and tell them in words.
    op.execute(
        "UPDATE audit_entries SET detail = action || coalesce(': ' || detail, ''), "
        f"action = 'status_changed' WHERE action IN {NEW_ACTIONS}"
    )
    _allow_actions(ACTIONS)


def _allow_actions(actions: tuple[str, ...]) -> None:
    name = op.f('ck_audit_entries_auditaction')
    with op.batch_alter_table('audit_entries') as altered:
        altered.drop_constraint(name, type_='check')
        altered.create_check_constraint(name, f'action IN {actions}')
