"""First schema"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('agencies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('phone', sa.String(length=30), nullable=True),
    sa.Column('website', sa.String(length=300), nullable=True),
    sa.Column('complaint_url', sa.String(length=300), nullable=True),
    sa.Column('outside_complaint_name', sa.String(length=120), nullable=True),
    sa.Column('outside_complaint_url', sa.String(length=300), nullable=True),
    sa.Column('retention_years', sa.Integer(), nullable=False),
    sa.Column('complaint_retention_years', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('complaint_retention_years BETWEEN 5 AND 100', name=op.f('ck_agencies_complaint_retention_range')),
    sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_agencies_name_present')),
    sa.CheckConstraint('retention_years BETWEEN 2 AND 100', name=op.f('ck_agencies_retention_range')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agencies')),
    sa.UniqueConstraint('slug', name=op.f('uq_agencies_slug'))
    )
    installation = op.create_table('installation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('receipt_salt', sa.String(length=64), nullable=False),
    sa.Column('content_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_installation_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.bulk_insert(installation, [{
        'id': 1,
        'receipt_salt': secrets.token_hex(16),
        'content_version': 0,
        'created_at': datetime.now(UTC).replace(tzinfo=None),
    }])
    op.create_table('staff',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('language', sa.Enum('en', 'es', name='language', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('disabled_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("email LIKE '%_@_%'", name=op.f('ck_staff_email_form')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_staff_email_lower')),
    sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_staff_name_present')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_staff_agency_id_agencies'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('email', name=op.f('uq_staff_email'))
    )
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_agency_id'), ['agency_id'], unique=False)

    op.create_table('topics',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('name_es', sa.String(length=60), nullable=False),
    sa.Column('description_en', sa.Text(), nullable=False),
    sa.Column('description_es', sa.Text(), nullable=False),
    sa.Column('keywords_en', sa.Text(), nullable=False),
    sa.Column('keywords_es', sa.Text(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('length(trim(name_en)) > 0', name=op.f('ck_topics_name_en_present')),
    sa.CheckConstraint('length(trim(name_es)) > 0', name=op.f('ck_topics_name_es_present')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_topics_agency_id_agencies'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topics')),
    sa.UniqueConstraint('agency_id', 'key', name=op.f('uq_topics_agency_id_key'))
    )
    op.create_table('venues',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('street', sa.String(length=120), nullable=False),
    sa.Column('city', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('length(trim(city)) > 0', name=op.f('ck_venues_city_present')),
    sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_venues_name_present')),
    sa.CheckConstraint('length(trim(street)) > 0', name=op.f('ck_venues_street_present')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_venues_agency_id_agencies'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venues')),
    sa.UniqueConstraint('agency_id', 'name', 'street', 'city', name=op.f('uq_venues_agency_id_name_street_city'))
    )
    op.create_table('audit_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.Enum('signed_in', 'signed_out', 'password_set', 'staff_added', 'staff_changed', 'staff_disabled', 'staff_enabled', 'link_made', 'settings_changed', 'event_created', 'event_changed', 'event_published', 'event_cancelled', 'event_removed', 'status_changed', 'topics_changed', 'answer_sent', 'concern_released', 'concern_hidden', 'contact_opened', 'concerns_exported', 'concerns_imported', name='auditaction', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('subject_table', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.String(length=500), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_audit_entries_agency_id_agencies'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_audit_entries_staff_id_staff'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_agency_id'), ['agency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_staff_id'), ['staff_id'], unique=False)
        batch_op.create_index('ix_audit_entries_subject', ['subject_table', 'subject_id'], unique=False)

    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title_en', sa.String(length=120), nullable=False),
    sa.Column('title_es', sa.String(length=120), nullable=True),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('description_es', sa.Text(), nullable=True),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('seats_taken', sa.Integer(), nullable=False),
    sa.Column('holds_submissions', sa.Boolean(), nullable=False),
    sa.Column('we_did_en', sa.Text(), nullable=True),
    sa.Column('we_did_es', sa.Text(), nullable=True),
    sa.Column('status', sa.Enum('draft', 'published', 'cancelled', name='eventstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(), nullable=True),
    sa.Column('cancelled_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL) AND (cancelled_by_id IS NULL OR cancelled_at IS NOT NULL)", name=op.f('ck_events_cancelled_has_when')),
    sa.CheckConstraint("(status = 'draft') = (published_at IS NULL) AND (published_by_id IS NULL OR published_at IS NOT NULL)", name=op.f('ck_events_published_has_when')),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_events_capacity_positive')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_events_ends_after_start')),
    sa.CheckConstraint('length(slug) > 0 AND slug = lower(slug)', name=op.f('ck_events_slug_form')),
    sa.CheckConstraint('length(trim(title_en)) > 0', name=op.f('ck_events_title_present')),
    sa.CheckConstraint('seats_taken >= 0 AND (capacity IS NULL OR seats_taken <= capacity)', name=op.f('ck_events_seats_within_capacity')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_events_agency_id_agencies'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['cancelled_by_id'], ['staff.id'], name=op.f('fk_events_cancelled_by_id_staff'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['published_by_id'], ['staff.id'], name=op.f('fk_events_published_by_id_staff'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_events_venue_id_venues'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sa.UniqueConstraint('slug', name=op.f('uq_events_slug'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index('ix_events_agency_id_starts_at', ['agency_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_events_status_starts_at', ['status', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_venue_id'), ['venue_id'], unique=False)

    op.create_table('staff_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('expires_at > created_at', name=op.f('ck_staff_links_ends_after_start')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_links_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_links_token_hash'))
    )
    with op.batch_alter_table('staff_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_links_staff_id'), ['staff_id'], unique=False)

    op.create_table('staff_roles',
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('officer', 'organizer', 'complaints', 'records', 'admin', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_roles_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('staff_id', 'role', name=op.f('pk_staff_roles'))
    )
    op.create_table('staff_sessions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('expires_at > created_at', name=op.f('ck_staff_sessions_ends_after_start')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_sessions_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_sessions_token_hash'))
    )
    with op.batch_alter_table('staff_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_sessions_staff_id'), ['staff_id'], unique=False)

    op.create_table('concerns',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('form_key_hash', sa.String(length=64), nullable=True),
    sa.Column('receipt_hash', sa.String(length=64), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('concern', 'question', 'idea', 'thanks', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('phase', sa.Enum('before', 'at', 'after', name='phase', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('outcome', sa.Enum('talk', 'reply', 'know', 'about_officer', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=True),
    sa.Column('for_neighbour', sa.Boolean(), nullable=False),
    sa.Column('language', sa.Enum('en', 'es', name='language', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('new', 'talked_about', 'answered', 'closed', name='concernstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status_at', sa.DateTime(), nullable=True),
    sa.Column('status_by_id', sa.Integer(), nullable=True),
    sa.Column('is_held', sa.Boolean(), nullable=False),
    sa.Column('hidden_for', sa.Enum('spam', 'duplicate', 'personal_data', 'threat', name='hiddenfor', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('hidden_at', sa.DateTime(), nullable=True),
    sa.Column('hidden_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('better', sa.Enum('yes', 'somewhat', 'no', name='better', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('better_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('(better IS NULL) = (better_at IS NULL)', name=op.f('ck_concerns_better_has_when')),
    sa.CheckConstraint('(hidden_for IS NULL) = (hidden_at IS NULL) AND (hidden_at IS NULL) = (hidden_by_id IS NULL)', name=op.f('ck_concerns_hidden_has_why_who_and_when')),
    sa.CheckConstraint('(status_by_id IS NULL) = (status_at IS NULL)', name=op.f('ck_concerns_status_has_who_and_when')),
    sa.CheckConstraint('length(body) <= 4000', name=op.f('ck_concerns_body_bounded')),
    sa.CheckConstraint('length(trim(body)) > 0', name=op.f('ck_concerns_body_present')),
    sa.CheckConstraint('length(trim(place)) > 0', name=op.f('ck_concerns_place_not_blank')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_concerns_event_id_events'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['hidden_by_id'], ['staff.id'], name=op.f('fk_concerns_hidden_by_id_staff'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['status_by_id'], ['staff.id'], name=op.f('fk_concerns_status_by_id_staff'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concerns')),
    sa.UniqueConstraint('form_key_hash', name=op.f('uq_concerns_form_key_hash')),
    sa.UniqueConstraint('receipt_hash', name=op.f('uq_concerns_receipt_hash'))
    )
    with op.batch_alter_table('concerns', schema=None) as batch_op:
        batch_op.create_index('ix_concerns_event_id_created_at', ['event_id', 'created_at'], unique=False)

    op.create_table('roster_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('is_host', sa.Boolean(), nullable=False),
    sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_roster_entries_name_present')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_roster_entries_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_entries')),
    sa.UniqueConstraint('event_id', 'name', name=op.f('uq_roster_entries_event_id_name'))
    )
    with op.batch_alter_table('roster_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_entries_event_id'), ['event_id'], unique=False)
        batch_op.create_index('uq_roster_entries_host', ['event_id'], unique=True, sqlite_where=sa.text('is_host'), postgresql_where=sa.text('is_host'))

    op.create_table('rsvps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('form_key_hash', sa.String(length=64), nullable=False),
    sa.Column('party_size', sa.Integer(), nullable=False),
    sa.Column('language', sa.Enum('en', 'es', name='language', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('coming', 'waiting', 'offered', 'cancelled', name='rsvpstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(), nullable=True),
    sa.Column('waiting_since', sa.DateTime(), nullable=True),
    sa.Column('offer_ends_at', sa.DateTime(), nullable=True),
    sa.Column('mail_stopped_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f('ck_rsvps_cancelled_has_when')),
    sa.CheckConstraint("(status = 'offered') = (offer_ends_at IS NOT NULL)", name=op.f('ck_rsvps_offer_has_an_end')),
    sa.CheckConstraint("status NOT IN ('waiting', 'offered') OR waiting_since IS NOT NULL", name=op.f('ck_rsvps_waiting_has_since')),
    sa.CheckConstraint('party_size BETWEEN 1 AND 20', name=op.f('ck_rsvps_party_size_range')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_rsvps_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rsvps')),
    sa.UniqueConstraint('form_key_hash', name=op.f('uq_rsvps_form_key_hash')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_rsvps_token_hash'))
    )
    with op.batch_alter_table('rsvps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rsvps_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_rsvps_waitlist', ['event_id', 'status', 'waiting_since'], unique=False)

    op.create_table('survey_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('form_key_hash', sa.String(length=64), nullable=False),
    sa.Column('heard', sa.Integer(), nullable=True),
    sa.Column('approachable', sa.Integer(), nullable=True),
    sa.Column('again', sa.Integer(), nullable=True),
    sa.Column('line', sa.String(length=300), nullable=True),
    sa.Column('language', sa.Enum('en', 'es', name='language', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('again BETWEEN 1 AND 5', name=op.f('ck_survey_answers_again_range')),
    sa.CheckConstraint('approachable BETWEEN 1 AND 5', name=op.f('ck_survey_answers_approachable_range')),
    sa.CheckConstraint('coalesce(heard, approachable, again) IS NOT NULL OR line IS NOT NULL', name=op.f('ck_survey_answers_something_said')),
    sa.CheckConstraint('heard BETWEEN 1 AND 5', name=op.f('ck_survey_answers_heard_range')),
    sa.CheckConstraint('length(trim(line)) > 0', name=op.f('ck_survey_answers_line_not_blank')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_survey_answers_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answers')),
    sa.UniqueConstraint('form_key_hash', name=op.f('uq_survey_answers_form_key_hash'))
    )
    with op.batch_alter_table('survey_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_answers_event_id'), ['event_id'], unique=False)

    op.create_table('concern_topics',
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('assigned_by', sa.Enum('resident', 'engine', 'staff', name='assignedby', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("(assigned_by = 'staff') = (staff_id IS NOT NULL)", name=op.f('ck_concern_topics_staff_has_who')),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_concern_topics_concern_id_concerns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_concern_topics_staff_id_staff'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_concern_topics_topic_id_topics'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('concern_id', 'topic_id', name=op.f('pk_concern_topics'))
    )
    with op.batch_alter_table('concern_topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concern_topics_topic_id'), ['topic_id'], unique=False)

    op.create_table('contacts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rsvp_id', sa.Integer(), nullable=True),
    sa.Column('concern_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('phone', sa.String(length=30), nullable=True),
    sa.CheckConstraint("length(trim(coalesce(name, 'x'))) > 0 AND length(trim(coalesce(email, 'x'))) > 0 AND length(trim(coalesce(phone, 'x'))) > 0", name=op.f('ck_contacts_nothing_blank')),
    sa.CheckConstraint('(rsvp_id IS NULL) <> (concern_id IS NULL)', name=op.f('ck_contacts_one_owner')),
    sa.CheckConstraint('name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL', name=op.f('ck_contacts_something_given')),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_contacts_concern_id_concerns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['rsvp_id'], ['rsvps.id'], name=op.f('fk_contacts_rsvp_id_rsvps'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts')),
    sa.UniqueConstraint('concern_id', name=op.f('uq_contacts_concern_id')),
    sa.UniqueConstraint('rsvp_id', name=op.f('uq_contacts_rsvp_id'))
    )
    op.create_table('messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('form_key_hash', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('length(body) <= 4000', name=op.f('ck_messages_body_bounded')),
    sa.CheckConstraint('length(trim(body)) > 0', name=op.f('ck_messages_body_present')),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_messages_concern_id_concerns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_messages_staff_id_staff'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('form_key_hash', name=op.f('uq_messages_form_key_hash'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_messages_concern_id'), ['concern_id'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('rsvp_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('confirmation', 'reminder', 'changed', 'cancelled', 'offer', name='mailkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('occasion', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=True),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('calendar', sa.Text(), nullable=True),
    sa.Column('unsubscribe_url', sa.String(length=300), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(), nullable=False),
    sa.Column('last_error', sa.String(length=300), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('failed_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("recipient LIKE '%_@_%'", name=op.f('ck_outbox_recipient_form')),
    sa.CheckConstraint('recipient IS NOT NULL OR sent_at IS NOT NULL OR failed_at IS NOT NULL', name=op.f('ck_outbox_recipient_while_waiting')),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_outbox_attempts_counted')),
    sa.CheckConstraint('sent_at IS NULL OR failed_at IS NULL', name=op.f('ck_outbox_sent_or_failed')),
    sa.ForeignKeyConstraint(['rsvp_id'], ['rsvps.id'], name=op.f('fk_outbox_rsvp_id_rsvps'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_message_id')),
    sa.UniqueConstraint('rsvp_id', 'kind', 'occasion', name=op.f('uq_outbox_rsvp_id_kind_occasion'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_waiting', ['sent_at', 'failed_at', 'next_attempt_at'], unique=False)

    op.create_table('roster_languages',
    sa.Column('roster_entry_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.Enum('en', 'es', name='language', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['roster_entry_id'], ['roster_entries.id'], name=op.f('fk_roster_languages_roster_entry_id_roster_entries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('roster_entry_id', 'language', name=op.f('pk_roster_languages'))
    )
    op.create_table('rsvp_needs',
    sa.Column('rsvp_id', sa.Integer(), nullable=False),
    sa.Column('need', sa.Enum('spanish', 'other_language', 'sign_language', 'step_free', 'child_seat', name='need', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['rsvp_id'], ['rsvps.id'], name=op.f('fk_rsvp_needs_rsvp_id_rsvps'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('rsvp_id', 'need', name=op.f('pk_rsvp_needs'))
    )


def downgrade() -> None:
    op.drop_table('rsvp_needs')
    op.drop_table('roster_languages')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_waiting')

    op.drop_table('outbox')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_messages_concern_id'))

    op.drop_table('messages')
    op.drop_table('contacts')
    with op.batch_alter_table('concern_topics', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concern_topics_topic_id'))

    op.drop_table('concern_topics')
    with op.batch_alter_table('survey_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_answers_event_id'))

    op.drop_table('survey_answers')
    with op.batch_alter_table('rsvps', schema=None) as batch_op:
        batch_op.drop_index('ix_rsvps_waitlist')
        batch_op.drop_index(batch_op.f('ix_rsvps_event_id'))

    op.drop_table('rsvps')
    with op.batch_alter_table('roster_entries', schema=None) as batch_op:
        batch_op.drop_index('uq_roster_entries_host', sqlite_where=sa.text('is_host'), postgresql_where=sa.text('is_host'))
        batch_op.drop_index(batch_op.f('ix_roster_entries_event_id'))

    op.drop_table('roster_entries')
    with op.batch_alter_table('concerns', schema=None) as batch_op:
        batch_op.drop_index('ix_concerns_event_id_created_at')

    op.drop_table('concerns')
    with op.batch_alter_table('staff_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_sessions_staff_id'))

    op.drop_table('staff_sessions')
    op.drop_table('staff_roles')
    with op.batch_alter_table('staff_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_links_staff_id'))

    op.drop_table('staff_links')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_events_venue_id'))
        batch_op.drop_index('ix_events_status_starts_at')
        batch_op.drop_index('ix_events_agency_id_starts_at')

    op.drop_table('events')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_subject')
        batch_op.drop_index(batch_op.f('ix_audit_entries_staff_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_agency_id'))

    op.drop_table('audit_entries')
    op.drop_table('venues')
    op.drop_table('topics')
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_agency_id'))

    op.drop_table('staff')
    op.drop_table('installation')
    op.drop_table('agencies')
