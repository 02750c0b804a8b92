"""The schema of 1.0"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op


revision = '0030'
down_revision = None


# The search index.
# The table has its own copy of the texts: to delete a row from the index FTS5 needs the words
# that were in it. Nothing is ranked, so the sizes of columns are not kept.
# Triggers come from coffeecop/db/search_index.py at the end of the migrations.
SQLITE = """
    CREATE VIRTUAL TABLE concern_words USING fts5(
        body, place, messages, columnsize=0, tokenize='unicode61 remove_diacritics 2'
    )
"""

# Without unaccent, which not every server has: letters are taken apart, accents dropped, and what
# is neither letter nor digit becomes a space, so that the parser does not see addresses or paths.
# Nothing here depends on the locale. A tsvector holds a megabyte at most, and each message has the
# words of its whole thread indexed anew.
FOLDED = r"""
    CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT to_tsvector('simple'::regconfig, lower(regexp_replace(
            regexp_replace(normalize(left(said, 100000), NFKD), '[\u0300-\u036f]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f'
            '\ufe00-\ufe0f\U0001f000-\U0001faff]+', ' ', 'g'
        )))
    $$
"""
TABLE = """
    CREATE TABLE concern_words (
        concern_id integer CONSTRAINT pk_concern_words PRIMARY KEY
            CONSTRAINT fk_concern_words_concern_id_concerns
            REFERENCES concerns ON DELETE CASCADE,
        words tsvector NOT NULL
    )
"""
ALL_WORDS = """
    SELECT concerns.id, search_words(concat_ws(
        ' ', body, place,
        (SELECT string_agg(messages.body, ' ' ORDER BY messages.id)
         FROM messages WHERE concern_id = concerns.id)
    ))
    FROM concerns
"""
# The lock lets two messages that come at once see each other.
KEEP = f"""
    CREATE FUNCTION index_concern(changed_id integer) RETURNS void LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
    BEGIN
        PERFORM 1 FROM concerns WHERE id = changed_id FOR NO KEY UPDATE;
        INSERT INTO concern_words {ALL_WORDS} WHERE id = changed_id
        ON CONFLICT (concern_id) DO UPDATE SET words = EXCLUDED.words;
    END
    $$
"""
TRIGGERS = (
    ('concerns', 'INSERT', 'NEW.id'),
    ('concerns', 'UPDATE OF body, place', 'NEW.id'),
    ('messages', 'INSERT', 'NEW.concern_id'),
    ('messages', 'UPDATE OF body', 'NEW.concern_id'),
    ('messages', 'DELETE', 'OLD.concern_id'),
)


def upgrade() -> None:
    # Constraints and indexes without a full name get one by the convention in coffeecop/db.
    _create_table(
        'agencies',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('slug', sa.String(60), nullable=False, unique=True),
        sa.Column('name', sa.String(120), nullable=False),
        sa.Column('name_es', sa.String(120)),
        sa.Column('time_zone', sa.String(60), nullable=False),
        sa.Column('phone', sa.String(30)),
        sa.Column('website', sa.String(300)),
        sa.Column('complaint_url', sa.String(300)),
        sa.Column('outside_complaint_name', sa.String(120)),
        sa.Column('outside_complaint_url', sa.String(300)),
        sa.Column('retention_years', sa.Integer(), nullable=False),
        sa.Column('complaint_retention_years', sa.Integer(), nullable=False),
        sa.Column(
            'roster_shown', _one_of('rostershown', 'names', 'host', 'number'), server_default='host', nullable=False,
        ),
        sa.Column('accommodation_email', sa.String(254)),
        sa.Column('accommodation_days', sa.Integer(), server_default='3', nullable=False),
        sa.Column('accommodation_en', sa.String(300)),
        sa.Column('accommodation_es', sa.String(300)),
        sa.Column('opening_en', sa.String(300)),
        sa.Column('opening_es', sa.String(300)),
        sa.Column('promise_grace_days', sa.Integer(), server_default='14', nullable=False),
        sa.Column('most_open_promises', sa.Integer(), server_default='10', nullable=False),
        sa.Column('second_factor_for_all', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('topic_list_version', sa.Integer(), server_default='0', nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('name'),
        *_not_blank('accommodation_en', 'accommodation_es', 'name_es', 'opening_en', 'opening_es'),
        sa.CheckConstraint('accommodation_days BETWEEN 0 AND 30', 'accommodation_days_range'),
        sa.CheckConstraint('complaint_retention_years BETWEEN 5 AND 100', 'complaint_retention_range'),
        sa.CheckConstraint('most_open_promises BETWEEN 1 AND 100', 'most_open_promises_range'),
        sa.CheckConstraint('promise_grace_days BETWEEN 0 AND 90', 'promise_grace_days_range'),
        sa.CheckConstraint('retention_years BETWEEN 2 AND 100', 'retention_range'),
    )

    audit_head = _create_table(
        'audit_head',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(64), nullable=False),
        sa.CheckConstraint('length(hash) = 64', 'hash_length'),
        sa.CheckConstraint('id = 1', 'only_one'),
        sa.CheckConstraint('sequence >= 0', 'sequence_counted'),
    )
    op.bulk_insert(audit_head, [{'id': 1, 'sequence': 0, 'hash': '0' * 64}])

    installation = _create_table(
        'installation',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('receipt_salt', sa.String(64), nullable=False),
        sa.Column('content_version', sa.Integer(), nullable=False),
        sa.Column('backed_up_at', sa.DateTime()),
        sa.Column('restored_at', sa.DateTime()),
        sa.Column('mail_tested_at', sa.DateTime()),
        sa.Column('worker_seen_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('id = 1', 'only_one'),
    )
    op.bulk_insert(installation, [{
        'id': 1,
        'receipt_salt': secrets.token_hex(16),
        'content_version': 0,
        'created_at': datetime.now(UTC).replace(tzinfo=None),
    }])

    _create_table(
        'answer_templates',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        sa.Column('name', sa.String(80), nullable=False),
        sa.Column('body_en', sa.Text(), nullable=False),
        sa.Column('body_es', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        *_present('body_en', 'body_es', 'name'),
        *_bounded(body_en=4000, body_es=4000),
        sa.UniqueConstraint('agency_id', 'name'),
    )

    _create_table(
        'checklist_items',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False, index=True),
        sa.Column(
            'step',
            _one_of(
                'checkliststep', 'venue', 'host', 'poster', 'online', 'cards', 'roll_call', 'counted', 'answered',
                'published',
            ),
        ),
        sa.Column('label', sa.String(120)),
        sa.Column('days_before', sa.Integer(), nullable=False),
        sa.Column('retired_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        *_not_blank('label'),
        sa.CheckConstraint('days_before BETWEEN -60 AND 180', 'days_before_range'),
        sa.CheckConstraint('step IS NOT NULL OR label IS NOT NULL', 'step_or_label'),
        sa.UniqueConstraint('agency_id', 'step'),
    )

    _create_table(
        'community_shares',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        sa.Column('kind', _one_of('sharekind', 'language', 'area'), nullable=False),
        sa.Column('name', sa.String(60), nullable=False),
        sa.Column('percent', sa.Integer(), nullable=False),
        sa.Column('place_names', sa.Text()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        *_present('name'),
        *_not_blank('place_names'),
        sa.CheckConstraint('percent BETWEEN 0 AND 100', 'percent_range'),
        sa.CheckConstraint("kind = 'area' OR place_names IS NULL", 'place_names_of_an_area'),
        sa.UniqueConstraint('agency_id', 'kind', 'name'),
    )

    _create_table(
        'event_series',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        sa.Column('rule', sa.String(200), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('rule'),
    )

    _create_table(
        'referral_partners',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        sa.Column('name_en', sa.String(80), nullable=False),
        sa.Column('name_es', sa.String(80), nullable=False),
        sa.Column('email', sa.String(254), nullable=False),
        sa.Column('retired_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        *_present('name_en', 'name_es'),
        sa.CheckConstraint("email LIKE '%_@_%'", 'email_form'),
        sa.UniqueConstraint('agency_id', 'name_en'),
    )

    _create_table(
        'services',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False, index=True),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name_en', sa.String(80), nullable=False),
        sa.Column('name_es', sa.String(80), nullable=False),
        sa.Column('description_en', sa.String(300)),
        sa.Column('description_es', sa.String(300)),
        sa.Column('phone', sa.String(30)),
        sa.Column('url', sa.String(300)),
        sa.Column('email', sa.String(254)),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        *_present('name_en', 'name_es'),
        *_not_blank('description_en', 'description_es'),
        sa.CheckConstraint('phone IS NOT NULL OR url IS NOT NULL OR email IS NOT NULL', 'can_be_reached'),
    )

    _create_table(
        'staff',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False, index=True),
        sa.Column('email', sa.String(254), nullable=False, unique=True),
        sa.Column('name', sa.String(120), nullable=False),
        sa.Column('language', _one_of('language', 'en', 'es')),
        sa.Column('password_hash', sa.String(200)),
        sa.Column('has_short_password', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('second_factor_secret', sa.String(255)),
        sa.Column('second_factor_counter', sa.Integer()),
        sa.Column('second_factor_due_at', sa.DateTime()),
        sa.Column('provider_issuer', sa.String(255)),
        sa.Column('provider_subject', sa.String(255)),
        sa.Column('disabled_at', sa.DateTime()),
        sa.Column('is_demo', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('name'),
        *_not_blank('provider_subject'),
        sa.CheckConstraint("email LIKE '%_@_%'", 'email_form'),
        sa.CheckConstraint('email = lower(email)', 'email_lower'),
        sa.CheckConstraint('(provider_issuer IS NULL) = (provider_subject IS NULL)', 'provider_issuer_and_subject'),
        sa.CheckConstraint(
            'second_factor_secret IS NULL OR second_factor_due_at IS NULL', 'second_factor_due_while_missing',
        ),
        sa.CheckConstraint('(second_factor_secret IS NULL) = (second_factor_counter IS NULL)', 'second_factor_whole'),
        sa.CheckConstraint(
            'second_factor_secret IS NOT NULL OR NOT has_short_password', 'short_password_has_second_factor',
        ),
        sa.UniqueConstraint('provider_issuer', 'provider_subject'),
    )

    _create_table(
        'state_wordings',
        _foreign_key('agency_id', 'agencies', 'RESTRICT', primary_key=True),
        sa.Column(
            'state',
            _one_of(
                'residentstate', 'received', 'read', 'looked_into', 'talked_about', 'answered', 'referred', 'declined',
                'closed',
            ),
            primary_key=True,
        ),
        sa.Column('label_en', sa.String(60), nullable=False),
        sa.Column('label_es', sa.String(60), nullable=False),
        sa.Column('sentence_en', sa.String(300)),
        sa.Column('sentence_es', sa.String(300)),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        *_not_blank('label_en', 'label_es', 'sentence_en', 'sentence_es'),
    )

    _create_table(
        'topics',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        sa.Column('key', sa.String(60), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name_en', sa.String(60), nullable=False),
        sa.Column('name_es', sa.String(60), nullable=False),
        sa.Column('description_en', sa.Text(), nullable=False),
        sa.Column('description_es', sa.Text(), nullable=False),
        sa.Column('keywords_en', sa.Text(), nullable=False),
        sa.Column('keywords_es', sa.Text(), nullable=False),
        sa.Column('retired_at', sa.DateTime()),
        _foreign_key('merged_into_id', 'topics', 'RESTRICT'),
        _foreign_key('split_from_id', 'topics', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('name_en', 'name_es'),
        sa.CheckConstraint(
            'merged_into_id IS NULL OR (retired_at IS NOT NULL AND merged_into_id <> id)', 'merged_is_retired',
        ),
        sa.CheckConstraint('split_from_id <> id', 'split_from_another'),
        sa.UniqueConstraint('agency_id', 'key'),
    )

    _create_table(
        'venues',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        sa.Column('name', sa.String(120), nullable=False),
        sa.Column('street', sa.String(120), nullable=False),
        sa.Column('city', sa.String(80), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('city', 'name', 'street'),
        sa.UniqueConstraint('agency_id', 'name', 'street', 'city'),
    )

    _create_table(
        'audit_entries',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('sequence', sa.Integer(), unique=True),
        sa.Column('hash', sa.String(64)),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', index=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT', index=True),
        sa.Column(
            'action',
            _one_of(
                'auditaction', 'signed_in', 'sign_in_failed', 'signed_out', 'password_set', 'staff_added',
                'staff_changed', 'staff_disabled', 'staff_enabled', 'link_made', 'settings_changed', 'event_created',
                'event_changed', 'event_published', 'event_cancelled', 'event_removed', 'status_changed',
                'topics_changed', 'topics_confirmed', 'flag_seen', 'answer_sent', 'concern_released', 'concern_hidden',
                'moved_to_complaints', 'moved_from_complaints', 'concern_assigned', 'contact_opened',
                'concerns_exported', 'concerns_imported', 'topic_added', 'topic_changed', 'topic_retired',
                'topic_restored', 'topic_split', 'topics_merged', 'theme_signed_off', 'theme_renamed',
                'theme_dismissed', 'theme_made_topic', 'identity_confirmed', 'second_factor_set',
                'second_factor_removed', 'recovery_codes_made', 'recovery_code_used', 'provider_linked',
                'provider_unlinked', 'work_handed_over', 'audit_exported', 'events_exported', 'mail_tested',
                'backup_made', 'backup_rehearsed', 'backup_restored', 'database_moved', 'poster_printed', 'series_made',
                'checklist_changed', 'checklist_ticked', 'cards_printed', 'card_entered', 'concern_captured',
                'receipt_shown', 'receipt_looked_up', 'heads_counted', 'topic_note_changed', 'concern_due_set',
                'concern_put_away', 'concern_brought_back', 'note_added', 'concerns_merged', 'concern_referred',
                'referral_withdrawn', 'referral_replied', 'change_undone', 'concern_reopened', 'promise_made',
                'promise_changed', 'promise_kept', 'promise_dropped', 'promise_reopened', 'public_answer_changed',
                'public_answer_published', 'public_answer_withdrawn', 'services_changed', 'templates_changed',
                'partners_changed', 'state_wording_changed', 'shares_changed', 'we_did_published', 'we_did_withdrawn',
                'report_exported',
            ),
            nullable=False,
        ),
        sa.Column('subject_table', sa.String(40)),
        sa.Column('subject_id', sa.Integer()),
        sa.Column('detail', sa.Text()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('length(hash) = 64', 'hash_length'),
        sa.CheckConstraint('(sequence IS NULL) = (hash IS NULL)', 'sequence_has_hash'),
        sa.CheckConstraint('sequence > 0', 'sequence_positive'),
    )
    op.create_index('ix_audit_entries_subject', 'audit_entries', ['subject_table', 'subject_id'])

    _create_table(
        'concern_changes',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT', nullable=False, index=True),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column(
            'kind',
            _one_of('changekind', 'assigned', 'due', 'put_away', 'status', 'hidden', 'merged', 'referred', 'topics'),
            nullable=False,
        ),
        sa.Column('undone_at', sa.DateTime()),
        _foreign_key('undone_by_id', 'staff', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('(undone_at IS NULL) = (undone_by_id IS NULL)', 'undone_has_who'),
    )

    _create_table(
        'events',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        _foreign_key('venue_id', 'venues', 'RESTRICT', nullable=False, index=True),
        sa.Column('slug', sa.String(80), nullable=False, unique=True),
        _foreign_key('series_id', 'event_series', 'RESTRICT'),
        sa.Column('series_date', sa.Date()),
        sa.Column('title_en', sa.String(120), nullable=False),
        sa.Column('title_es', sa.String(120)),
        sa.Column('description_en', sa.Text()),
        sa.Column('description_es', sa.Text()),
        sa.Column('starts_at', sa.DateTime(), nullable=False),
        sa.Column('ends_at', sa.DateTime(), nullable=False),
        sa.Column('time_zone', sa.String(60), nullable=False),
        sa.Column('moved_from_starts_at', sa.DateTime()),
        sa.Column('moved_from_ends_at', sa.DateTime()),
        sa.Column('moved_from_place', sa.Text()),
        sa.Column('capacity', sa.Integer()),
        sa.Column('seats_taken', sa.Integer(), nullable=False),
        sa.Column('holds_submissions', sa.Boolean(), nullable=False),
        sa.Column('themes_found_at', sa.DateTime()),
        sa.Column('we_did_en', sa.Text()),
        sa.Column('we_did_es', sa.Text()),
        sa.Column('we_did_published_at', sa.DateTime()),
        _foreign_key('we_did_published_by_id', 'staff', 'RESTRICT'),
        sa.Column('poster_printed_at', sa.DateTime()),
        sa.Column('heads_counted', sa.Integer()),
        sa.Column('heads_counted_at', sa.DateTime()),
        _foreign_key('heads_counted_by_id', 'staff', 'RESTRICT'),
        sa.Column('status', _one_of('eventstatus', 'draft', 'published', 'cancelled'), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('published_at', sa.DateTime()),
        _foreign_key('published_by_id', 'staff', 'RESTRICT'),
        sa.Column('cancelled_at', sa.DateTime()),
        _foreign_key('cancelled_by_id', 'staff', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL) AND (cancelled_by_id IS NULL OR cancelled_at IS NOT "
            "NULL)",
            'cancelled_has_when',
        ),
        sa.CheckConstraint('capacity > 0', 'capacity_positive'),
        sa.CheckConstraint('ends_at > starts_at', 'ends_after_start'),
        sa.CheckConstraint(
            '(heads_counted IS NULL) = (heads_counted_at IS NULL) AND (heads_counted_at IS NULL) = '
            '(heads_counted_by_id IS NULL)',
            'heads_counted_has_who_and_when',
        ),
        sa.CheckConstraint('heads_counted >= 0', 'heads_not_negative'),
        sa.CheckConstraint(
            "(status = 'draft') = (published_at IS NULL) AND (published_by_id IS NULL OR published_at IS NOT NULL)",
            'published_has_when',
        ),
        sa.CheckConstraint(
            'seats_taken >= 0 AND (capacity IS NULL OR seats_taken <= capacity)', 'seats_within_capacity',
        ),
        sa.CheckConstraint('(series_id IS NULL) = (series_date IS NULL)', 'series_has_date'),
        sa.CheckConstraint('length(slug) > 0 AND slug = lower(slug)', 'slug_form'),
        sa.CheckConstraint('length(trim(title_en)) > 0', 'title_present'),
        sa.CheckConstraint('we_did_published_at IS NULL OR we_did_en IS NOT NULL', 'we_did_published_has_text'),
        sa.CheckConstraint(
            'we_did_published_by_id IS NULL OR we_did_published_at IS NOT NULL', 'we_did_published_has_when',
        ),
        sa.UniqueConstraint('series_id', 'series_date'),
    )
    op.create_index('ix_events_agency_id_starts_at', 'events', ['agency_id', 'starts_at'])
    op.create_index('ix_events_status_starts_at', 'events', ['status', 'starts_at'])
    op.create_index('ix_events_to_seek_themes', 'events', ['id'], **_where('themes_found_at IS NULL'))

    _create_table(
        'public_answers',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False, index=True),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        _foreign_key('topic_id', 'topics', 'RESTRICT', index=True),
        sa.Column('question_en', sa.String(200)),
        sa.Column('question_es', sa.String(200)),
        sa.Column('answer_en', sa.Text()),
        sa.Column('answer_es', sa.Text()),
        sa.Column('published_at', sa.DateTime()),
        _foreign_key('published_by_id', 'staff', 'RESTRICT'),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        _foreign_key('created_by_id', 'staff', 'RESTRICT', nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_not_blank('answer_en', 'answer_es', 'question_en', 'question_es'),
        *_bounded(answer_en=4000, answer_es=4000),
        sa.CheckConstraint('(published_at IS NULL) = (published_by_id IS NULL)', 'published_has_who'),
        sa.CheckConstraint(
            'published_at IS NULL OR question_en IS NOT NULL AND question_es IS NOT NULL AND answer_en IS NOT NULL '
            'AND answer_es IS NOT NULL',
            'published_in_both_languages',
        ),
    )

    _create_table(
        'recovery_codes',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('staff_id', 'staff', 'CASCADE', nullable=False),
        sa.Column('code_hash', sa.String(64), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.UniqueConstraint('staff_id', 'code_hash'),
    )

    _create_table(
        'saved_filters',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT', nullable=False),
        sa.Column('name', sa.String(40), nullable=False),
        sa.Column('query', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('name'),
        sa.CheckConstraint('length(query) > 0', 'query_present'),
        sa.UniqueConstraint('staff_id', 'name'),
    )

    _create_table(
        'staff_links',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('staff_id', 'staff', 'CASCADE', index=True),
        sa.Column('token_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('expires_at', sa.DateTime(), nullable=False),
        sa.Column('used_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('expires_at > created_at', 'ends_after_start'),
    )

    _create_table(
        'staff_notifications',
        _foreign_key('staff_id', 'staff', 'CASCADE', primary_key=True),
        sa.Column('answers', sa.Boolean()),
        sa.Column('flags', sa.Boolean()),
        sa.Column('complaints', sa.Boolean()),
        sa.Column('digest', _one_of('digestdays', 'monday', 'daily', 'never')),
        sa.Column('quiet_from', sa.Time(), nullable=False),
        sa.Column('quiet_until', sa.Time(), nullable=False),
        sa.Column('flags_break_quiet', sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column('alerted_at', sa.DateTime()),
        sa.Column('digest_at', sa.DateTime()),
    )

    _create_table(
        'staff_roles',
        _foreign_key('staff_id', 'staff', 'CASCADE', primary_key=True),
        sa.Column('role', _one_of('role', 'officer', 'organizer', 'complaints', 'records', 'admin'), primary_key=True),
    )

    _create_table(
        'staff_sessions',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('staff_id', 'staff', 'CASCADE', nullable=False, index=True),
        sa.Column('token_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('is_own_device', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('via_provider', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('browser', _one_of('browser', 'Chrome', 'Edge', 'Firefox', 'Opera', 'Safari', 'Samsung Internet')),
        sa.Column('device', _one_of('device', 'Android', 'Chromebook', 'iPad', 'iPhone', 'Linux', 'Mac', 'Windows')),
        sa.Column('expires_at', sa.DateTime(), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(), nullable=False),
        sa.Column('last_used_at', sa.DateTime(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('expires_at > created_at', 'ends_after_start'),
    )

    _create_table(
        'themes',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False, index=True),
        sa.Column('phrase', sa.String(200)),
        sa.Column('name', sa.String(60)),
        sa.Column(
            'status', _one_of('themestatus', 'proposed', 'signed_off', 'dismissed', 'made_topic'), nullable=False,
        ),
        sa.Column('decided_at', sa.DateTime()),
        _foreign_key('decided_by_id', 'staff', 'RESTRICT'),
        _foreign_key('topic_id', 'topics', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_not_blank('name', 'phrase'),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (status = 'proposed')",
            'decided_has_who_and_when',
        ),
        sa.CheckConstraint("(status = 'made_topic') = (topic_id IS NOT NULL)", 'made_topic_has_topic'),
    )

    _create_table(
        'topic_notes',
        _foreign_key('topic_id', 'topics', 'RESTRICT', primary_key=True),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        _foreign_key('changed_by_id', 'staff', 'RESTRICT', nullable=False),
        *_present('body'),
        *_bounded(body=1000),
    )

    _create_table(
        'answer_confirmations',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('answer_id', 'public_answers', 'CASCADE', nullable=False, index=True),
        _foreign_key('event_id', 'events', 'CASCADE', index=True),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
    )

    _create_table(
        'arrivals',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False, index=True),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('counted_by', _one_of('countedby', 'staff', 'door'), nullable=False),
        _foreign_key('staff_id', 'staff', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('people BETWEEN 1 AND 20', 'people_range'),
        sa.CheckConstraint("(counted_by = 'staff') = (staff_id IS NOT NULL)", 'staff_counted_has_who'),
    )

    _create_table(
        'checklist_ticks',
        _foreign_key('event_id', 'events', 'CASCADE', primary_key=True),
        _foreign_key('item_id', 'checklist_items', 'RESTRICT', primary_key=True, index=True),
        sa.Column('ticked_at', sa.DateTime(), nullable=False),
        _foreign_key('ticked_by_id', 'staff', 'RESTRICT', nullable=False),
    )

    _create_table(
        'concerns',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False),
        sa.Column('form_key_hash', sa.String(64), unique=True),
        sa.Column('receipt_hash', sa.String(64), unique=True),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('kind', _one_of('kind', 'concern', 'question', 'idea', 'thanks'), nullable=False),
        sa.Column('phase', _one_of('phase', 'before', 'at', 'after'), nullable=False),
        sa.Column('wants_talk', sa.Boolean(), nullable=False),
        sa.Column('wants_answer', sa.Boolean(), nullable=False),
        sa.Column('place', sa.String(120)),
        sa.Column('for_neighbor', sa.Boolean(), nullable=False),
        sa.Column('language', _one_of('language', 'en', 'es'), nullable=False),
        sa.Column(
            'source', _one_of('concernsource', 'resident', 'capture', 'paper'), server_default='resident',
            nullable=False,
        ),
        _foreign_key('entered_by_id', 'staff', 'RESTRICT'),
        sa.Column('people', sa.Integer(), server_default='1', nullable=False),
        sa.Column(
            'status',
            _one_of(
                'concernstatus', 'new', 'looked_into', 'talked_about', 'answered', 'referred', 'declined', 'closed',
            ),
            nullable=False,
        ),
        sa.Column('status_at', sa.DateTime()),
        _foreign_key('status_by_id', 'staff', 'RESTRICT'),
        sa.Column('withdrawn_at', sa.DateTime()),
        sa.Column('text_language', _one_of('textlanguage', 'en', 'es')),
        sa.Column('has_personal_details', sa.Boolean()),
        sa.Column('names_officer', sa.Boolean()),
        sa.Column('topics_checked_at', sa.DateTime()),
        _foreign_key('topics_checked_by_id', 'staff', 'RESTRICT'),
        sa.Column('unsubscribed_at', sa.DateTime()),
        sa.Column('better', _one_of('better', 'yes', 'somewhat', 'no')),
        sa.Column('better_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False, index=True),
        sa.Column('is_complaint', sa.Boolean(), nullable=False),
        sa.Column('is_held', sa.Boolean(), nullable=False),
        sa.Column('hidden_for', _one_of('hiddenfor', 'spam', 'duplicate', 'personal_data', 'threat')),
        sa.Column('hidden_at', sa.DateTime()),
        _foreign_key('hidden_by_id', 'staff', 'RESTRICT'),
        sa.Column('listed_at', sa.DateTime()),
        sa.Column('suggested_at', sa.DateTime()),
        _foreign_key('assigned_to_id', 'staff', 'RESTRICT'),
        _foreign_key('deputy_id', 'staff', 'RESTRICT'),
        sa.Column('due_on', sa.Date()),
        sa.Column('put_away_at', sa.DateTime()),
        sa.Column('put_away_until', sa.DateTime()),
        sa.Column('put_away_for_next_event', sa.Boolean(), server_default=sa.false(), nullable=False),
        _foreign_key('merged_into_id', 'concerns', 'SET NULL', index=True),
        sa.Column('merged_at', sa.DateTime()),
        _foreign_key('merged_by_id', 'staff', 'RESTRICT'),
        sa.Column('status_reason', sa.Text()),
        sa.Column('reopened_at', sa.DateTime()),
        sa.Column('came_back_on', sa.Date()),
        *_present('body'),
        *_not_blank('place', 'status_reason'),
        *_bounded(body=4000, status_reason=1000),
        sa.CheckConstraint('(better IS NULL) = (better_at IS NULL)', 'better_has_when'),
        sa.CheckConstraint('NOT is_complaint OR (NOT is_held AND hidden_at IS NULL)', 'complaint_not_held_or_hidden'),
        sa.CheckConstraint("status <> 'declined' OR status_reason IS NOT NULL", 'declined_has_reason'),
        sa.CheckConstraint('deputy_id IS NULL OR assigned_to_id IS NOT NULL', 'deputy_has_assignee'),
        sa.CheckConstraint('deputy_id <> assigned_to_id', 'deputy_is_another'),
        sa.CheckConstraint('(has_personal_details IS NULL) = (names_officer IS NULL)', 'details_looked_for_at_once'),
        sa.CheckConstraint("(source = 'resident') = (entered_by_id IS NULL)", 'entered_has_who'),
        sa.CheckConstraint(
            '(hidden_for IS NULL) = (hidden_at IS NULL) AND (hidden_at IS NULL) = (hidden_by_id IS NULL)',
            'hidden_has_why_who_and_when',
        ),
        sa.CheckConstraint(
            'merged_into_id IS NULL OR merged_at IS NOT NULL AND merged_by_id IS NOT NULL', 'merged_has_who_and_when',
        ),
        sa.CheckConstraint('merged_into_id <> id', 'merged_into_another'),
        sa.CheckConstraint('people BETWEEN 1 AND 99', 'people_range'),
        sa.CheckConstraint(
            '(put_away_at IS NULL) = (put_away_until IS NULL AND NOT put_away_for_next_event)', 'put_away_has_an_end',
        ),
        sa.CheckConstraint('put_away_until IS NULL OR NOT put_away_for_next_event', 'put_away_has_one_end'),
        sa.CheckConstraint('(status_by_id IS NULL) = (status_at IS NULL)', 'status_has_who_and_when'),
        sa.CheckConstraint(
            '(topics_checked_by_id IS NULL) = (topics_checked_at IS NULL)', 'topics_checked_has_who_and_when',
        ),
    )
    op.create_index(
        'ix_concerns_assigned_to_id', 'concerns', ['assigned_to_id'], **_where('assigned_to_id IS NOT NULL'),
    )
    op.create_index('ix_concerns_deputy_id', 'concerns', ['deputy_id'], **_where('deputy_id IS NOT NULL'))
    op.create_index('ix_concerns_details_to_find', 'concerns', ['id'], **_where('has_personal_details IS NULL'))
    op.create_index('ix_concerns_due_on', 'concerns', ['due_on'], **_where('due_on IS NOT NULL'))
    op.create_index('ix_concerns_event_id_created_at', 'concerns', ['event_id', 'created_at'])
    op.create_index('ix_concerns_listed_at', 'concerns', ['listed_at'], **_where('listed_at IS NOT NULL'))
    op.create_index('ix_concerns_to_read', 'concerns', ['id'], **_where('suggested_at IS NULL'))
    op.create_index(
        'ix_concerns_topics_checked_at', 'concerns', ['topics_checked_at'], **_where('topics_checked_at IS NOT NULL'),
    )

    _create_table(
        'paper_cards',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('language', _one_of('language', 'en', 'es'), nullable=False),
        sa.Column('key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('receipt_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('number > 0', 'number_positive'),
        sa.UniqueConstraint('event_id', 'number'),
    )

    _create_table(
        'promises',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        _foreign_key('event_id', 'events', 'SET NULL', index=True),
        _foreign_key('venue_id', 'venues', 'RESTRICT', nullable=False, index=True),
        _foreign_key('topic_id', 'topics', 'RESTRICT', index=True),
        sa.Column('what', sa.String(300), nullable=False),
        sa.Column('public_en', sa.String(300)),
        sa.Column('public_es', sa.String(300)),
        _foreign_key('owner_id', 'staff', 'RESTRICT', nullable=False, index=True),
        _foreign_key('deputy_id', 'staff', 'RESTRICT'),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('published_at', sa.DateTime()),
        sa.Column('status', _one_of('promisestatus', 'open', 'kept', 'dropped'), nullable=False),
        sa.Column('closed_at', sa.DateTime()),
        _foreign_key('closed_by_id', 'staff', 'RESTRICT'),
        sa.Column('outcome_en', sa.String(1000)),
        sa.Column('outcome_es', sa.String(1000)),
        _foreign_key('created_by_id', 'staff', 'RESTRICT', nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_not_blank('outcome_en', 'outcome_es', 'public_en', 'public_es', 'what'),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by_id IS NULL)",
            'closed_has_who_and_when',
        ),
        sa.CheckConstraint('deputy_id <> owner_id', 'deputy_is_another'),
        sa.CheckConstraint(
            "status <> 'dropped' OR outcome_en IS NOT NULL AND outcome_es IS NOT NULL", 'dropped_has_reason',
        ),
        sa.CheckConstraint(
            'published_at IS NULL OR public_en IS NOT NULL AND public_es IS NOT NULL', 'published_in_both_languages',
        ),
    )
    op.create_index('ix_promises_agency_id_status_due_on', 'promises', ['agency_id', 'status', 'due_on'])

    _create_table(
        'public_record_entries',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column(
            'state_before',
            _one_of(
                'recordstatebefore', 'waiting', 'answered', 'passed_on', 'noted', 'taken_back', 'hidden', 'destroyed',
            ),
        ),
        sa.Column(
            'state_after',
            _one_of('recordstate', 'waiting', 'answered', 'passed_on', 'noted', 'taken_back', 'hidden', 'destroyed'),
            nullable=False,
        ),
        sa.Column('commitment', sa.String(64), nullable=False),
        sa.Column('hash', sa.String(64), nullable=False),
        sa.Column('created_on', sa.Date(), nullable=False),
        sa.CheckConstraint('length(commitment) = 64', 'commitment_length'),
        sa.CheckConstraint('length(hash) = 64', 'hash_length'),
        sa.CheckConstraint('sequence > 0', 'sequence_positive'),
        sa.CheckConstraint('state_before <> state_after', 'state_changes'),
        sa.UniqueConstraint('event_id', 'sequence'),
    )

    _create_table(
        'public_record_heads',
        _foreign_key('event_id', 'events', 'CASCADE', primary_key=True),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(64), nullable=False),
        sa.CheckConstraint('length(hash) = 64', 'hash_length'),
        sa.CheckConstraint('sequence >= 0', 'sequence_counted'),
    )

    _create_table(
        'public_record_roots',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('root', sa.String(64), nullable=False),
        sa.Column('published_on', sa.Date(), nullable=False),
        sa.CheckConstraint('length(root) = 64', 'root_length'),
        sa.CheckConstraint('size > 0', 'size_positive'),
        sa.UniqueConstraint('event_id', 'published_on'),
    )

    _create_table(
        'roster_entries',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False, index=True),
        sa.Column('name', sa.String(80), nullable=False),
        sa.Column('is_host', sa.Boolean(), nullable=False),
        sa.Column(
            'role', _one_of('rosterrole', 'officer', 'interpreter', 'social_worker', 'animal_control', 'partner'),
            server_default='officer', nullable=False,
        ),
        *_present('name'),
        sa.CheckConstraint("NOT is_host OR role = 'officer'", 'host_is_officer'),
        sa.UniqueConstraint('event_id', 'name'),
    )
    op.create_index('uq_roster_entries_host', 'roster_entries', ['event_id'], unique=True, **_where('is_host'))

    _create_table(
        'rsvps',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False, index=True),
        sa.Column('token_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('party_size', sa.Integer(), nullable=False),
        sa.Column('language', _one_of('language', 'en', 'es'), nullable=False),
        sa.Column('other_language', sa.String(60)),
        sa.Column('status', _one_of('rsvpstatus', 'coming', 'waiting', 'offered', 'cancelled'), nullable=False),
        sa.Column('cancelled_at', sa.DateTime()),
        sa.Column('waiting_since', sa.DateTime()),
        sa.Column('offer_ends_at', sa.DateTime()),
        sa.Column('unsubscribed_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_not_blank('other_language'),
        sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", 'cancelled_has_when'),
        sa.CheckConstraint("(status = 'offered') = (offer_ends_at IS NOT NULL)", 'offer_has_an_end'),
        sa.CheckConstraint('party_size BETWEEN 1 AND 20', 'party_size_range'),
        sa.CheckConstraint("status NOT IN ('waiting', 'offered') OR waiting_since IS NOT NULL", 'waiting_has_since'),
    )
    op.create_index('ix_rsvps_waitlist', 'rsvps', ['event_id', 'status', 'waiting_since'])

    _create_table(
        'survey_answers',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('event_id', 'events', 'CASCADE', nullable=False, index=True),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('heard', sa.Integer()),
        sa.Column('approachable', sa.Integer()),
        sa.Column('respected', sa.Integer()),
        sa.Column('again', sa.Integer()),
        sa.Column('line', sa.String(300)),
        sa.Column('language', _one_of('language', 'en', 'es'), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_not_blank('line'),
        sa.CheckConstraint('again BETWEEN 1 AND 5', 'again_range'),
        sa.CheckConstraint('approachable BETWEEN 1 AND 5', 'approachable_range'),
        sa.CheckConstraint('heard BETWEEN 1 AND 5', 'heard_range'),
        sa.CheckConstraint('respected BETWEEN 1 AND 5', 'respected_range'),
        sa.CheckConstraint(
            'coalesce(heard, approachable, respected, again) IS NOT NULL OR line IS NOT NULL', 'something_said',
        ),
    )

    _create_table(
        'concern_change_items',
        _foreign_key('change_id', 'concern_changes', 'CASCADE', primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True, index=True),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
    )

    _create_table(
        'concern_flags',
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True),
        sa.Column(
            'kind', _one_of('flagkind', 'self_harm', 'threat', 'emergency', 'domestic_violence'), primary_key=True,
        ),
        sa.Column('is_right', sa.Boolean()),
        sa.Column('action', _one_of('flagaction', 'call', 'refer', 'nothing')),
        sa.Column('seen_at', sa.DateTime()),
        _foreign_key('seen_by_id', 'staff', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "action IS NULL OR is_right IS NOT NULL AND (action = 'nothing') = (NOT is_right)", 'action_fits_verdict',
        ),
        sa.CheckConstraint(
            '(seen_at IS NULL) = (seen_by_id IS NULL) AND (seen_at IS NULL) = (is_right IS NULL)',
            'seen_has_who_when_and_whether_right',
        ),
    )
    op.create_index('ix_concern_flags_to_see', 'concern_flags', ['concern_id'], **_where('seen_at IS NULL'))

    _create_table(
        'concern_mentions',
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True),
        sa.Column('kind', _one_of('mentionkind', 'place', 'ask'), primary_key=True),
        sa.Column('key', sa.String(120), primary_key=True),
        sa.Column('label', sa.String(120), nullable=False),
        *_present('key', 'label'),
    )

    _create_table(
        'concern_notes',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', nullable=False, index=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT', nullable=False),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('body'),
        *_bounded(body=4000),
    )

    _create_table(
        'concern_topics',
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True),
        _foreign_key('topic_id', 'topics', 'RESTRICT', primary_key=True, index=True),
        sa.Column('assigned_by', _one_of('assignedby', 'resident', 'engine', 'staff'), nullable=False),
        _foreign_key('staff_id', 'staff', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint("(assigned_by = 'staff') = (staff_id IS NOT NULL)", 'staff_has_who'),
    )

    _create_table(
        'concern_vectors',
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True),
        sa.Column('encoder', sa.String(40), nullable=False),
        sa.Column('vector', sa.LargeBinary(), nullable=False),
    )

    _create_table(
        'contacts',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('rsvp_id', 'rsvps', 'CASCADE', unique=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', unique=True),
        sa.Column('name', sa.String(120)),
        sa.Column('email', sa.String(254)),
        sa.Column('phone', sa.String(30)),
        sa.Column('wants_news', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint('NOT wants_news OR email IS NOT NULL', 'news_has_email'),
        sa.CheckConstraint(
            "length(trim(coalesce(name, 'x'))) > 0 AND length(trim(coalesce(email, 'x'))) > 0 AND "
            "length(trim(coalesce(phone, 'x'))) > 0",
            'nothing_blank',
        ),
        sa.CheckConstraint('(rsvp_id IS NULL) <> (concern_id IS NULL)', 'one_owner'),
        sa.CheckConstraint('name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL', 'something_given'),
    )

    _create_table(
        'messages',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', nullable=False, index=True),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT'),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False, index=True),
        *_present('body'),
        *_bounded(body=4000),
    )

    _create_table(
        'promise_concerns',
        _foreign_key('promise_id', 'promises', 'CASCADE', primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True, index=True),
    )

    _create_table(
        'promise_photos',
        _foreign_key('promise_id', 'promises', 'CASCADE', primary_key=True),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('alt_en', sa.String(300), nullable=False),
        sa.Column('alt_es', sa.String(300), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('alt_en', 'alt_es'),
        sa.CheckConstraint('length(content) BETWEEN 1 AND 2000000', 'content_size'),
        sa.CheckConstraint('width > 0 AND height > 0', 'size_positive'),
    )

    _create_table(
        'promise_updates',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('promise_id', 'promises', 'CASCADE', nullable=False, index=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT', nullable=False),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('body_en', sa.String(1000), nullable=False),
        sa.Column('body_es', sa.String(1000), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('body_en', 'body_es'),
    )

    _create_table(
        'public_answer_concerns',
        _foreign_key('answer_id', 'public_answers', 'CASCADE', primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True, index=True),
    )

    _create_table(
        'public_record_openings',
        _foreign_key('entry_id', 'public_record_entries', 'CASCADE', primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', nullable=False, index=True),
        sa.Column('salt', sa.String(64), nullable=False),
        sa.CheckConstraint('length(salt) = 64', 'salt_length'),
    )

    _create_table(
        'referrals',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', nullable=False, index=True),
        _foreign_key('partner_id', 'referral_partners', 'RESTRICT', nullable=False, index=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT', nullable=False),
        sa.Column('form_key_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('token_hash', sa.String(64), nullable=False, unique=True),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('withdrawn_at', sa.DateTime()),
        sa.Column('reply', sa.Text()),
        sa.Column('replied_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        *_present('body'),
        *_not_blank('reply'),
        *_bounded(body=4000, reply=4000),
        sa.CheckConstraint('(reply IS NULL) = (replied_at IS NULL)', 'reply_has_when'),
    )

    _create_table(
        'roster_languages',
        _foreign_key('roster_entry_id', 'roster_entries', 'CASCADE', primary_key=True),
        sa.Column(
            'language',
            _one_of(
                'spokenlanguage', 'en', 'es', 'ase', 'ar', 'hy', 'yue', 'fil', 'hi', 'hmn', 'ja', 'km', 'ko', 'cmn',
                'mix', 'fa', 'pa', 'ru', 'vi', 'zap',
            ),
            primary_key=True,
        ),
    )

    _create_table(
        'rsvp_needs',
        _foreign_key('rsvp_id', 'rsvps', 'CASCADE', primary_key=True),
        sa.Column(
            'need', _one_of('need', 'spanish', 'other_language', 'sign_language', 'step_free', 'child_seat'),
            primary_key=True,
        ),
    )

    _create_table(
        'theme_concerns',
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True),
        _foreign_key('theme_id', 'themes', 'CASCADE', nullable=False, index=True),
        sa.Column('rank', sa.Integer(), nullable=False),
        sa.CheckConstraint('rank >= 0', 'rank_counted'),
    )

    _create_table(
        'topic_quotes',
        _foreign_key('event_id', 'events', 'CASCADE', primary_key=True),
        _foreign_key('topic_id', 'topics', 'CASCADE', primary_key=True),
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True, index=True),
        sa.Column('rank', sa.Integer(), nullable=False),
        sa.CheckConstraint('rank >= 0', 'rank_counted'),
    )

    _create_table(
        'topic_suggestions',
        _foreign_key('concern_id', 'concerns', 'CASCADE', primary_key=True),
        _foreign_key('topic_id', 'topics', 'RESTRICT', primary_key=True, index=True),
        sa.Column('probability', sa.Double(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('probability BETWEEN 0 AND 1', 'probability_range'),
    )

    _create_table(
        'outbox',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('message_id', sa.String(200), nullable=False, unique=True),
        _foreign_key('rsvp_id', 'rsvps', 'CASCADE'),
        _foreign_key('concern_id', 'concerns', 'CASCADE'),
        _foreign_key('staff_id', 'staff', 'CASCADE'),
        _foreign_key('referral_id', 'referrals', 'CASCADE'),
        sa.Column(
            'kind',
            _one_of(
                'mailkind', 'confirmation', 'reminder', 'changed', 'cancelled', 'offer', 'offer_lapsed', 'answer',
                'news', 'referral', 'referral_withdrawn', 'alert', 'digest',
            ),
            nullable=False,
        ),
        sa.Column('occasion', sa.String(40), nullable=False),
        sa.Column('recipient', sa.String(254)),
        sa.Column('recipient_key', sa.String(26), index=True),
        sa.Column('link_used_at', sa.DateTime()),
        sa.Column('subject', sa.String(200), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('calendar', sa.Text()),
        sa.Column('unsubscribe_url', sa.String(300)),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('next_attempt_at', sa.DateTime(), nullable=False),
        sa.Column('last_error', sa.String(300)),
        sa.Column('sent_at', sa.DateTime()),
        sa.Column('failed_at', sa.DateTime()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('attempts >= 0', 'attempts_counted'),
        sa.CheckConstraint(
            "(kind IN ('alert', 'digest')) = (staff_id IS NOT NULL) AND (kind IN ('referral', 'referral_withdrawn')) "
            "= (referral_id IS NOT NULL)",
            'kind_fits_reason',
        ),
        sa.CheckConstraint(
            '(rsvp_id IS NULL OR concern_id IS NULL) AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL) '
            'AND (referral_id IS NULL OR coalesce(rsvp_id, concern_id, staff_id) IS NULL)',
            'one_reason',
        ),
        sa.CheckConstraint("recipient LIKE '%_@_%'", 'recipient_form'),
        sa.CheckConstraint(
            'recipient IS NOT NULL OR sent_at IS NOT NULL OR failed_at IS NOT NULL', 'recipient_while_waiting',
        ),
        sa.CheckConstraint('sent_at IS NULL OR failed_at IS NULL', 'sent_or_failed'),
        sa.UniqueConstraint('concern_id', 'kind', 'occasion'),
        sa.UniqueConstraint('referral_id', 'kind', 'occasion'),
        sa.UniqueConstraint('rsvp_id', 'kind', 'occasion'),
        sa.UniqueConstraint('staff_id', 'kind', 'occasion'),
    )
    op.create_index('ix_outbox_waiting', 'outbox', ['sent_at', 'failed_at', 'next_attempt_at'])

    _create_table(
        'topic_changes',
        sa.Column('id', sa.Integer(), primary_key=True),
        _foreign_key('agency_id', 'agencies', 'RESTRICT', nullable=False, index=True),
        _foreign_key('staff_id', 'staff', 'RESTRICT', nullable=False),
        sa.Column(
            'kind', _one_of('topicchangekind', 'added', 'changed', 'merged', 'split', 'retired', 'restored'),
            nullable=False,
        ),
        _foreign_key('topic_id', 'topics', 'SET NULL'),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.Column('undone_at', sa.DateTime()),
        _foreign_key('undone_by_id', 'staff', 'RESTRICT'),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('(undone_at IS NULL) = (undone_by_id IS NULL)', 'undone_has_who'),
    )

    _create_search_index()


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


def _create_search_index() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(SQLITE)
        return
    for statement in (FOLDED, TABLE, KEEP):
        op.execute(statement)
    # Without a list of pending rows, which every search would read through.
    op.execute(
        'CREATE INDEX ix_concern_words_words ON concern_words USING gin (words) '
        'WITH (fastupdate = off)'
    )
    for table, change, concern_id in TRIGGERS:
        name = _trigger(table, change)
        op.execute(f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern({concern_id});
                RETURN NULL;
            END
            $$
        """)
        op.execute(
            f'CREATE TRIGGER {name} AFTER {change} ON {table} '
            f'FOR EACH ROW EXECUTE FUNCTION {name}()'
        )


