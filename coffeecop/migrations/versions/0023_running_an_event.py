"""Series, checklists, partners, arrivals, paper cards, captures and notes on topics"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'

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
    'provider_linked', 'provider_unlinked', 'work_handed_over', 'audit_exported',
    'events_exported', 'mail_tested', 'backup_made', 'backup_rehearsed', 'backup_restored',
    'database_moved', 'poster_printed',
)
NEW_ACTIONS = (
    'series_made', 'checklist_changed', 'checklist_ticked', 'cards_printed', 'card_entered',
    'concern_captured', 'receipt_shown', 'receipt_looked_up', 'heads_counted',
    'topic_note_changed',
)
PAGE_LANGUAGES = ('en', 'es')
SPOKEN_LANGUAGES = (
    'en', 'es', 'ase', 'ar', 'hy', 'yue', 'fil', 'hi', 'hmn', 'ja', 'km', 'ko', 'cmn', 'mix', 'fa',
    'pa', 'ru', 'vi', 'zap',
)
ROLES = ('officer', 'interpreter', 'social_worker', 'animal_control', 'partner')
STEPS = {
    'venue': 28, 'host': 21, 'poster': 14, 'online': 10, 'cards': 3, 'roll_call': 1, 'counted': -1,
    'answered': -7, 'published': -14,
}
AGENCY_TEXTS = ('accommodation_en', 'accommodation_es', 'opening_en', 'opening_es')


def upgrade() -> None:
    _create_tables()
    _add_starter_checklists()
    _extend_events()
    _extend_agencies()
    _extend_rosters()
    _extend_concerns()
    _extend_survey()
    _allow_actions((*ACTIONS, *NEW_ACTIONS))


def downgrade() -> None:
    # The older version does not know these actions; the entries stay and tell them in words.
    op.execute(
        "UPDATE audit_entries SET detail = action || coalesce(': ' || detail, ''), "
        f"action = 'status_changed' WHERE action IN {NEW_ACTIONS}"
    )
    _allow_actions(ACTIONS)
    _reduce_survey()
    with op.batch_alter_table('concerns') as concerns:
        for name in ('people_range', 'entered_has_who', 'concernsource'):
            concerns.drop_constraint(op.f(f'ck_concerns_{name}'), type_='check')
        concerns.drop_constraint(op.f('fk_concerns_entered_by_id_staff'), type_='foreignkey')
        for name in ('source', 'entered_by_id', 'people'):
            concerns.drop_column(name)
    _delete('roster_languages', f'language NOT IN {PAGE_LANGUAGES}')
    _allow_languages('language', PAGE_LANGUAGES, instead_of='spokenlanguage')
    with op.batch_alter_table('roster_entries') as entries:
        for name in ('host_is_officer', 'rosterrole'):
            entries.drop_constraint(op.f(f'ck_roster_entries_{name}'), type_='check')
        entries.drop_column('role')
    with op.batch_alter_table('agencies') as agencies:
        for name in (
            'rostershown', 'accommodation_days_range', *(f'{text}_not_blank' for text in AGENCY_TEXTS)
        ):
            agencies.drop_constraint(op.f(f'ck_agencies_{name}'), type_='check')
        for name in (
            'roster_shown', 'accommodation_email', 'accommodation_days', *AGENCY_TEXTS
        ):
            agencies.drop_column(name)
    with op.batch_alter_table('events') as events:
        for name in ('series_has_date', 'heads_not_negative', 'heads_counted_has_who_and_when'):
            events.drop_constraint(op.f(f'ck_events_{name}'), type_='check')
        events.drop_constraint(op.f('uq_events_series_id_series_date'), type_='unique')
        events.drop_constraint(op.f('fk_events_series_id_event_series'), type_='foreignkey')
        events.drop_constraint(op.f('fk_events_heads_counted_by_id_staff'), type_='foreignkey')
        for name in (
            'series_id', 'series_date', 'heads_counted', 'heads_counted_at', 'heads_counted_by_id'
        ):
            events.drop_column(name)
    for table in (
        'topic_notes', 'paper_cards', 'arrivals', 'checklist_ticks', 'checklist_items',
        'event_series',
    ):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        'event_series',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('rule', sa.String(length=200), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('length(trim(rule)) > 0', name=op.f('ck_event_series_rule_present')),
        _foreign_key('event_series', 'agency_id', 'agencies', 'RESTRICT'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_event_series')),
    )
    op.create_table(
        'checklist_items',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('step', sa.String(length=32), nullable=True),
        sa.Column('label', sa.String(length=120), nullable=True),
        sa.Column('days_before', sa.Integer(), nullable=False),
        sa.Column('retired_at', sa.DateTime(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            'step IS NOT NULL OR label IS NOT NULL', name=op.f('ck_checklist_items_step_or_label')
        ),
        sa.CheckConstraint(
            'length(trim(label)) > 0', name=op.f('ck_checklist_items_label_not_blank')
        ),
        sa.CheckConstraint(
            'days_before BETWEEN -60 AND 180', name=op.f('ck_checklist_items_days_before_range')
        ),
        sa.CheckConstraint(
            f'step IN {tuple(STEPS)}', name=op.f('ck_checklist_items_checkliststep')
        ),
        _foreign_key('checklist_items', 'agency_id', 'agencies', 'RESTRICT'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_items')),
        sa.UniqueConstraint('agency_id', 'step', name=op.f('uq_checklist_items_agency_id_step')),
    )
    op.create_index('ix_checklist_items_agency_id', 'checklist_items', ['agency_id'])
    op.create_table(
        'checklist_ticks',
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('ticked_at', sa.DateTime(), nullable=False),
        sa.Column('ticked_by_id', sa.Integer(), nullable=False),
        _foreign_key('checklist_ticks', 'event_id', 'events', 'CASCADE'),
        _foreign_key('checklist_ticks', 'item_id', 'checklist_items', 'RESTRICT'),
        _foreign_key('checklist_ticks', 'ticked_by_id', 'staff', 'RESTRICT'),
        sa.PrimaryKeyConstraint('event_id', 'item_id', name=op.f('pk_checklist_ticks')),
    )
    op.create_index('ix_checklist_ticks_item_id', 'checklist_ticks', ['item_id'])
    op.create_table(
        'arrivals',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('counted_by', sa.String(length=32), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('people BETWEEN 1 AND 20', name=op.f('ck_arrivals_people_range')),
        sa.CheckConstraint(
            "(counted_by = 'staff') = (staff_id IS NOT NULL)",
            name=op.f('ck_arrivals_staff_counted_has_who'),
        ),
        sa.CheckConstraint("counted_by IN ('staff', 'door')", name=op.f('ck_arrivals_countedby')),
        _foreign_key('arrivals', 'event_id', 'events', 'CASCADE'),
        _foreign_key('arrivals', 'staff_id', 'staff', 'RESTRICT'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_arrivals')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_arrivals_form_key_hash')),
    )
    op.create_index('ix_arrivals_event_id', 'arrivals', ['event_id'])
    op.create_table(
        'paper_cards',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(length=32), nullable=False),
        sa.Column('key_hash', sa.String(length=64), nullable=False),
        sa.Column('receipt_hash', sa.String(length=64), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_paper_cards_number_positive')),
        sa.CheckConstraint(
            f'language IN {PAGE_LANGUAGES}', name=op.f('ck_paper_cards_language')
        ),
        _foreign_key('paper_cards', 'event_id', 'events', 'CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_cards')),
        sa.UniqueConstraint('event_id', 'number', name=op.f('uq_paper_cards_event_id_number')),
        sa.UniqueConstraint('key_hash', name=op.f('uq_paper_cards_key_hash')),
        sa.UniqueConstraint('receipt_hash', name=op.f('uq_paper_cards_receipt_hash')),
    )
    op.create_table(
        'topic_notes',
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        sa.Column('changed_by_id', sa.Integer(), nullable=False),
        sa.CheckConstraint('length(trim(body)) > 0', name=op.f('ck_topic_notes_body_present')),
        sa.CheckConstraint('length(body) <= 1000', name=op.f('ck_topic_notes_body_bounded')),
        _foreign_key('topic_notes', 'topic_id', 'topics', 'RESTRICT'),
        _foreign_key('topic_notes', 'changed_by_id', 'staff', 'RESTRICT'),
        sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_topic_notes')),
    )


def _foreign_key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f'fk_{table}_{column}_{target}')
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=name, ondelete=ondelete)


def _add_starter_checklists() -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    insert = sa.text(
        'INSERT INTO checklist_items (agency_id, step, days_before, created_at) '
        'SELECT id, :step, :days, :now FROM agencies'
    ).bindparams(sa.bindparam('now', type_=sa.DateTime()))
    for step, days in STEPS.items():
        op.get_bind().execute(insert, {'step': step, 'days': days, 'now': now})


def _extend_events() -> None:
    with op.batch_alter_table('events') as events:
        events.add_column(sa.Column('series_id', sa.Integer(), nullable=True))
        events.add_column(sa.Column('series_date', sa.Date(), nullable=True))
        events.add_column(sa.Column('heads_counted', sa.Integer(), nullable=True))
        events.add_column(sa.Column('heads_counted_at', sa.DateTime(), nullable=True))
        events.add_column(sa.Column('heads_counted_by_id', sa.Integer(), nullable=True))
        events.create_foreign_key(
            op.f('fk_events_series_id_event_series'),
            'event_series', ['series_id'], ['id'], ondelete='RESTRICT',
        )
        events.create_foreign_key(
            op.f('fk_events_heads_counted_by_id_staff'),
            'staff', ['heads_counted_by_id'], ['id'], ondelete='RESTRICT',
        )
        events.create_unique_constraint(
            op.f('uq_events_series_id_series_date'), ['series_id', 'series_date']
        )
        events.create_check_constraint(
            op.f('ck_events_series_has_date'), '(series_id IS NULL) = (series_date IS NULL)'
        )
        events.create_check_constraint(op.f('ck_events_heads_not_negative'), 'heads_counted >= 0')
        events.create_check_constraint(
            op.f('ck_events_heads_counted_has_who_and_when'),
            '(heads_counted IS NULL) = (heads_counted_at IS NULL) '
            'AND (heads_counted_at IS NULL) = (heads_counted_by_id IS NULL)',
        )


def _extend_agencies() -> None:
    with op.batch_alter_table('agencies') as agencies:
        agencies.add_column(
            sa.Column('roster_shown', sa.String(32), server_default='host', nullable=False)
        )
        agencies.add_column(sa.Column('accommodation_email', sa.String(254), nullable=True))
        agencies.add_column(
            sa.Column('accommodation_days', sa.Integer(), server_default='3', nullable=False)
        )
        for name in AGENCY_TEXTS:
            agencies.add_column(sa.Column(name, sa.String(300), nullable=True))
    with op.batch_alter_table('agencies') as agencies:
        agencies.create_check_constraint(
            op.f('ck_agencies_rostershown'), "roster_shown IN ('names', 'host', 'number')"
        )
        agencies.create_check_constraint(
            op.f('ck_agencies_accommodation_days_range'), 'accommodation_days BETWEEN 0 AND 30'
        )
        for name in AGENCY_TEXTS:
            agencies.create_check_constraint(
                op.f(f'ck_agencies_{name}_not_blank'), f'length(trim({name})) > 0'
            )


def _extend_rosters() -> None:
    with op.batch_alter_table('roster_entries') as entries:
        entries.add_column(
            sa.Column('role', sa.String(32), server_default='officer', nullable=False)
        )
    with op.batch_alter_table('roster_entries') as entries:
        entries.create_check_constraint(op.f('ck_roster_entries_rosterrole'), f'role IN {ROLES}')
        entries.create_check_constraint(
            op.f('ck_roster_entries_host_is_officer'), "NOT is_host OR role = 'officer'"
        )
    _allow_languages('spokenlanguage', SPOKEN_LANGUAGES, instead_of='language')


def _extend_concerns() -> None:
    with op.batch_alter_table('concerns') as concerns:
        concerns.add_column(
            sa.Column('source', sa.String(32), server_default='resident', nullable=False)
        )
        concerns.add_column(sa.Column('entered_by_id', sa.Integer(), nullable=True))
        concerns.add_column(sa.Column('people', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('concerns') as concerns:
        concerns.create_foreign_key(
            op.f('fk_concerns_entered_by_id_staff'),
            'staff', ['entered_by_id'], ['id'], ondelete='RESTRICT',
        )
        concerns.create_check_constraint(
            op.f('ck_concerns_concernsource'), "source IN ('resident', 'capture', 'paper')"
        )
        concerns.create_check_constraint(
            op.f('ck_concerns_entered_has_who'), "(source = 'resident') = (entered_by_id IS NULL)"
        )
        concerns.create_check_constraint(
            op.f('ck_concerns_people_range'), 'people BETWEEN 1 AND 99'
        )


def _extend_survey() -> None:
    steps = 'coalesce(heard, approachable, respected, again)'
    with op.batch_alter_table('survey_answers') as answers:
        answers.add_column(sa.Column('respected', sa.Integer(), nullable=True))
    with op.batch_alter_table('survey_answers') as answers:
        answers.create_check_constraint(
            op.f('ck_survey_answers_respected_range'), 'respected BETWEEN 1 AND 5'
        )
        answers.drop_constraint(op.f('ck_survey_answers_something_said'), type_='check')
        answers.create_check_constraint(
            op.f('ck_survey_answers_something_said'), f'{steps} IS NOT NULL OR line IS NOT NULL'
        )


def _reduce_survey() -> None:
    steps = 'coalesce(heard, approachable, again)'
    # The older version cannot hold an answer to the new question alone.
    _delete('survey_answers', f'{steps} IS NULL AND line IS NULL')
    with op.batch_alter_table('survey_answers') as answers:
        answers.drop_constraint(op.f('ck_survey_answers_something_said'), type_='check')
        answers.drop_constraint(op.f('ck_survey_answers_respected_range'), type_='check')
        answers.drop_column('respected')
    with op.batch_alter_table('survey_answers') as answers:
        answers.create_check_constraint(
            op.f('ck_survey_answers_something_said'), f'{steps} IS NOT NULL OR line IS NOT NULL'
        )


def _allow_languages(name: str, languages: tuple[str, ...], *, instead_of: str) -> None:
    with op.batch_alter_table('roster_languages') as spoken:
        spoken.drop_constraint(op.f(f'ck_roster_languages_{instead_of}'), type_='check')
        spoken.create_check_constraint(
            op.f(f'ck_roster_languages_{name}'), f'language IN {languages}'
        )


def _delete(table: str, condition: str) -> None:
    """Delete rows that the older version cannot hold; see `env.py`."""
    deleted = op.get_bind().execute(sa.text(f'DELETE FROM {table} WHERE {condition}'))
    op.get_bind().info.setdefault('replaced_rows', {})[table] = deleted.rowcount


def _allow_actions(actions: tuple[str, ...]) -> None:
    name = op.f('ck_audit_entries_auditaction')
    with op.batch_alter_table('audit_entries') as altered:
        altered.drop_constraint(name, type_='check')
        altered.create_check_constraint(name, f'action IN {actions}')
