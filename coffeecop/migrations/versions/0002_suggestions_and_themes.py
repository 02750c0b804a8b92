"""Suggestions, themes and flags; mail about answers"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'

ACTIONS = (
    'signed_in', 'signed_out', 'password_set', 'staff_added', 'staff_changed', 'staff_disabled',
    'staff_enabled', 'link_made', 'settings_changed', 'event_created', 'event_changed',
    'event_published', 'event_cancelled', 'event_removed', 'status_changed', 'topics_changed',
    'answer_sent', 'concern_released', 'concern_hidden', 'contact_opened', 'concerns_exported',
    'concerns_imported',
)
NEW_ACTIONS = (
    'topics_confirmed', 'flag_seen', 'topic_added', 'topic_changed', 'topic_retired',
    'topic_restored', 'topic_split', 'topics_merged', 'theme_signed_off', 'theme_renamed',
    'theme_dismissed', 'theme_made_topic',
)
MAILS = ('confirmation', 'reminder', 'changed', 'cancelled', 'offer')
NEW_MAILS = ('offer_lapsed', 'answer')

def upgrade() -> None:
    op.create_table('themes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('terms', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=True),
    sa.Column('status', sa.Enum('proposed', 'signed_off', 'dismissed', 'made_topic', name='themestatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('length(trim(terms)) > 0', name=op.f('ck_themes_terms_present')),
    sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_themes_name_not_blank')),
    sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (status = 'proposed')", name=op.f('ck_themes_decided_has_who_and_when')),
    sa.CheckConstraint("(status = 'made_topic') = (topic_id IS NOT NULL)", name=op.f('ck_themes_made_topic_has_topic')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_themes_agency_id_agencies'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_themes_decided_by_id_staff'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_themes_topic_id_topics'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_themes'))
    )
    op.create_index(op.f('ix_themes_agency_id'), 'themes', ['agency_id'])
    op.create_table('theme_concerns',
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.CheckConstraint('rank >= 0', name=op.f('ck_theme_concerns_rank_counted')),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_theme_concerns_concern_id_concerns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['themes.id'], name=op.f('fk_theme_concerns_theme_id_themes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('concern_id', name=op.f('pk_theme_concerns'))
    )
    op.create_index(op.f('ix_theme_concerns_theme_id'), 'theme_concerns', ['theme_id'])
    op.create_table('topic_suggestions',
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('probability', sa.Double(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('probability BETWEEN 0 AND 1', name=op.f('ck_topic_suggestions_probability_range')),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_topic_suggestions_concern_id_concerns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_topic_suggestions_topic_id_topics'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('concern_id', 'topic_id', name=op.f('pk_topic_suggestions'))
    )
    op.create_index(op.f('ix_topic_suggestions_topic_id'), 'topic_suggestions', ['topic_id'])
    op.create_table('concern_vectors',
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('encoder', sa.String(length=40), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_concern_vectors_concern_id_concerns'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('concern_id', name=op.f('pk_concern_vectors'))
    )
    op.create_table('concern_flags',
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('self_harm', 'threat', 'emergency', 'personal_data', name='flagkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=True),
    sa.Column('seen_at', sa.DateTime(), nullable=True),
    sa.Column('seen_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('(seen_at IS NULL) = (seen_by_id IS NULL) AND (seen_at IS NULL) = (is_right IS NULL)', name=op.f('ck_concern_flags_seen_has_who_when_and_whether_right')),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_concern_flags_concern_id_concerns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['seen_by_id'], ['staff.id'], name=op.f('fk_concern_flags_seen_by_id_staff'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('concern_id', 'kind', name=op.f('pk_concern_flags'))
    )
    op.create_index('ix_concern_flags_to_see', 'concern_flags', ['concern_id'], sqlite_where=sa.text('seen_at IS NULL'), postgresql_where=sa.text('seen_at IS NULL'))
    op.create_table('topic_quotes',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.CheckConstraint('rank >= 0', name=op.f('ck_topic_quotes_rank_counted')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_topic_quotes_event_id_events'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_topic_quotes_topic_id_topics'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_topic_quotes_concern_id_concerns'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'topic_id', 'concern_id', name=op.f('pk_topic_quotes'))
    )
    op.create_index(op.f('ix_topic_quotes_concern_id'), 'topic_quotes', ['concern_id'])

    op.add_column('events', sa.Column('themes_found_at', sa.DateTime(), nullable=True))
    with op.batch_alter_table('concerns') as concerns:
        for name in ('suggested_at', 'topics_checked_at', 'mail_stopped_at'):
            concerns.add_column(sa.Column(name, sa.DateTime(), nullable=True))
        concerns.add_column(sa.Column('text_language', sa.String(length=32), nullable=True))
        concerns.add_column(sa.Column('topics_checked_by_id', sa.Integer(), nullable=True))
        concerns.create_check_constraint(op.f('ck_concerns_textlanguage'), "text_language IN ('en', 'es')")
        concerns.create_check_constraint(op.f('ck_concerns_topics_checked_has_who_and_when'), '(topics_checked_by_id IS NULL) = (topics_checked_at IS NULL)')
        concerns.create_foreign_key(op.f('fk_concerns_topics_checked_by_id_staff'), 'staff', ['topics_checked_by_id'], ['id'], ondelete='RESTRICT')
    with op.batch_alter_table('topics') as topics:
        topics.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        topics.add_column(sa.Column('split_from_id', sa.Integer(), nullable=True))
        topics.create_check_constraint(op.f('ck_topics_split_from_another'), 'split_from_id <> id')
        topics.create_foreign_key(op.f('fk_topics_split_from_id_topics'), 'topics', ['split_from_id'], ['id'], ondelete='RESTRICT')
        topics.create_check_constraint(op.f('ck_topics_merged_is_retired'), 'merged_into_id IS NULL OR (retired_at IS NOT NULL AND merged_into_id <> id)')
        topics.create_foreign_key(op.f('fk_topics_merged_into_id_topics'), 'topics', ['merged_into_id'], ['id'], ondelete='RESTRICT')
    op.create_index('ix_events_to_seek_themes', 'events', ['id'], sqlite_where=sa.text('themes_found_at IS NULL'), postgresql_where=sa.text('themes_found_at IS NULL'))
    op.create_index('ix_concerns_topics_checked_at', 'concerns', ['topics_checked_at'], sqlite_where=sa.text('topics_checked_at IS NOT NULL'), postgresql_where=sa.text('topics_checked_at IS NOT NULL'))
    op.create_index('ix_concerns_to_read', 'concerns', ['id'], sqlite_where=sa.text('suggested_at IS NULL'), postgresql_where=sa.text('suggested_at IS NULL'))

    _allow('audit_entries', 'action', 'auditaction', ACTIONS + NEW_ACTIONS)
    _allow('outbox', 'kind', 'mailkind', MAILS + NEW_MAILS)
    with op.batch_alter_table('outbox') as outbox:
        outbox.add_column(sa.Column('concern_id', sa.Integer(), nullable=True))
        outbox.create_foreign_key(op.f('fk_outbox_concern_id_concerns'), 'concerns', ['concern_id'], ['id'], ondelete='CASCADE')
        outbox.create_unique_constraint(op.f('uq_outbox_concern_id_kind_occasion'), ['concern_id', 'kind', 'occasion'])
        outbox.create_check_constraint(op.f('ck_outbox_one_reason'), 'rsvp_id IS NULL OR concern_id IS NULL')


def downgrade() -> None:
    op.execute(f'DELETE FROM outbox WHERE kind IN {NEW_MAILS}')
    with op.batch_alter_table('outbox') as outbox:
        outbox.drop_constraint(op.f('ck_outbox_one_reason'), type_='check')
        outbox.drop_constraint(op.f('uq_outbox_concern_id_kind_occasion'), type_='unique')
        outbox.drop_constraint(op.f('fk_outbox_concern_id_concerns'), type_='foreignkey')
        outbox.drop_column('concern_id')
    _allow('outbox', 'kind', 'mailkind', MAILS)
    op.execute(f'DELETE FROM audit_entries WHERE action IN {NEW_ACTIONS}')
    _allow('audit_entries', 'action', 'auditaction', ACTIONS)
    op.drop_index('ix_concerns_to_read', 'concerns')
    op.drop_index('ix_concerns_topics_checked_at', 'concerns')
    op.drop_index('ix_events_to_seek_themes', 'events')
    with op.batch_alter_table('topics') as topics:
        topics.drop_constraint(op.f('fk_topics_split_from_id_topics'), type_='foreignkey')
        topics.drop_constraint(op.f('ck_topics_split_from_another'), type_='check')
        topics.drop_column('split_from_id')
        topics.drop_constraint(op.f('fk_topics_merged_into_id_topics'), type_='foreignkey')
        topics.drop_constraint(op.f('ck_topics_merged_is_retired'), type_='check')
        topics.drop_column('merged_into_id')
    with op.batch_alter_table('concerns') as concerns:
        concerns.drop_constraint(op.f('fk_concerns_topics_checked_by_id_staff'), type_='foreignkey')
        concerns.drop_constraint(op.f('ck_concerns_topics_checked_has_who_and_when'), type_='check')
        concerns.drop_constraint(op.f('ck_concerns_textlanguage'), type_='check')
        for name in (
            'suggested_at', 'topics_checked_at', 'topics_checked_by_id', 'text_language',
            'mail_stopped_at',
        ):
            concerns.drop_column(name)
    with op.batch_alter_table('events') as events:
        events.drop_column('themes_found_at')
    for table in (
        'topic_quotes', 'concern_flags', 'concern_vectors', 'topic_suggestions', 'theme_concerns',
        'themes',
    ):
        op.drop_table(table)


def _allow(table: str, column: str, kind: str, values: tuple[str, ...]) -> None:
    name = op.f(f'ck_{table}_{kind}')
    with op.batch_alter_table(table) as altered:
        altered.drop_constraint(name, type_='check')
        altered.create_check_constraint(name, f'{column} IN {values}')