def _trigger(table: str, change: str) -> str:
    return f'{table}_{change.split()[0].lower()}_words'


def _create_table(name: str, *parts: Any) -> sa.Table:
    # As on PostgreSQL, an id is given once. A table without an id of its own ignores it.
    return op.create_table(name, *parts, sqlite_autoincrement=True)


def _foreign_key(name: str, table: str, ondelete: str, **options: Any) -> sa.Column:
    return sa.Column(
        name, sa.Integer(), sa.ForeignKey(f'{table}.id', ondelete=ondelete), **options
    )


def _one_of(name: str, *values: str) -> sa.Enum:
    """A text with a check constraint of this name."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _present(*columns: str) -> Iterator[sa.CheckConstraint]:
    for name in columns:
        yield sa.CheckConstraint(f'length(trim({name})) > 0', f'{name}_present')


def _not_blank(*columns: str) -> Iterator[sa.CheckConstraint]:
    for name in columns:
        yield sa.CheckConstraint(f'length(trim({name})) > 0', f'{name}_not_blank')


def _bounded(**lengths: int) -> Iterator[sa.CheckConstraint]:
    for name, length in lengths.items():
        yield sa.CheckConstraint(f'length({name}) <= {length}', f'{name}_bounded')


def _where(condition: str) -> dict[str, sa.TextClause]:
    return dict.fromkeys(('sqlite_where', 'postgresql_where'), sa.text(condition))
