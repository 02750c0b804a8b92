"""Concerns given to a colleague, what was done about a flag, and filters that staff keep"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'

ACTIONS = (
    'signed_in', 'sign_in_failed', 'signed_out', 'password_set', 'staff_added', 'staff_changed',
    'staff_disabled', 'staff_enabled', 'link_made', 'settings_changed', 'event_created',
    'event_changed', 'event_published', 'event_cancelled', 'event_removed', 'status_changed',
    'topics_changed', 'topics_confirmed', 'flag_seen', 'answer_sent', 'concern_released',
    'concern_hidden', 'moved_to_complaints', 'moved_from_complaints', 'contact_opened',
    'concerns_exported', 'concerns_imported', 'topic_added', 'topic_changed', 'topic_retired',
    'topic_restored', 'topic_split', 'topics_merged', 'theme_signed_off', 'theme_renamed',
    'theme_dismissed', 'theme_made_topic',
)
NEW_ACTIONS = ('concern_assigned',)
FLAG_ACTIONS = ('call', 'refer', 'nothing')


def upgrade() -> None:
    with op.batch_alter_table('concerns') as concerns:
        concerns.add_column(sa.Column('assigned_to_id', sa.Integer(), nullable=True))
        concerns.create_foreign_key(
            op.f('fk_concerns_assigned_to_id_staff'),
            'staff', ['assigned_to_id'], ['id'], ondelete='RESTRICT',
        )
    given = sa.text('assigned_to_id IS NOT NULL')
    op.create_index(
        'ix_concerns_assigned_to_id', 'concerns', ['assigned_to_id'],
        sqlite_where=given, postgresql_where=given,
    )
    with op.batch_alter_table('concern_flags') as flags:
        flags.add_column(sa.Column('action', sa.String(32), nullable=True))
    op.execute("UPDATE concern_flags SET action = 'nothing' WHERE NOT is_right")
    with op.batch_alter_table('concern_flags') as flags:
        flags.create_check_constraint(
            op.f('ck_concern_flags_flagaction'), f'action IN {FLAG_ACTIONS}'
        )
        flags.create_check_constraint(
            op.f('ck_concern_flags_action_fits_verdict'),
            "action IS NULL OR is_right IS NOT NULL AND (action = 'nothing') = (NOT is_right)",
        )
    op.create_table(
        'saved_filters',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('query', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_saved_filters_name_present')),
        sa.CheckConstraint('length(query) > 0', name=op.f('ck_saved_filters_query_present')),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'],
            name=op.f('fk_saved_filters_staff_id_staff'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filters')),
        sa.UniqueConstraint('staff_id', 'name', name=op.f('uq_saved_filters_staff_id_name')),
    )
    _allow_actions((*ACTIONS, *NEW_ACTIONS))


def downgrade() -> None:
    op.drop_table('saved_filters')
    with op.batch_alter_table('concern_flags') as flags:
        flags.drop_constraint(op.f('ck_concern_flags_action_fits_verdict'), type_='check')
        flags.drop_constraint(op.f('ck_concern_flags_flagaction'), type_='check')
        flags.drop_column('action')
    op.drop_index('ix_concerns_assigned_to_id', table_name='concerns')
    with op.batch_alter_table('concerns') as concerns:
        concerns.drop_constraint(op.f('fk_concerns_assigned_to_id_staff'), type_='foreignkey')
        concerns.drop_column('assigned_to_id')
    # The older version does not know this action; the entries stay and tell it in words.
    op.execute(
        "UPDATE audit_entries SET detail = action || coalesce(': ' || detail, ''), "
        "action = 'status_changed' WHERE action = 'concern_assigned'"
    )
    _allow_actions(ACTIONS)


def _allow_actions(actions: tuple[str, ...]) -> None:
    name = op.f('ck_audit_entries_auditaction')
    with op.batch_alter_table('audit_entries') as altered:
        altered.drop_constraint(name, type_='check')
        altered.create_check_constraint(name, f'action IN {actions}')
