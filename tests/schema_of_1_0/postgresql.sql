-- An empty database of coffeecop 1.0 (revision 0030), as its own migrations made it.
-- Written once, from what `flask --app app db upgrade 0030` sent to PostgreSQL; it does not change.

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE agencies (
    id SERIAL NOT NULL,
    slug VARCHAR(60) NOT NULL,
    name VARCHAR(120) NOT NULL,
    name_es VARCHAR(120),
    time_zone VARCHAR(60) NOT NULL,
    phone VARCHAR(30),
    website VARCHAR(300),
    complaint_url VARCHAR(300),
    outside_complaint_name VARCHAR(120),
    outside_complaint_url VARCHAR(300),
    retention_years INTEGER NOT NULL,
    complaint_retention_years INTEGER NOT NULL,
    roster_shown VARCHAR(32) DEFAULT 'host' NOT NULL,
    accommodation_email VARCHAR(254),
    accommodation_days INTEGER DEFAULT '3' NOT NULL,
    accommodation_en VARCHAR(300),
    accommodation_es VARCHAR(300),
    opening_en VARCHAR(300),
    opening_es VARCHAR(300),
    promise_grace_days INTEGER DEFAULT '14' NOT NULL,
    most_open_promises INTEGER DEFAULT '10' NOT NULL,
    second_factor_for_all BOOLEAN DEFAULT false NOT NULL,
    topic_list_version INTEGER DEFAULT '0' NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_agencies PRIMARY KEY (id),
    CONSTRAINT ck_agencies_name_present CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_agencies_accommodation_en_not_blank CHECK (length(trim(accommodation_en)) > 0),
    CONSTRAINT ck_agencies_accommodation_es_not_blank CHECK (length(trim(accommodation_es)) > 0),
    CONSTRAINT ck_agencies_name_es_not_blank CHECK (length(trim(name_es)) > 0),
    CONSTRAINT ck_agencies_opening_en_not_blank CHECK (length(trim(opening_en)) > 0),
    CONSTRAINT ck_agencies_opening_es_not_blank CHECK (length(trim(opening_es)) > 0),
    CONSTRAINT ck_agencies_accommodation_days_range CHECK (accommodation_days BETWEEN 0 AND 30),
    CONSTRAINT ck_agencies_complaint_retention_range CHECK (complaint_retention_years BETWEEN 5 AND 100),
    CONSTRAINT ck_agencies_most_open_promises_range CHECK (most_open_promises BETWEEN 1 AND 100),
    CONSTRAINT ck_agencies_promise_grace_days_range CHECK (promise_grace_days BETWEEN 0 AND 90),
    CONSTRAINT ck_agencies_retention_range CHECK (retention_years BETWEEN 2 AND 100),
    CONSTRAINT uq_agencies_slug UNIQUE (slug),
    CONSTRAINT ck_agencies_rostershown CHECK (roster_shown IN ('names', 'host', 'number'))
);
CREATE TABLE audit_head (
    id SERIAL NOT NULL,
    sequence INTEGER NOT NULL,
    hash VARCHAR(64) NOT NULL,
    CONSTRAINT pk_audit_head PRIMARY KEY (id),
    CONSTRAINT ck_audit_head_hash_length CHECK (length(hash) = 64),
    CONSTRAINT ck_audit_head_only_one CHECK (id = 1),
    CONSTRAINT ck_audit_head_sequence_counted CHECK (sequence >= 0)
);
INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE installation (
    id SERIAL NOT NULL,
    receipt_salt VARCHAR(64) NOT NULL,
    content_version INTEGER NOT NULL,
    backed_up_at TIMESTAMP WITHOUT TIME ZONE,
    restored_at TIMESTAMP WITHOUT TIME ZONE,
    mail_tested_at TIMESTAMP WITHOUT TIME ZONE,
    worker_seen_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_installation PRIMARY KEY (id),
    CONSTRAINT ck_installation_only_one CHECK (id = 1)
);
INSERT INTO installation (id, receipt_salt, content_version, created_at)
    VALUES (1, '61ad49fb52f435849489999b83bc499a', 0, '2026-03-01 12:00:00');
