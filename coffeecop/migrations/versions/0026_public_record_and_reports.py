"""The public record, shares of the community, and what came of events signed off"""

import sqlalchemy as sa
from alembic import op


revision = '0026'
down_revision = '0025'

ACTIONS = (
    'signed_in', 'sign_in_failed', 'signed_out', 'password_set', 'staff_added', 'staff_changed',
    'staff_disabled', 'staff_enabled', 'link_made', 'settings_changed', 'event_created',
    'event_changed', 'event_published', 'event_cancelled', 'event_removed', 'status_changed',
    'topics_changed', 'topics_confirmed', 'flag_seen', 'answer_sent', 'concern_released',
    'concern_hidden', 'moved_to_complaints', 'moved_from_complaints', 'concern_assigned',
    'contact_opened', 'concerns_exported', 'concerns_imported', 'topic_added', 'topic_changed',
    'topic_retired', 'topic_restored', 'topic_split', 'topics_merged', 'theme_signed_off',
    'theme_renamed', 'theme_dismissed', 'theme_made_topic', 'identity_confirmed',
    'second_factor_set', 'second_factor_removed', 'recovery_codes_made', 'recovery_code_used',
    'provider_linked', 'provider_unlinked', 'work_handed_over', 'audit_exported', 'events_exported',
    'mail_tested', 'backup_made', 'backup_rehearsed', 'backup_restored', 'database_moved',
    'poster_printed', 'series_made', 'checklist_changed', 'checklist_ticked', 'cards_printed',
    'card_entered', 'concern_captured', 'receipt_shown', 'receipt_looked_up', 'heads_counted',
    'topic_note_changed',
)
NEW_ACTIONS = (
    'concern_due_set', 'concern_put_away', 'concern_brought_back', 'note_added', 'concerns_merged',
    'concern_referred', 'referral_withdrawn', 'referral_replied', 'change_undone',
    'concern_reopened', 'promise_made', 'promise_changed', 'promise_kept', 'promise_dropped',
    'promise_reopened', 'public_answer_changed', 'public_answer_published',
    'public_answer_withdrawn', 'services_changed', 'templates_changed', 'partners_changed',
    'state_wording_changed', 'shares_changed', 'we_did_published', 'we_did_withdrawn',
    'report_exported',
)
EVENT_CHECKS = {
    'we_did_published_has_text': 'we_did_published_at IS NULL OR we_did_en IS NOT NULL',
    'we_did_published_has_when': 'we_did_published_by_id IS NULL '
    'OR we_did_published_at IS NOT NULL',
}
NEWS_HAS_EMAIL = 'NOT wants_news OR email IS NOT NULL'


def upgrade() -> None:
    _create_tables()
    _extend_events()
    with op.batch_alter_table('contacts') as contacts:
        contacts.add_column(
            sa.Column('wants_news', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table('contacts') as contacts:
        contacts.create_check_constraint(op.f('ck_contacts_news_has_email'), NEWS_HAS_EMAIL)
    _allow_actions((*ACTIONS, *NEW_ACTIONS))


def downgrade() -> None:
    # The older version does not know these actions; the entries stay and tell them in words.
    op.execute(
        "UPDATE audit_entries SET detail = action || coalesce(': ' || detail, ''), "
        f"action = 'status_changed' WHERE action IN {NEW_ACTIONS}"
    )
    _allow_actions(ACTIONS)
    with op.batch_alter_table('contacts') as contacts:
        contacts.drop_constraint(op.f('ck_contacts_news_has_email'), type_='check')
        contacts.drop_column('wants_news')
    with op.batch_alter_table('events') as events:
        for name in EVENT_CHECKS:
            events.drop_constraint(op.f(f'ck_events_{name}'), type_='check')
        events.drop_constraint(op.f('fk_events_we_did_published_by_id_staff'), type_='foreignkey')
        for name in ('we_did_published_at', 'we_did_published_by_id'):
            events.drop_column(name)
    for table in (
        'community_shares', 'public_record_roots', 'public_record_heads', 'public_record_openings',
        'public_record_entries',
    ):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        'public_record_entries',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('state_before', sa.String(length=32), nullable=True),
        sa.Column('state_after', sa.String(length=32), nullable=False),
        sa.Column('commitment', sa.String(length=64), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('created_on', sa.Date(), nullable=False),
        sa.CheckConstraint(
            'length(commitment) = 64',
            name=op.f('ck_public_record_entries_commitment_length'),
        ),
        sa.CheckConstraint('length(hash) = 64', name=op.f('ck_public_record_entries_hash_length')),
        sa.CheckConstraint('sequence > 0', name=op.f('ck_public_record_entries_sequence_positive')),
        sa.CheckConstraint(
            'state_before <> state_after',
            name=op.f('ck_public_record_entries_state_changes'),
        ),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'],
            name=op.f('fk_public_record_entries_event_id_events'), ondelete='CASCADE',
        ),
        sa.CheckConstraint(
            "state_before IN ('waiting', 'answered', 'passed_on', "
            "'noted', 'taken_back', 'hidden', 'destroyed')",
            name=op.f('ck_public_record_entries_recordstatebefore'),
        ),
        sa.CheckConstraint(
            "state_after IN ('waiting', 'answered', 'passed_on', "
            "'noted', 'taken_back', 'hidden', 'destroyed')",
            name=op.f('ck_public_record_entries_recordstate'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_public_record_entries')),
        sa.UniqueConstraint(
            'event_id', 'sequence',
            name=op.f('uq_public_record_entries_event_id_sequence'),
        ),
    )
    op.create_table(
        'public_record_openings',
        sa.Column('entry_id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.Column('salt', sa.String(length=64), nullable=False),
        sa.CheckConstraint('length(salt) = 64', name=op.f('ck_public_record_openings_salt_length')),
        sa.ForeignKeyConstraint(
            ['concern_id'], ['concerns.id'],
            name=op.f('fk_public_record_openings_concern_id_concerns'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['entry_id'], ['public_record_entries.id'],
            name=op.f('fk_public_record_openings_entry_id_public_record_entries'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_public_record_openings')),
    )
    op.create_index(
        'ix_public_record_openings_concern_id', 'public_record_openings', ['concern_id']
    )
    op.create_table(
        'public_record_heads',
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.CheckConstraint('length(hash) = 64', name=op.f('ck_public_record_heads_hash_length')),
        sa.CheckConstraint('sequence >= 0', name=op.f('ck_public_record_heads_sequence_counted')),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'],
            name=op.f('fk_public_record_heads_event_id_events'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('event_id', name=op.f('pk_public_record_heads')),
    )
    op.create_table(
        'public_record_roots',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('root', sa.String(length=64), nullable=False),
        sa.Column('published_on', sa.Date(), nullable=False),
        sa.CheckConstraint('length(root) = 64', name=op.f('ck_public_record_roots_root_length')),
        sa.CheckConstraint('size > 0', name=op.f('ck_public_record_roots_size_positive')),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'],
            name=op.f('fk_public_record_roots_event_id_events'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_public_record_roots')),
        sa.UniqueConstraint(
            'event_id', 'published_on',
            name=op.f('uq_public_record_roots_event_id_published_on'),
        ),
    )
    op.create_table(
        'community_shares',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('percent', sa.Integer(), nullable=False),
        sa.Column('place_names', sa.Text(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind = 'area' OR place_names IS NULL",
            name=op.f('ck_community_shares_place_names_of_an_area'),
        ),
        sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_community_shares_name_present')),
        sa.CheckConstraint(
            'length(trim(place_names)) > 0',
            name=op.f('ck_community_shares_place_names_not_blank'),
        ),
        sa.CheckConstraint(
            'percent BETWEEN 0 AND 100',
            name=op.f('ck_community_shares_percent_range'),
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_community_shares_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.CheckConstraint(
            "kind IN ('language', 'area')",
            name=op.f('ck_community_shares_sharekind'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_community_shares')),
        sa.UniqueConstraint(
            'agency_id', 'kind', 'name',
            name=op.f('uq_community_shares_agency_id_kind_name'),
        ),
    )


def _extend_events() -> None:
    with op.batch_alter_table('events') as events:
        events.add_column(sa.Column('we_did_published_at', sa.DateTime(), nullable=True))
        events.add_column(sa.Column('we_did_published_by_id', sa.Integer(), nullable=True))
        events.create_foreign_key(
            op.f('fk_events_we_did_published_by_id_staff'),
            'staff', ['we_did_published_by_id'], ['id'], ondelete='RESTRICT',
        )
    # Until now residents read it from the end of the event.
    op.execute('UPDATE events SET we_did_published_at = ends_at WHERE we_did_en IS NOT NULL')
    with op.batch_alter_table('events') as events:
        for name, condition in EVENT_CHECKS.items():
            events.create_check_constraint(op.f(f'ck_events_{name}'), condition)


def _allow_actions(actions: tuple[str, ...]) -> None:
    name = op.f('ck_audit_entries_auditaction')
    with op.batch_alter_table('audit_entries') as altered:
        altered.drop_constraint(name, type_='check')
        altered.create_check_constraint(name, f'action IN {actions}')