CREATE TABLE answer_templates (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    body_en TEXT NOT NULL,
    body_es TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_answer_templates PRIMARY KEY (id),
    CONSTRAINT ck_answer_templates_body_en_present CHECK (length(trim(body_en)) > 0),
    CONSTRAINT ck_answer_templates_body_es_present CHECK (length(trim(body_es)) > 0),
    CONSTRAINT ck_answer_templates_name_present CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_answer_templates_body_en_bounded CHECK (length(body_en) <= 4000),
    CONSTRAINT ck_answer_templates_body_es_bounded CHECK (length(body_es) <= 4000),
    CONSTRAINT uq_answer_templates_agency_id_name UNIQUE (agency_id, name),
    CONSTRAINT fk_answer_templates_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT
);
CREATE TABLE checklist_items (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    step VARCHAR(32),
    label VARCHAR(120),
    days_before INTEGER NOT NULL,
    retired_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_checklist_items PRIMARY KEY (id),
    CONSTRAINT ck_checklist_items_label_not_blank CHECK (length(trim(label)) > 0),
    CONSTRAINT ck_checklist_items_days_before_range CHECK (days_before BETWEEN -60 AND 180),
    CONSTRAINT ck_checklist_items_step_or_label CHECK (step IS NOT NULL OR label IS NOT NULL),
    CONSTRAINT uq_checklist_items_agency_id_step UNIQUE (agency_id, step),
    CONSTRAINT fk_checklist_items_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT ck_checklist_items_checkliststep CHECK (step IN ('venue', 'host', 'poster', 'online', 'cards', 'roll_call', 'counted', 'answered', 'published'))
);
CREATE INDEX ix_checklist_items_agency_id ON checklist_items (agency_id);
CREATE TABLE community_shares (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    name VARCHAR(60) NOT NULL,
    percent INTEGER NOT NULL,
    place_names TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_community_shares PRIMARY KEY (id),
    CONSTRAINT ck_community_shares_name_present CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_community_shares_place_names_not_blank CHECK (length(trim(place_names)) > 0),
    CONSTRAINT ck_community_shares_percent_range CHECK (percent BETWEEN 0 AND 100),
    CONSTRAINT ck_community_shares_place_names_of_an_area CHECK (kind = 'area' OR place_names IS NULL),
    CONSTRAINT uq_community_shares_agency_id_kind_name UNIQUE (agency_id, kind, name),
    CONSTRAINT fk_community_shares_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT ck_community_shares_sharekind CHECK (kind IN ('language', 'area'))
);
CREATE TABLE event_series (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    rule VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_event_series PRIMARY KEY (id),
    CONSTRAINT ck_event_series_rule_present CHECK (length(trim(rule)) > 0),
    CONSTRAINT fk_event_series_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT
);
CREATE TABLE referral_partners (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    name_en VARCHAR(80) NOT NULL,
    name_es VARCHAR(80) NOT NULL,
    email VARCHAR(254) NOT NULL,
    retired_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_referral_partners PRIMARY KEY (id),
    CONSTRAINT ck_referral_partners_name_en_present CHECK (length(trim(name_en)) > 0),
    CONSTRAINT ck_referral_partners_name_es_present CHECK (length(trim(name_es)) > 0),
    CONSTRAINT ck_referral_partners_email_form CHECK (email LIKE '%_@_%'),
    CONSTRAINT uq_referral_partners_agency_id_name_en UNIQUE (agency_id, name_en),
    CONSTRAINT fk_referral_partners_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT
);
CREATE TABLE services (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name_en VARCHAR(80) NOT NULL,
    name_es VARCHAR(80) NOT NULL,
    description_en VARCHAR(300),
    description_es VARCHAR(300),
    phone VARCHAR(30),
    url VARCHAR(300),
    email VARCHAR(254),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_services PRIMARY KEY (id),
    CONSTRAINT ck_services_name_en_present CHECK (length(trim(name_en)) > 0),
    CONSTRAINT ck_services_name_es_present CHECK (length(trim(name_es)) > 0),
    CONSTRAINT ck_services_description_en_not_blank CHECK (length(trim(description_en)) > 0),
    CONSTRAINT ck_services_description_es_not_blank CHECK (length(trim(description_es)) > 0),
    CONSTRAINT ck_services_can_be_reached CHECK (phone IS NOT NULL OR url IS NOT NULL OR email IS NOT NULL),
    CONSTRAINT fk_services_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT
);
CREATE INDEX ix_services_agency_id ON services (agency_id);
CREATE TABLE staff (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(120) NOT NULL,
    language VARCHAR(32),
    password_hash VARCHAR(200),
    has_short_password BOOLEAN DEFAULT false NOT NULL,
    second_factor_secret VARCHAR(255),
    second_factor_counter INTEGER,
    second_factor_due_at TIMESTAMP WITHOUT TIME ZONE,
    provider_issuer VARCHAR(255),
    provider_subject VARCHAR(255),
    disabled_at TIMESTAMP WITHOUT TIME ZONE,
    is_demo BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (id),
    CONSTRAINT ck_staff_name_present CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_staff_provider_subject_not_blank CHECK (length(trim(provider_subject)) > 0),
    CONSTRAINT ck_staff_email_form CHECK (email LIKE '%_@_%'),
    CONSTRAINT ck_staff_email_lower CHECK (email = lower(email)),
    CONSTRAINT ck_staff_provider_issuer_and_subject CHECK ((provider_issuer IS NULL) = (provider_subject IS NULL)),
    CONSTRAINT ck_staff_second_factor_due_while_missing CHECK (second_factor_secret IS NULL OR second_factor_due_at IS NULL),
    CONSTRAINT ck_staff_second_factor_whole CHECK ((second_factor_secret IS NULL) = (second_factor_counter IS NULL)),
    CONSTRAINT ck_staff_short_password_has_second_factor CHECK (second_factor_secret IS NOT NULL OR NOT has_short_password),
    CONSTRAINT uq_staff_provider_issuer_provider_subject UNIQUE (provider_issuer, provider_subject),
    CONSTRAINT fk_staff_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT uq_staff_email UNIQUE (email),
    CONSTRAINT ck_staff_language CHECK (language IN ('en', 'es'))
);
CREATE INDEX ix_staff_agency_id ON staff (agency_id);
CREATE TABLE state_wordings (
    agency_id INTEGER NOT NULL,
    state VARCHAR(32) NOT NULL,
    label_en VARCHAR(60) NOT NULL,
    label_es VARCHAR(60) NOT NULL,
    sentence_en VARCHAR(300),
    sentence_es VARCHAR(300),
    version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_state_wordings PRIMARY KEY (agency_id, state),
    CONSTRAINT ck_state_wordings_label_en_not_blank CHECK (length(trim(label_en)) > 0),
    CONSTRAINT ck_state_wordings_label_es_not_blank CHECK (length(trim(label_es)) > 0),
    CONSTRAINT ck_state_wordings_sentence_en_not_blank CHECK (length(trim(sentence_en)) > 0),
    CONSTRAINT ck_state_wordings_sentence_es_not_blank CHECK (length(trim(sentence_es)) > 0),
    CONSTRAINT fk_state_wordings_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT ck_state_wordings_residentstate CHECK (state IN ('received', 'read', 'looked_into', 'talked_about', 'answered', 'referred', 'declined', 'closed'))
);
CREATE TABLE topics (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    key VARCHAR(60) NOT NULL,
    position INTEGER NOT NULL,
    name_en VARCHAR(60) NOT NULL,
    name_es VARCHAR(60) NOT NULL,
    description_en TEXT NOT NULL,
    description_es TEXT NOT NULL,
    keywords_en TEXT NOT NULL,
    keywords_es TEXT NOT NULL,
    retired_at TIMESTAMP WITHOUT TIME ZONE,
    merged_into_id INTEGER,
    split_from_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_topics PRIMARY KEY (id),
    CONSTRAINT ck_topics_name_en_present CHECK (length(trim(name_en)) > 0),
    CONSTRAINT ck_topics_name_es_present CHECK (length(trim(name_es)) > 0),
    CONSTRAINT ck_topics_merged_is_retired CHECK (merged_into_id IS NULL OR (retired_at IS NOT NULL AND merged_into_id <> id)),
    CONSTRAINT ck_topics_split_from_another CHECK (split_from_id <> id),
    CONSTRAINT uq_topics_agency_id_key UNIQUE (agency_id, key),
    CONSTRAINT fk_topics_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT fk_topics_merged_into_id_topics FOREIGN KEY(merged_into_id) REFERENCES topics (id) ON DELETE RESTRICT,
    CONSTRAINT fk_topics_split_from_id_topics FOREIGN KEY(split_from_id) REFERENCES topics (id) ON DELETE RESTRICT
);
CREATE TABLE venues (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    street VARCHAR(120) NOT NULL,
    city VARCHAR(80) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_venues PRIMARY KEY (id),
    CONSTRAINT ck_venues_city_present CHECK (length(trim(city)) > 0),
    CONSTRAINT ck_venues_name_present CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_venues_street_present CHECK (length(trim(street)) > 0),
    CONSTRAINT uq_venues_agency_id_name_street_city UNIQUE (agency_id, name, street, city),
    CONSTRAINT fk_venues_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT
);
CREATE TABLE audit_entries (
    id SERIAL NOT NULL,
    sequence INTEGER,
    hash VARCHAR(64),
    agency_id INTEGER,
    staff_id INTEGER,
    action VARCHAR(32) NOT NULL,
    subject_table VARCHAR(40),
    subject_id INTEGER,
    detail TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id),
    CONSTRAINT ck_audit_entries_hash_length CHECK (length(hash) = 64),
    CONSTRAINT ck_audit_entries_sequence_has_hash CHECK ((sequence IS NULL) = (hash IS NULL)),
    CONSTRAINT ck_audit_entries_sequence_positive CHECK (sequence > 0),
    CONSTRAINT uq_audit_entries_sequence UNIQUE (sequence),
    CONSTRAINT fk_audit_entries_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT fk_audit_entries_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_audit_entries_auditaction CHECK (action IN ('signed_in', 'sign_in_failed', 'signed_out', 'password_set', 'staff_added', 'staff_changed', 'staff_disabled', 'staff_enabled', 'link_made', 'settings_changed', 'event_created', 'event_changed', 'event_published', 'event_cancelled', 'event_removed', 'status_changed', 'topics_changed', 'topics_confirmed', 'flag_seen', 'answer_sent', 'concern_released', 'concern_hidden', 'moved_to_complaints', 'moved_from_complaints', 'concern_assigned', 'contact_opened', 'concerns_exported', 'concerns_imported', 'topic_added', 'topic_changed', 'topic_retired', 'topic_restored', 'topic_split', 'topics_merged', 'theme_signed_off', 'theme_renamed', 'theme_dismissed', 'theme_made_topic', 'identity_confirmed', 'second_factor_set', 'second_factor_removed', 'recovery_codes_made', 'recovery_code_used', 'provider_linked', 'provider_unlinked', 'work_handed_over', 'audit_exported', 'events_exported', 'mail_tested', 'backup_made', 'backup_rehearsed', 'backup_restored', 'database_moved', 'poster_printed', 'series_made', 'checklist_changed', 'checklist_ticked', 'cards_printed', 'card_entered', 'concern_captured', 'receipt_shown', 'receipt_looked_up', 'heads_counted', 'topic_note_changed', 'concern_due_set', 'concern_put_away', 'concern_brought_back', 'note_added', 'concerns_merged', 'concern_referred', 'referral_withdrawn', 'referral_replied', 'change_undone', 'concern_reopened', 'promise_made', 'promise_changed', 'promise_kept', 'promise_dropped', 'promise_reopened', 'public_answer_changed', 'public_answer_published', 'public_answer_withdrawn', 'services_changed', 'templates_changed', 'partners_changed', 'state_wording_changed', 'shares_changed', 'we_did_published', 'we_did_withdrawn', 'report_exported'))
);
CREATE INDEX ix_audit_entries_staff_id ON audit_entries (staff_id);
CREATE INDEX ix_audit_entries_agency_id ON audit_entries (agency_id);
CREATE INDEX ix_audit_entries_subject ON audit_entries (subject_table, subject_id);
CREATE TABLE concern_changes (
    id SERIAL NOT NULL,
    staff_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    undone_at TIMESTAMP WITHOUT TIME ZONE,
    undone_by_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_concern_changes PRIMARY KEY (id),
    CONSTRAINT ck_concern_changes_undone_has_who CHECK ((undone_at IS NULL) = (undone_by_id IS NULL)),
    CONSTRAINT fk_concern_changes_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT uq_concern_changes_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT ck_concern_changes_changekind CHECK (kind IN ('assigned', 'due', 'put_away', 'status', 'hidden', 'merged', 'referred', 'topics')),
    CONSTRAINT fk_concern_changes_undone_by_id_staff FOREIGN KEY(undone_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_concern_changes_staff_id ON concern_changes (staff_id);
CREATE TABLE events (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    venue_id INTEGER NOT NULL,
    slug VARCHAR(80) NOT NULL,
    series_id INTEGER,
    series_date DATE,
    title_en VARCHAR(120) NOT NULL,
    title_es VARCHAR(120),
    description_en TEXT,
    description_es TEXT,
    starts_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    time_zone VARCHAR(60) NOT NULL,
    moved_from_starts_at TIMESTAMP WITHOUT TIME ZONE,
    moved_from_ends_at TIMESTAMP WITHOUT TIME ZONE,
    moved_from_place TEXT,
    capacity INTEGER,
    seats_taken INTEGER NOT NULL,
    holds_submissions BOOLEAN NOT NULL,
    themes_found_at TIMESTAMP WITHOUT TIME ZONE,
    we_did_en TEXT,
    we_did_es TEXT,
    we_did_published_at TIMESTAMP WITHOUT TIME ZONE,
    we_did_published_by_id INTEGER,
    poster_printed_at TIMESTAMP WITHOUT TIME ZONE,
    heads_counted INTEGER,
    heads_counted_at TIMESTAMP WITHOUT TIME ZONE,
    heads_counted_by_id INTEGER,
    status VARCHAR(32) NOT NULL,
    sequence INTEGER NOT NULL,
    published_at TIMESTAMP WITHOUT TIME ZONE,
    published_by_id INTEGER,
    cancelled_at TIMESTAMP WITHOUT TIME ZONE,
    cancelled_by_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT ck_events_cancelled_has_when CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL) AND (cancelled_by_id IS NULL OR cancelled_at IS NOT NULL)),
    CONSTRAINT ck_events_capacity_positive CHECK (capacity > 0),
    CONSTRAINT ck_events_ends_after_start CHECK (ends_at > starts_at),
    CONSTRAINT ck_events_heads_counted_has_who_and_when CHECK ((heads_counted IS NULL) = (heads_counted_at IS NULL) AND (heads_counted_at IS NULL) = (heads_counted_by_id IS NULL)),
    CONSTRAINT ck_events_heads_not_negative CHECK (heads_counted >= 0),
    CONSTRAINT ck_events_published_has_when CHECK ((status = 'draft') = (published_at IS NULL) AND (published_by_id IS NULL OR published_at IS NOT NULL)),
    CONSTRAINT ck_events_seats_within_capacity CHECK (seats_taken >= 0 AND (capacity IS NULL OR seats_taken <= capacity)),
    CONSTRAINT ck_events_series_has_date CHECK ((series_id IS NULL) = (series_date IS NULL)),
    CONSTRAINT ck_events_slug_form CHECK (length(slug) > 0 AND slug = lower(slug)),
    CONSTRAINT ck_events_title_present CHECK (length(trim(title_en)) > 0),
    CONSTRAINT ck_events_we_did_published_has_text CHECK (we_did_published_at IS NULL OR we_did_en IS NOT NULL),
    CONSTRAINT ck_events_we_did_published_has_when CHECK (we_did_published_by_id IS NULL OR we_did_published_at IS NOT NULL),
    CONSTRAINT uq_events_series_id_series_date UNIQUE (series_id, series_date),
    CONSTRAINT fk_events_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT fk_events_venue_id_venues FOREIGN KEY(venue_id) REFERENCES venues (id) ON DELETE RESTRICT,
    CONSTRAINT uq_events_slug UNIQUE (slug),
    CONSTRAINT fk_events_series_id_event_series FOREIGN KEY(series_id) REFERENCES event_series (id) ON DELETE RESTRICT,
    CONSTRAINT fk_events_we_did_published_by_id_staff FOREIGN KEY(we_did_published_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_events_heads_counted_by_id_staff FOREIGN KEY(heads_counted_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_events_eventstatus CHECK (status IN ('draft', 'published', 'cancelled')),
    CONSTRAINT fk_events_published_by_id_staff FOREIGN KEY(published_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_events_cancelled_by_id_staff FOREIGN KEY(cancelled_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_events_venue_id ON events (venue_id);
CREATE INDEX ix_events_agency_id_starts_at ON events (agency_id, starts_at);
CREATE INDEX ix_events_status_starts_at ON events (status, starts_at);
CREATE INDEX ix_events_to_seek_themes ON events (id) WHERE themes_found_at IS NULL;
CREATE TABLE public_answers (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    topic_id INTEGER,
    question_en VARCHAR(200),
    question_es VARCHAR(200),
    answer_en TEXT,
    answer_es TEXT,
    published_at TIMESTAMP WITHOUT TIME ZONE,
    published_by_id INTEGER,
    changed_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_public_answers PRIMARY KEY (id),
    CONSTRAINT ck_public_answers_answer_en_not_blank CHECK (length(trim(answer_en)) > 0),
    CONSTRAINT ck_public_answers_answer_es_not_blank CHECK (length(trim(answer_es)) > 0),
    CONSTRAINT ck_public_answers_question_en_not_blank CHECK (length(trim(question_en)) > 0),
    CONSTRAINT ck_public_answers_question_es_not_blank CHECK (length(trim(question_es)) > 0),
    CONSTRAINT ck_public_answers_answer_en_bounded CHECK (length(answer_en) <= 4000),
    CONSTRAINT ck_public_answers_answer_es_bounded CHECK (length(answer_es) <= 4000),
    CONSTRAINT ck_public_answers_published_has_who CHECK ((published_at IS NULL) = (published_by_id IS NULL)),
    CONSTRAINT ck_public_answers_published_in_both_languages CHECK (published_at IS NULL OR question_en IS NOT NULL AND question_es IS NOT NULL AND answer_en IS NOT NULL AND answer_es IS NOT NULL),
    CONSTRAINT fk_public_answers_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT uq_public_answers_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT fk_public_answers_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE RESTRICT,
    CONSTRAINT fk_public_answers_published_by_id_staff FOREIGN KEY(published_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_public_answers_created_by_id_staff FOREIGN KEY(created_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_public_answers_topic_id ON public_answers (topic_id);
CREATE INDEX ix_public_answers_agency_id ON public_answers (agency_id);
CREATE TABLE recovery_codes (
    id SERIAL NOT NULL,
    staff_id INTEGER NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_recovery_codes PRIMARY KEY (id),
    CONSTRAINT uq_recovery_codes_staff_id_code_hash UNIQUE (staff_id, code_hash),
    CONSTRAINT fk_recovery_codes_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE CASCADE
);
CREATE TABLE saved_filters (
    id SERIAL NOT NULL,
    staff_id INTEGER NOT NULL,
    name VARCHAR(40) NOT NULL,
    query TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_saved_filters PRIMARY KEY (id),
    CONSTRAINT ck_saved_filters_name_present CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_saved_filters_query_present CHECK (length(query) > 0),
    CONSTRAINT uq_saved_filters_staff_id_name UNIQUE (staff_id, name),
    CONSTRAINT fk_saved_filters_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE TABLE staff_links (
    id SERIAL NOT NULL,
    staff_id INTEGER,
    token_hash VARCHAR(64) NOT NULL,
    expires_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    used_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_staff_links PRIMARY KEY (id),
    CONSTRAINT ck_staff_links_ends_after_start CHECK (expires_at > created_at),
    CONSTRAINT fk_staff_links_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE CASCADE,
    CONSTRAINT uq_staff_links_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_staff_links_staff_id ON staff_links (staff_id);
CREATE TABLE staff_notifications (
    staff_id INTEGER NOT NULL,
    answers BOOLEAN,
    flags BOOLEAN,
    complaints BOOLEAN,
    digest VARCHAR(32),
    quiet_from TIME WITHOUT TIME ZONE NOT NULL,
    quiet_until TIME WITHOUT TIME ZONE NOT NULL,
    flags_break_quiet BOOLEAN DEFAULT true NOT NULL,
    alerted_at TIMESTAMP WITHOUT TIME ZONE,
    digest_at TIMESTAMP WITHOUT TIME ZONE,
    CONSTRAINT pk_staff_notifications PRIMARY KEY (staff_id),
    CONSTRAINT fk_staff_notifications_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE CASCADE,
    CONSTRAINT ck_staff_notifications_digestdays CHECK (digest IN ('monday', 'daily', 'never'))
);
CREATE TABLE staff_roles (
    staff_id INTEGER NOT NULL,
    role VARCHAR(32) NOT NULL,
    CONSTRAINT pk_staff_roles PRIMARY KEY (staff_id, role),
    CONSTRAINT fk_staff_roles_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE CASCADE,
    CONSTRAINT ck_staff_roles_role CHECK (role IN ('officer', 'organizer', 'complaints', 'records', 'admin'))
);
CREATE TABLE staff_sessions (
    id SERIAL NOT NULL,
    staff_id INTEGER NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    is_own_device BOOLEAN DEFAULT false NOT NULL,
    via_provider BOOLEAN DEFAULT false NOT NULL,
    browser VARCHAR(32),
    device VARCHAR(32),
    expires_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    confirmed_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    last_used_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_staff_sessions PRIMARY KEY (id),
    CONSTRAINT ck_staff_sessions_ends_after_start CHECK (expires_at > created_at),
    CONSTRAINT fk_staff_sessions_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE CASCADE,
    CONSTRAINT uq_staff_sessions_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_staff_sessions_browser CHECK (browser IN ('Chrome', 'Edge', 'Firefox', 'Opera', 'Safari', 'Samsung Internet')),
    CONSTRAINT ck_staff_sessions_device CHECK (device IN ('Android', 'Chromebook', 'iPad', 'iPhone', 'Linux', 'Mac', 'Windows'))
);
CREATE INDEX ix_staff_sessions_staff_id ON staff_sessions (staff_id);
CREATE TABLE themes (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    phrase VARCHAR(200),
    name VARCHAR(60),
    status VARCHAR(32) NOT NULL,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    decided_by_id INTEGER,
    topic_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_themes PRIMARY KEY (id),
    CONSTRAINT ck_themes_name_not_blank CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_themes_phrase_not_blank CHECK (length(trim(phrase)) > 0),
    CONSTRAINT ck_themes_decided_has_who_and_when CHECK ((decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (status = 'proposed')),
    CONSTRAINT ck_themes_made_topic_has_topic CHECK ((status = 'made_topic') = (topic_id IS NOT NULL)),
    CONSTRAINT fk_themes_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT ck_themes_themestatus CHECK (status IN ('proposed', 'signed_off', 'dismissed', 'made_topic')),
    CONSTRAINT fk_themes_decided_by_id_staff FOREIGN KEY(decided_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_themes_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE RESTRICT
);
CREATE INDEX ix_themes_agency_id ON themes (agency_id);
CREATE TABLE topic_notes (
    topic_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    changed_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    changed_by_id INTEGER NOT NULL,
    CONSTRAINT pk_topic_notes PRIMARY KEY (topic_id),
    CONSTRAINT ck_topic_notes_body_present CHECK (length(trim(body)) > 0),
    CONSTRAINT ck_topic_notes_body_bounded CHECK (length(body) <= 1000),
    CONSTRAINT fk_topic_notes_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE RESTRICT,
    CONSTRAINT fk_topic_notes_changed_by_id_staff FOREIGN KEY(changed_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE TABLE answer_confirmations (
    id SERIAL NOT NULL,
    answer_id INTEGER NOT NULL,
    event_id INTEGER,
    form_key_hash VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_answer_confirmations PRIMARY KEY (id),
    CONSTRAINT fk_answer_confirmations_answer_id_public_answers FOREIGN KEY(answer_id) REFERENCES public_answers (id) ON DELETE CASCADE,
    CONSTRAINT fk_answer_confirmations_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT uq_answer_confirmations_form_key_hash UNIQUE (form_key_hash)
);
CREATE INDEX ix_answer_confirmations_event_id ON answer_confirmations (event_id);
CREATE INDEX ix_answer_confirmations_answer_id ON answer_confirmations (answer_id);
CREATE TABLE arrivals (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    people INTEGER NOT NULL,
    counted_by VARCHAR(32) NOT NULL,
    staff_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_arrivals PRIMARY KEY (id),
    CONSTRAINT ck_arrivals_people_range CHECK (people BETWEEN 1 AND 20),
    CONSTRAINT ck_arrivals_staff_counted_has_who CHECK ((counted_by = 'staff') = (staff_id IS NOT NULL)),
    CONSTRAINT fk_arrivals_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT uq_arrivals_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT ck_arrivals_countedby CHECK (counted_by IN ('staff', 'door')),
    CONSTRAINT fk_arrivals_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_arrivals_event_id ON arrivals (event_id);
CREATE TABLE checklist_ticks (
    event_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    ticked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    ticked_by_id INTEGER NOT NULL,
    CONSTRAINT pk_checklist_ticks PRIMARY KEY (event_id, item_id),
    CONSTRAINT fk_checklist_ticks_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT fk_checklist_ticks_item_id_checklist_items FOREIGN KEY(item_id) REFERENCES checklist_items (id) ON DELETE RESTRICT,
    CONSTRAINT fk_checklist_ticks_ticked_by_id_staff FOREIGN KEY(ticked_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_checklist_ticks_item_id ON checklist_ticks (item_id);
CREATE TABLE concerns (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64),
    receipt_hash VARCHAR(64),
    body TEXT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    phase VARCHAR(32) NOT NULL,
    wants_talk BOOLEAN NOT NULL,
    wants_answer BOOLEAN NOT NULL,
    place VARCHAR(120),
    for_neighbor BOOLEAN NOT NULL,
    language VARCHAR(32) NOT NULL,
    source VARCHAR(32) DEFAULT 'resident' NOT NULL,
    entered_by_id INTEGER,
    people INTEGER DEFAULT '1' NOT NULL,
    status VARCHAR(32) NOT NULL,
    status_at TIMESTAMP WITHOUT TIME ZONE,
    status_by_id INTEGER,
    withdrawn_at TIMESTAMP WITHOUT TIME ZONE,
    text_language VARCHAR(32),
    has_personal_details BOOLEAN,
    names_officer BOOLEAN,
    topics_checked_at TIMESTAMP WITHOUT TIME ZONE,
    topics_checked_by_id INTEGER,
    unsubscribed_at TIMESTAMP WITHOUT TIME ZONE,
    better VARCHAR(32),
    better_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    is_complaint BOOLEAN NOT NULL,
    is_held BOOLEAN NOT NULL,
    hidden_for VARCHAR(32),
    hidden_at TIMESTAMP WITHOUT TIME ZONE,
    hidden_by_id INTEGER,
    listed_at TIMESTAMP WITHOUT TIME ZONE,
    suggested_at TIMESTAMP WITHOUT TIME ZONE,
    assigned_to_id INTEGER,
    deputy_id INTEGER,
    due_on DATE,
    put_away_at TIMESTAMP WITHOUT TIME ZONE,
    put_away_until TIMESTAMP WITHOUT TIME ZONE,
    put_away_for_next_event BOOLEAN DEFAULT false NOT NULL,
    merged_into_id INTEGER,
    merged_at TIMESTAMP WITHOUT TIME ZONE,
    merged_by_id INTEGER,
    status_reason TEXT,
    reopened_at TIMESTAMP WITHOUT TIME ZONE,
    came_back_on DATE,
    CONSTRAINT pk_concerns PRIMARY KEY (id),
    CONSTRAINT ck_concerns_body_present CHECK (length(trim(body)) > 0),
    CONSTRAINT ck_concerns_place_not_blank CHECK (length(trim(place)) > 0),
    CONSTRAINT ck_concerns_status_reason_not_blank CHECK (length(trim(status_reason)) > 0),
    CONSTRAINT ck_concerns_body_bounded CHECK (length(body) <= 4000),
    CONSTRAINT ck_concerns_status_reason_bounded CHECK (length(status_reason) <= 1000),
    CONSTRAINT ck_concerns_better_has_when CHECK ((better IS NULL) = (better_at IS NULL)),
    CONSTRAINT ck_concerns_complaint_not_held_or_hidden CHECK (NOT is_complaint OR (NOT is_held AND hidden_at IS NULL)),
    CONSTRAINT ck_concerns_declined_has_reason CHECK (status <> 'declined' OR status_reason IS NOT NULL),
    CONSTRAINT ck_concerns_deputy_has_assignee CHECK (deputy_id IS NULL OR assigned_to_id IS NOT NULL),
    CONSTRAINT ck_concerns_deputy_is_another CHECK (deputy_id <> assigned_to_id),
    CONSTRAINT ck_concerns_details_looked_for_at_once CHECK ((has_personal_details IS NULL) = (names_officer IS NULL)),
    CONSTRAINT ck_concerns_entered_has_who CHECK ((source = 'resident') = (entered_by_id IS NULL)),
    CONSTRAINT ck_concerns_hidden_has_why_who_and_when CHECK ((hidden_for IS NULL) = (hidden_at IS NULL) AND (hidden_at IS NULL) = (hidden_by_id IS NULL)),
    CONSTRAINT ck_concerns_merged_has_who_and_when CHECK (merged_into_id IS NULL OR merged_at IS NOT NULL AND merged_by_id IS NOT NULL),
    CONSTRAINT ck_concerns_merged_into_another CHECK (merged_into_id <> id),
    CONSTRAINT ck_concerns_people_range CHECK (people BETWEEN 1 AND 99),
    CONSTRAINT ck_concerns_put_away_has_an_end CHECK ((put_away_at IS NULL) = (put_away_until IS NULL AND NOT put_away_for_next_event)),
    CONSTRAINT ck_concerns_put_away_has_one_end CHECK (put_away_until IS NULL OR NOT put_away_for_next_event),
    CONSTRAINT ck_concerns_status_has_who_and_when CHECK ((status_by_id IS NULL) = (status_at IS NULL)),
    CONSTRAINT ck_concerns_topics_checked_has_who_and_when CHECK ((topics_checked_by_id IS NULL) = (topics_checked_at IS NULL)),
    CONSTRAINT fk_concerns_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT uq_concerns_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT uq_concerns_receipt_hash UNIQUE (receipt_hash),
    CONSTRAINT ck_concerns_kind CHECK (kind IN ('concern', 'question', 'idea', 'thanks')),
    CONSTRAINT ck_concerns_phase CHECK (phase IN ('before', 'at', 'after')),
    CONSTRAINT ck_concerns_language CHECK (language IN ('en', 'es')),
    CONSTRAINT ck_concerns_concernsource CHECK (source IN ('resident', 'capture', 'paper')),
    CONSTRAINT fk_concerns_entered_by_id_staff FOREIGN KEY(entered_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_concerns_concernstatus CHECK (status IN ('new', 'looked_into', 'talked_about', 'answered', 'referred', 'declined', 'closed')),
    CONSTRAINT fk_concerns_status_by_id_staff FOREIGN KEY(status_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_concerns_textlanguage CHECK (text_language IN ('en', 'es')),
    CONSTRAINT fk_concerns_topics_checked_by_id_staff FOREIGN KEY(topics_checked_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_concerns_better CHECK (better IN ('yes', 'somewhat', 'no')),
    CONSTRAINT ck_concerns_hiddenfor CHECK (hidden_for IN ('spam', 'duplicate', 'personal_data', 'threat')),
    CONSTRAINT fk_concerns_hidden_by_id_staff FOREIGN KEY(hidden_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_concerns_assigned_to_id_staff FOREIGN KEY(assigned_to_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_concerns_deputy_id_staff FOREIGN KEY(deputy_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_concerns_merged_into_id_concerns FOREIGN KEY(merged_into_id) REFERENCES concerns (id) ON DELETE SET NULL,
    CONSTRAINT fk_concerns_merged_by_id_staff FOREIGN KEY(merged_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_concerns_created_at ON concerns (created_at);
CREATE INDEX ix_concerns_merged_into_id ON concerns (merged_into_id);
CREATE INDEX ix_concerns_assigned_to_id ON concerns (assigned_to_id) WHERE assigned_to_id IS NOT NULL;
CREATE INDEX ix_concerns_deputy_id ON concerns (deputy_id) WHERE deputy_id IS NOT NULL;
CREATE INDEX ix_concerns_details_to_find ON concerns (id) WHERE has_personal_details IS NULL;
CREATE INDEX ix_concerns_due_on ON concerns (due_on) WHERE due_on IS NOT NULL;
CREATE INDEX ix_concerns_event_id_created_at ON concerns (event_id, created_at);
CREATE INDEX ix_concerns_listed_at ON concerns (listed_at) WHERE listed_at IS NOT NULL;
CREATE INDEX ix_concerns_to_read ON concerns (id) WHERE suggested_at IS NULL;
CREATE INDEX ix_concerns_topics_checked_at ON concerns (topics_checked_at) WHERE topics_checked_at IS NOT NULL;
CREATE TABLE paper_cards (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    language VARCHAR(32) NOT NULL,
    key_hash VARCHAR(64) NOT NULL,
    receipt_hash VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_paper_cards PRIMARY KEY (id),
    CONSTRAINT ck_paper_cards_number_positive CHECK (number > 0),
    CONSTRAINT uq_paper_cards_event_id_number UNIQUE (event_id, number),
    CONSTRAINT fk_paper_cards_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT ck_paper_cards_language CHECK (language IN ('en', 'es')),
    CONSTRAINT uq_paper_cards_key_hash UNIQUE (key_hash),
    CONSTRAINT uq_paper_cards_receipt_hash UNIQUE (receipt_hash)
);
CREATE TABLE promises (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    event_id INTEGER,
    venue_id INTEGER NOT NULL,
    topic_id INTEGER,
    what VARCHAR(300) NOT NULL,
    public_en VARCHAR(300),
    public_es VARCHAR(300),
    owner_id INTEGER NOT NULL,
    deputy_id INTEGER,
    due_on DATE NOT NULL,
    published_at TIMESTAMP WITHOUT TIME ZONE,
    status VARCHAR(32) NOT NULL,
    closed_at TIMESTAMP WITHOUT TIME ZONE,
    closed_by_id INTEGER,
    outcome_en VARCHAR(1000),
    outcome_es VARCHAR(1000),
    created_by_id INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_promises PRIMARY KEY (id),
    CONSTRAINT ck_promises_outcome_en_not_blank CHECK (length(trim(outcome_en)) > 0),
    CONSTRAINT ck_promises_outcome_es_not_blank CHECK (length(trim(outcome_es)) > 0),
    CONSTRAINT ck_promises_public_en_not_blank CHECK (length(trim(public_en)) > 0),
    CONSTRAINT ck_promises_public_es_not_blank CHECK (length(trim(public_es)) > 0),
    CONSTRAINT ck_promises_what_not_blank CHECK (length(trim(what)) > 0),
    CONSTRAINT ck_promises_closed_has_who_and_when CHECK ((status = 'open') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by_id IS NULL)),
    CONSTRAINT ck_promises_deputy_is_another CHECK (deputy_id <> owner_id),
    CONSTRAINT ck_promises_dropped_has_reason CHECK (status <> 'dropped' OR outcome_en IS NOT NULL AND outcome_es IS NOT NULL),
    CONSTRAINT ck_promises_published_in_both_languages CHECK (published_at IS NULL OR public_en IS NOT NULL AND public_es IS NOT NULL),
    CONSTRAINT fk_promises_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT uq_promises_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT fk_promises_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE SET NULL,
    CONSTRAINT fk_promises_venue_id_venues FOREIGN KEY(venue_id) REFERENCES venues (id) ON DELETE RESTRICT,
    CONSTRAINT fk_promises_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE RESTRICT,
    CONSTRAINT fk_promises_owner_id_staff FOREIGN KEY(owner_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_promises_deputy_id_staff FOREIGN KEY(deputy_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_promises_promisestatus CHECK (status IN ('open', 'kept', 'dropped')),
    CONSTRAINT fk_promises_closed_by_id_staff FOREIGN KEY(closed_by_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_promises_created_by_id_staff FOREIGN KEY(created_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_promises_event_id ON promises (event_id);
CREATE INDEX ix_promises_venue_id ON promises (venue_id);
CREATE INDEX ix_promises_owner_id ON promises (owner_id);
CREATE INDEX ix_promises_topic_id ON promises (topic_id);
CREATE INDEX ix_promises_agency_id_status_due_on ON promises (agency_id, status, due_on);
CREATE TABLE public_record_entries (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    state_before VARCHAR(32),
    state_after VARCHAR(32) NOT NULL,
    commitment VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    created_on DATE NOT NULL,
    CONSTRAINT pk_public_record_entries PRIMARY KEY (id),
    CONSTRAINT ck_public_record_entries_commitment_length CHECK (length(commitment) = 64),
    CONSTRAINT ck_public_record_entries_hash_length CHECK (length(hash) = 64),
    CONSTRAINT ck_public_record_entries_sequence_positive CHECK (sequence > 0),
    CONSTRAINT ck_public_record_entries_state_changes CHECK (state_before <> state_after),
    CONSTRAINT uq_public_record_entries_event_id_sequence UNIQUE (event_id, sequence),
    CONSTRAINT fk_public_record_entries_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT ck_public_record_entries_recordstatebefore CHECK (state_before IN ('waiting', 'answered', 'passed_on', 'noted', 'taken_back', 'hidden', 'destroyed')),
    CONSTRAINT ck_public_record_entries_recordstate CHECK (state_after IN ('waiting', 'answered', 'passed_on', 'noted', 'taken_back', 'hidden', 'destroyed'))
);
CREATE TABLE public_record_heads (
    event_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    hash VARCHAR(64) NOT NULL,
    CONSTRAINT pk_public_record_heads PRIMARY KEY (event_id),
    CONSTRAINT ck_public_record_heads_hash_length CHECK (length(hash) = 64),
    CONSTRAINT ck_public_record_heads_sequence_counted CHECK (sequence >= 0),
    CONSTRAINT fk_public_record_heads_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE
);
CREATE TABLE public_record_roots (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    root VARCHAR(64) NOT NULL,
    published_on DATE NOT NULL,
    CONSTRAINT pk_public_record_roots PRIMARY KEY (id),
    CONSTRAINT ck_public_record_roots_root_length CHECK (length(root) = 64),
    CONSTRAINT ck_public_record_roots_size_positive CHECK (size > 0),
    CONSTRAINT uq_public_record_roots_event_id_published_on UNIQUE (event_id, published_on),
    CONSTRAINT fk_public_record_roots_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE
);
CREATE TABLE roster_entries (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    is_host BOOLEAN NOT NULL,
    role VARCHAR(32) DEFAULT 'officer' NOT NULL,
    CONSTRAINT pk_roster_entries PRIMARY KEY (id),
    CONSTRAINT ck_roster_entries_name_present CHECK (length(trim(name)) > 0),
    CONSTRAINT ck_roster_entries_host_is_officer CHECK (NOT is_host OR role = 'officer'),
    CONSTRAINT uq_roster_entries_event_id_name UNIQUE (event_id, name),
    CONSTRAINT fk_roster_entries_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT ck_roster_entries_rosterrole CHECK (role IN ('officer', 'interpreter', 'social_worker', 'animal_control', 'partner'))
);
CREATE INDEX ix_roster_entries_event_id ON roster_entries (event_id);
CREATE UNIQUE INDEX uq_roster_entries_host ON roster_entries (event_id) WHERE is_host;
CREATE TABLE rsvps (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    party_size INTEGER NOT NULL,
    language VARCHAR(32) NOT NULL,
    other_language VARCHAR(60),
    status VARCHAR(32) NOT NULL,
    cancelled_at TIMESTAMP WITHOUT TIME ZONE,
    waiting_since TIMESTAMP WITHOUT TIME ZONE,
    offer_ends_at TIMESTAMP WITHOUT TIME ZONE,
    unsubscribed_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_rsvps PRIMARY KEY (id),
    CONSTRAINT ck_rsvps_other_language_not_blank CHECK (length(trim(other_language)) > 0),
    CONSTRAINT ck_rsvps_cancelled_has_when CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    CONSTRAINT ck_rsvps_offer_has_an_end CHECK ((status = 'offered') = (offer_ends_at IS NOT NULL)),
    CONSTRAINT ck_rsvps_party_size_range CHECK (party_size BETWEEN 1 AND 20),
    CONSTRAINT ck_rsvps_waiting_has_since CHECK (status NOT IN ('waiting', 'offered') OR waiting_since IS NOT NULL),
    CONSTRAINT fk_rsvps_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT uq_rsvps_token_hash UNIQUE (token_hash),
    CONSTRAINT uq_rsvps_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT ck_rsvps_language CHECK (language IN ('en', 'es')),
    CONSTRAINT ck_rsvps_rsvpstatus CHECK (status IN ('coming', 'waiting', 'offered', 'cancelled'))
);
CREATE INDEX ix_rsvps_event_id ON rsvps (event_id);
CREATE INDEX ix_rsvps_waitlist ON rsvps (event_id, status, waiting_since);
CREATE TABLE survey_answers (
    id SERIAL NOT NULL,
    event_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    heard INTEGER,
    approachable INTEGER,
    respected INTEGER,
    again INTEGER,
    line VARCHAR(300),
    language VARCHAR(32) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_survey_answers PRIMARY KEY (id),
    CONSTRAINT ck_survey_answers_line_not_blank CHECK (length(trim(line)) > 0),
    CONSTRAINT ck_survey_answers_again_range CHECK (again BETWEEN 1 AND 5),
    CONSTRAINT ck_survey_answers_approachable_range CHECK (approachable BETWEEN 1 AND 5),
    CONSTRAINT ck_survey_answers_heard_range CHECK (heard BETWEEN 1 AND 5),
    CONSTRAINT ck_survey_answers_respected_range CHECK (respected BETWEEN 1 AND 5),
    CONSTRAINT ck_survey_answers_something_said CHECK (coalesce(heard, approachable, respected, again) IS NOT NULL OR line IS NOT NULL),
    CONSTRAINT fk_survey_answers_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT uq_survey_answers_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT ck_survey_answers_language CHECK (language IN ('en', 'es'))
);
CREATE INDEX ix_survey_answers_event_id ON survey_answers (event_id);
CREATE TABLE concern_change_items (
    change_id INTEGER NOT NULL,
    concern_id INTEGER NOT NULL,
    before JSON NOT NULL,
    after JSON NOT NULL,
    CONSTRAINT pk_concern_change_items PRIMARY KEY (change_id, concern_id),
    CONSTRAINT fk_concern_change_items_change_id_concern_changes FOREIGN KEY(change_id) REFERENCES concern_changes (id) ON DELETE CASCADE,
    CONSTRAINT fk_concern_change_items_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE
);
CREATE INDEX ix_concern_change_items_concern_id ON concern_change_items (concern_id);
CREATE TABLE concern_flags (
    concern_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    is_right BOOLEAN,
    action VARCHAR(32),
    seen_at TIMESTAMP WITHOUT TIME ZONE,
    seen_by_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_concern_flags PRIMARY KEY (concern_id, kind),
    CONSTRAINT ck_concern_flags_action_fits_verdict CHECK (action IS NULL OR is_right IS NOT NULL AND (action = 'nothing') = (NOT is_right)),
    CONSTRAINT ck_concern_flags_seen_has_who_when_and_whether_right CHECK ((seen_at IS NULL) = (seen_by_id IS NULL) AND (seen_at IS NULL) = (is_right IS NULL)),
    CONSTRAINT fk_concern_flags_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT ck_concern_flags_flagkind CHECK (kind IN ('self_harm', 'threat', 'emergency', 'domestic_violence')),
    CONSTRAINT ck_concern_flags_flagaction CHECK (action IN ('call', 'refer', 'nothing')),
    CONSTRAINT fk_concern_flags_seen_by_id_staff FOREIGN KEY(seen_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_concern_flags_to_see ON concern_flags (concern_id) WHERE seen_at IS NULL;
CREATE TABLE concern_mentions (
    concern_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    key VARCHAR(120) NOT NULL,
    label VARCHAR(120) NOT NULL,
    CONSTRAINT pk_concern_mentions PRIMARY KEY (concern_id, kind, key),
    CONSTRAINT ck_concern_mentions_key_present CHECK (length(trim(key)) > 0),
    CONSTRAINT ck_concern_mentions_label_present CHECK (length(trim(label)) > 0),
    CONSTRAINT fk_concern_mentions_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT ck_concern_mentions_mentionkind CHECK (kind IN ('place', 'ask'))
);
CREATE TABLE concern_notes (
    id SERIAL NOT NULL,
    concern_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_concern_notes PRIMARY KEY (id),
    CONSTRAINT ck_concern_notes_body_present CHECK (length(trim(body)) > 0),
    CONSTRAINT ck_concern_notes_body_bounded CHECK (length(body) <= 4000),
    CONSTRAINT fk_concern_notes_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT fk_concern_notes_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT uq_concern_notes_form_key_hash UNIQUE (form_key_hash)
);
CREATE INDEX ix_concern_notes_concern_id ON concern_notes (concern_id);
CREATE TABLE concern_topics (
    concern_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    assigned_by VARCHAR(32) NOT NULL,
    staff_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_concern_topics PRIMARY KEY (concern_id, topic_id),
    CONSTRAINT ck_concern_topics_staff_has_who CHECK ((assigned_by = 'staff') = (staff_id IS NOT NULL)),
    CONSTRAINT fk_concern_topics_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT fk_concern_topics_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE RESTRICT,
    CONSTRAINT ck_concern_topics_assignedby CHECK (assigned_by IN ('resident', 'engine', 'staff')),
    CONSTRAINT fk_concern_topics_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_concern_topics_topic_id ON concern_topics (topic_id);
CREATE TABLE concern_vectors (
    concern_id INTEGER NOT NULL,
    encoder VARCHAR(40) NOT NULL,
    vector BYTEA NOT NULL,
    CONSTRAINT pk_concern_vectors PRIMARY KEY (concern_id),
    CONSTRAINT fk_concern_vectors_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE
);
CREATE TABLE contacts (
    id SERIAL NOT NULL,
    rsvp_id INTEGER,
    concern_id INTEGER,
    name VARCHAR(120),
    email VARCHAR(254),
    phone VARCHAR(30),
    wants_news BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (id),
    CONSTRAINT ck_contacts_news_has_email CHECK (NOT wants_news OR email IS NOT NULL),
    CONSTRAINT ck_contacts_nothing_blank CHECK (length(trim(coalesce(name, 'x'))) > 0 AND length(trim(coalesce(email, 'x'))) > 0 AND length(trim(coalesce(phone, 'x'))) > 0),
    CONSTRAINT ck_contacts_one_owner CHECK ((rsvp_id IS NULL) <> (concern_id IS NULL)),
    CONSTRAINT ck_contacts_something_given CHECK (name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL),
    CONSTRAINT uq_contacts_rsvp_id UNIQUE (rsvp_id),
    CONSTRAINT fk_contacts_rsvp_id_rsvps FOREIGN KEY(rsvp_id) REFERENCES rsvps (id) ON DELETE CASCADE,
    CONSTRAINT uq_contacts_concern_id UNIQUE (concern_id),
    CONSTRAINT fk_contacts_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE
);
CREATE TABLE messages (
    id SERIAL NOT NULL,
    concern_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    staff_id INTEGER,
    body TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT ck_messages_body_present CHECK (length(trim(body)) > 0),
    CONSTRAINT ck_messages_body_bounded CHECK (length(body) <= 4000),
    CONSTRAINT fk_messages_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT uq_messages_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT fk_messages_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_messages_created_at ON messages (created_at);
CREATE INDEX ix_messages_concern_id ON messages (concern_id);
CREATE TABLE promise_concerns (
    promise_id INTEGER NOT NULL,
    concern_id INTEGER NOT NULL,
    CONSTRAINT pk_promise_concerns PRIMARY KEY (promise_id, concern_id),
    CONSTRAINT fk_promise_concerns_promise_id_promises FOREIGN KEY(promise_id) REFERENCES promises (id) ON DELETE CASCADE,
    CONSTRAINT fk_promise_concerns_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE
);
CREATE INDEX ix_promise_concerns_concern_id ON promise_concerns (concern_id);
CREATE TABLE promise_photos (
    promise_id INTEGER NOT NULL,
    content BYTEA NOT NULL,
    digest VARCHAR(64) NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    alt_en VARCHAR(300) NOT NULL,
    alt_es VARCHAR(300) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_promise_photos PRIMARY KEY (promise_id),
    CONSTRAINT ck_promise_photos_alt_en_present CHECK (length(trim(alt_en)) > 0),
    CONSTRAINT ck_promise_photos_alt_es_present CHECK (length(trim(alt_es)) > 0),
    CONSTRAINT ck_promise_photos_content_size CHECK (length(content) BETWEEN 1 AND 2000000),
    CONSTRAINT ck_promise_photos_size_positive CHECK (width > 0 AND height > 0),
    CONSTRAINT fk_promise_photos_promise_id_promises FOREIGN KEY(promise_id) REFERENCES promises (id) ON DELETE CASCADE
);
CREATE TABLE promise_updates (
    id SERIAL NOT NULL,
    promise_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    body_en VARCHAR(1000) NOT NULL,
    body_es VARCHAR(1000) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_promise_updates PRIMARY KEY (id),
    CONSTRAINT ck_promise_updates_body_en_present CHECK (length(trim(body_en)) > 0),
    CONSTRAINT ck_promise_updates_body_es_present CHECK (length(trim(body_es)) > 0),
    CONSTRAINT fk_promise_updates_promise_id_promises FOREIGN KEY(promise_id) REFERENCES promises (id) ON DELETE CASCADE,
    CONSTRAINT fk_promise_updates_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT uq_promise_updates_form_key_hash UNIQUE (form_key_hash)
);
CREATE INDEX ix_promise_updates_promise_id ON promise_updates (promise_id);
CREATE TABLE public_answer_concerns (
    answer_id INTEGER NOT NULL,
    concern_id INTEGER NOT NULL,
    CONSTRAINT pk_public_answer_concerns PRIMARY KEY (answer_id, concern_id),
    CONSTRAINT fk_public_answer_concerns_answer_id_public_answers FOREIGN KEY(answer_id) REFERENCES public_answers (id) ON DELETE CASCADE,
    CONSTRAINT fk_public_answer_concerns_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE
);
CREATE INDEX ix_public_answer_concerns_concern_id ON public_answer_concerns (concern_id);
CREATE TABLE public_record_openings (
    entry_id INTEGER NOT NULL,
    concern_id INTEGER NOT NULL,
    salt VARCHAR(64) NOT NULL,
    CONSTRAINT pk_public_record_openings PRIMARY KEY (entry_id),
    CONSTRAINT ck_public_record_openings_salt_length CHECK (length(salt) = 64),
    CONSTRAINT fk_public_record_openings_entry_id_public_record_entries FOREIGN KEY(entry_id) REFERENCES public_record_entries (id) ON DELETE CASCADE,
    CONSTRAINT fk_public_record_openings_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE
);
CREATE INDEX ix_public_record_openings_concern_id ON public_record_openings (concern_id);
CREATE TABLE referrals (
    id SERIAL NOT NULL,
    concern_id INTEGER NOT NULL,
    partner_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    form_key_hash VARCHAR(64) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    body TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITHOUT TIME ZONE,
    reply TEXT,
    replied_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_referrals PRIMARY KEY (id),
    CONSTRAINT ck_referrals_body_present CHECK (length(trim(body)) > 0),
    CONSTRAINT ck_referrals_reply_not_blank CHECK (length(trim(reply)) > 0),
    CONSTRAINT ck_referrals_body_bounded CHECK (length(body) <= 4000),
    CONSTRAINT ck_referrals_reply_bounded CHECK (length(reply) <= 4000),
    CONSTRAINT ck_referrals_reply_has_when CHECK ((reply IS NULL) = (replied_at IS NULL)),
    CONSTRAINT fk_referrals_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT fk_referrals_partner_id_referral_partners FOREIGN KEY(partner_id) REFERENCES referral_partners (id) ON DELETE RESTRICT,
    CONSTRAINT fk_referrals_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT uq_referrals_form_key_hash UNIQUE (form_key_hash),
    CONSTRAINT uq_referrals_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_referrals_partner_id ON referrals (partner_id);
CREATE INDEX ix_referrals_concern_id ON referrals (concern_id);
CREATE TABLE roster_languages (
    roster_entry_id INTEGER NOT NULL,
    language VARCHAR(32) NOT NULL,
    CONSTRAINT pk_roster_languages PRIMARY KEY (roster_entry_id, language),
    CONSTRAINT fk_roster_languages_roster_entry_id_roster_entries FOREIGN KEY(roster_entry_id) REFERENCES roster_entries (id) ON DELETE CASCADE,
    CONSTRAINT ck_roster_languages_spokenlanguage CHECK (language IN ('en', 'es', 'ase', 'ar', 'hy', 'yue', 'fil', 'hi', 'hmn', 'ja', 'km', 'ko', 'cmn', 'mix', 'fa', 'pa', 'ru', 'vi', 'zap'))
);
CREATE TABLE rsvp_needs (
    rsvp_id INTEGER NOT NULL,
    need VARCHAR(32) NOT NULL,
    CONSTRAINT pk_rsvp_needs PRIMARY KEY (rsvp_id, need),
    CONSTRAINT fk_rsvp_needs_rsvp_id_rsvps FOREIGN KEY(rsvp_id) REFERENCES rsvps (id) ON DELETE CASCADE,
    CONSTRAINT ck_rsvp_needs_need CHECK (need IN ('spanish', 'other_language', 'sign_language', 'step_free', 'child_seat'))
);
CREATE TABLE theme_concerns (
    concern_id INTEGER NOT NULL,
    theme_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    CONSTRAINT pk_theme_concerns PRIMARY KEY (concern_id),
    CONSTRAINT ck_theme_concerns_rank_counted CHECK (rank >= 0),
    CONSTRAINT fk_theme_concerns_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT fk_theme_concerns_theme_id_themes FOREIGN KEY(theme_id) REFERENCES themes (id) ON DELETE CASCADE
);
CREATE INDEX ix_theme_concerns_theme_id ON theme_concerns (theme_id);
CREATE TABLE topic_quotes (
    event_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    concern_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    CONSTRAINT pk_topic_quotes PRIMARY KEY (event_id, topic_id, concern_id),
    CONSTRAINT ck_topic_quotes_rank_counted CHECK (rank >= 0),
    CONSTRAINT fk_topic_quotes_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT fk_topic_quotes_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE CASCADE,
    CONSTRAINT fk_topic_quotes_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE
);
CREATE INDEX ix_topic_quotes_concern_id ON topic_quotes (concern_id);
CREATE TABLE topic_suggestions (
    concern_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_topic_suggestions PRIMARY KEY (concern_id, topic_id),
    CONSTRAINT ck_topic_suggestions_probability_range CHECK (probability BETWEEN 0 AND 1),
    CONSTRAINT fk_topic_suggestions_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT fk_topic_suggestions_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE RESTRICT
);
CREATE INDEX ix_topic_suggestions_topic_id ON topic_suggestions (topic_id);
CREATE TABLE outbox (
    id SERIAL NOT NULL,
    message_id VARCHAR(200) NOT NULL,
    rsvp_id INTEGER,
    concern_id INTEGER,
    staff_id INTEGER,
    referral_id INTEGER,
    kind VARCHAR(32) NOT NULL,
    occasion VARCHAR(40) NOT NULL,
    recipient VARCHAR(254),
    recipient_key VARCHAR(26),
    link_used_at TIMESTAMP WITHOUT TIME ZONE,
    subject VARCHAR(200) NOT NULL,
    body TEXT NOT NULL,
    calendar TEXT,
    unsubscribe_url VARCHAR(300),
    attempts INTEGER NOT NULL,
    next_attempt_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    last_error VARCHAR(300),
    sent_at TIMESTAMP WITHOUT TIME ZONE,
    failed_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT ck_outbox_attempts_counted CHECK (attempts >= 0),
    CONSTRAINT ck_outbox_kind_fits_reason CHECK ((kind IN ('alert', 'digest')) = (staff_id IS NOT NULL) AND (kind IN ('referral', 'referral_withdrawn')) = (referral_id IS NOT NULL)),
    CONSTRAINT ck_outbox_one_reason CHECK ((rsvp_id IS NULL OR concern_id IS NULL) AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL) AND (referral_id IS NULL OR coalesce(rsvp_id, concern_id, staff_id) IS NULL)),
    CONSTRAINT ck_outbox_recipient_form CHECK (recipient LIKE '%_@_%'),
    CONSTRAINT ck_outbox_recipient_while_waiting CHECK (recipient IS NOT NULL OR sent_at IS NOT NULL OR failed_at IS NOT NULL),
    CONSTRAINT ck_outbox_sent_or_failed CHECK (sent_at IS NULL OR failed_at IS NULL),
    CONSTRAINT uq_outbox_concern_id_kind_occasion UNIQUE (concern_id, kind, occasion),
    CONSTRAINT uq_outbox_referral_id_kind_occasion UNIQUE (referral_id, kind, occasion),
    CONSTRAINT uq_outbox_rsvp_id_kind_occasion UNIQUE (rsvp_id, kind, occasion),
    CONSTRAINT uq_outbox_staff_id_kind_occasion UNIQUE (staff_id, kind, occasion),
    CONSTRAINT uq_outbox_message_id UNIQUE (message_id),
    CONSTRAINT fk_outbox_rsvp_id_rsvps FOREIGN KEY(rsvp_id) REFERENCES rsvps (id) ON DELETE CASCADE,
    CONSTRAINT fk_outbox_concern_id_concerns FOREIGN KEY(concern_id) REFERENCES concerns (id) ON DELETE CASCADE,
    CONSTRAINT fk_outbox_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE CASCADE,
    CONSTRAINT fk_outbox_referral_id_referrals FOREIGN KEY(referral_id) REFERENCES referrals (id) ON DELETE CASCADE,
    CONSTRAINT ck_outbox_mailkind CHECK (kind IN ('confirmation', 'reminder', 'changed', 'cancelled', 'offer', 'offer_lapsed', 'answer', 'news', 'referral', 'referral_withdrawn', 'alert', 'digest'))
);
CREATE INDEX ix_outbox_recipient_key ON outbox (recipient_key);
CREATE INDEX ix_outbox_waiting ON outbox (sent_at, failed_at, next_attempt_at);
CREATE TABLE topic_changes (
    id SERIAL NOT NULL,
    agency_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    topic_id INTEGER,
    before JSON NOT NULL,
    after JSON NOT NULL,
    undone_at TIMESTAMP WITHOUT TIME ZONE,
    undone_by_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    CONSTRAINT pk_topic_changes PRIMARY KEY (id),
    CONSTRAINT ck_topic_changes_undone_has_who CHECK ((undone_at IS NULL) = (undone_by_id IS NULL)),
    CONSTRAINT fk_topic_changes_agency_id_agencies FOREIGN KEY(agency_id) REFERENCES agencies (id) ON DELETE RESTRICT,
    CONSTRAINT fk_topic_changes_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_topic_changes_topicchangekind CHECK (kind IN ('added', 'changed', 'merged', 'split', 'retired', 'restored')),
    CONSTRAINT fk_topic_changes_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id) ON DELETE SET NULL,
    CONSTRAINT fk_topic_changes_undone_by_id_staff FOREIGN KEY(undone_by_id) REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX ix_topic_changes_agency_id ON topic_changes (agency_id);
CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT to_tsvector('simple'::regconfig, lower(regexp_replace(
            regexp_replace(normalize(left(said, 100000), NFKD), '[\u0300-\u036f]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f'
            '\ufe00-\ufe0f\U0001f000-\U0001faff]+', ' ', 'g'
        )))
    $$;
CREATE TABLE concern_words (
        concern_id integer CONSTRAINT pk_concern_words PRIMARY KEY
            CONSTRAINT fk_concern_words_concern_id_concerns
            REFERENCES concerns ON DELETE CASCADE,
        words tsvector NOT NULL
    );
CREATE FUNCTION index_concern(changed_id integer) RETURNS void LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
    BEGIN
        PERFORM 1 FROM concerns WHERE id = changed_id FOR NO KEY UPDATE;
        INSERT INTO concern_words
    SELECT concerns.id, search_words(concat_ws(
        ' ', body, place,
        (SELECT string_agg(messages.body, ' ' ORDER BY messages.id)
         FROM messages WHERE concern_id = concerns.id)
    ))
    FROM concerns
 WHERE id = changed_id
        ON CONFLICT (concern_id) DO UPDATE SET words = EXCLUDED.words;
    END
    $$;
CREATE INDEX ix_concern_words_words ON concern_words USING gin (words) WITH (fastupdate = off);
CREATE FUNCTION concerns_insert_words() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern(NEW.id);
                RETURN NULL;
            END
            $$;
CREATE TRIGGER concerns_insert_words AFTER INSERT ON concerns FOR EACH ROW EXECUTE FUNCTION concerns_insert_words();
CREATE FUNCTION concerns_update_words() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern(NEW.id);
                RETURN NULL;
            END
            $$;
CREATE TRIGGER concerns_update_words AFTER UPDATE OF body, place ON concerns FOR EACH ROW EXECUTE FUNCTION concerns_update_words();
CREATE FUNCTION messages_insert_words() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern(NEW.concern_id);
                RETURN NULL;
            END
            $$;
CREATE TRIGGER messages_insert_words AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION messages_insert_words();
CREATE FUNCTION messages_update_words() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern(NEW.concern_id);
                RETURN NULL;
            END
            $$;
CREATE TRIGGER messages_update_words AFTER UPDATE OF body ON messages FOR EACH ROW EXECUTE FUNCTION messages_update_words();
CREATE FUNCTION messages_delete_words() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern(OLD.concern_id);
                RETURN NULL;
            END
            $$;
CREATE TRIGGER messages_delete_words AFTER DELETE ON messages FOR EACH ROW EXECUTE FUNCTION messages_delete_words();
INSERT INTO alembic_version (version_num) VALUES ('0030');
