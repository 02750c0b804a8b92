"""The database refuses what must not be, whatever the code does. Both databases, by name."""

import re

import pytest
from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from tests.conftest import empty
from tests.factories import make_one_of_each

# Texts that must be there, that must not be of spaces alone, and that have an end.
PRESENT = (
    "agencies.name venues.name venues.street venues.city topics.name_en topics.name_es staff.name "
    "event_series.rule topic_notes.body roster_entries.name concerns.body concern_mentions.key "
    "concern_mentions.label saved_filters.name messages.body "
    "concern_notes.body answer_templates.name answer_templates.body_en answer_templates.body_es "
    "referral_partners.name_en referral_partners.name_es referrals.body services.name_en "
    "holds.name holds.reason redactions.words redactions.code "
    "services.name_es community_shares.name"
)
NOT_BLANK = (
    "agencies.name_es agencies.accommodation_en agencies.accommodation_es agencies.opening_en "
    "agencies.opening_es staff.provider_subject checklist_items.label rsvps.other_language "
    "concerns.place concerns.state_reason themes.phrase_en themes.phrase_es "
    "themes.name survey_answers.line "
    "state_wordings.label_en state_wordings.label_es state_wordings.sentence_en "
    "state_wordings.sentence_es referrals.reply promises.what promises.public_en "
    "promises.public_es promises.outcome_en promises.outcome_es promise_updates.body_en "
    "promise_updates.body_es promise_photos.alt_en promise_photos.alt_es "
    "public_answers.question_en public_answers.question_es public_answers.answer_en "
    "public_answers.answer_es "
    "services.description_en services.description_es community_shares.place_names event_lines.body "
    "records_requests.asked_by records_requests.words request_items.code "
    "retention_rules.item retention_rules.source"
)
BOUNDED = (
    "topic_notes.body concerns.body concerns.state_reason messages.body concern_notes.body "
    "answer_templates.body_en answer_templates.body_es referrals.body referrals.reply "
    "public_answers.answer_en public_answers.answer_es event_lines.body holds.reason"
)
# Columns for one of several words, and the check that they are.
ONE_OF = (
    "agencies.roster_shown.rostershown staff.language.language staff_roles.role.role "
    "staff_sessions.browser.browser staff_sessions.device.device audit_entries.action.auditaction "
    "outbox.kind.mailkind staff_notifications.digest.digestdays "
    "staff_notifications.briefings.briefedon events.status.eventstatus "
    "checklist_items.step.checkliststep paper_cards.language.language "
    "roster_languages.language.spokenlanguage rsvps.status.rsvpstatus rsvps.language.language "
    "rsvp_needs.need.need concerns.kind.kind concerns.phase.phase concerns.state.concernstate "
    "concerns.language.language concerns.better.better "
    "concerns.text_language.textlanguage concern_mentions.kind.mentionkind "
    "concern_flags.kind.flagkind concern_flags.action.flagaction concerns.source.concernsource "
    "survey_answers.language.language concern_topics.assigned_by.assignedby "
    "concern_changes.kind.changekind topic_changes.kind.topicchangekind "
    "state_wordings.state.residentstate promises.status.promisestatus "
    "public_record_entries.state_before.recordstatebefore "
    "public_record_entries.state_after.recordstate "
    "retention_rules.series.series retention_rules.trigger.trigger retention_rules.unit.keepunit "
    "destructions.series.series destructions.trigger.trigger destructions.unit.keepunit "
    "request_items.decision.decision held_records.kind.recordkind "
    "request_items.kind.recordkind redactions.kind.recordkind "
    "destructions.method.erasemethod kept_counts.name.kept"
)
OF_TEXTS = [
    (*text.split("."), rule, value)
    for texts, rule, value in [
        (PRESENT, "present", "' '"),
        (NOT_BLANK, "not_blank", "' '"),
        (BOUNDED, "bounded", "replace('{0}', 'x', 'xx')"),
    ]
    for text in texts.split()
]
# Of several changes, each is refused alone.
CHECKS = [
    *((table, f"{name} = {value}", f"{name}_{rule}") for table, name, rule, value in OF_TEXTS),
    *(
        (table, f"{column} = 'x'", name)
        for table, column, name in (each.split(".") for each in ONE_OF.split())
    ),
    ("agencies", "fiscal_year_month = 13", "fiscal_year_month_range"),
    ("agencies", "request_days = 0 or request_days = 91", "request_days_range"),
    ("records_requests", "first_day = '2100-01-01'", "days_in_order"),
    ("records_requests", "due_on = '2000-01-01'", "due_after_received"),
    ("records_requests", "closed_by_id = NULL", "closed_has_who"),
    ("request_items", "decided_at = NULL or decided_by_id = NULL", "decided_has_who_and_when"),
    ("request_items", "code = NULL or decision = 'release'", "withheld_has_code"),
    ("request_items", "pack = 0", "packed_is_decided"),
    (
        "request_items",
        "decision = NULL, decided_at = NULL, decided_by_id = NULL, code = NULL",
        "packed_is_decided",
    ),
    ("request_items", "kind = 'event' or concern_id = NULL or event_id = 1", "refers_to_its_kind"),
    ("redactions", "kind = NULL or number = NULL", "of_one_or_all"),
    ("request_packs", "number = 0", "number_positive"),
    ("retention_rules", "keep = 0 or keep = 1000", "keep_range"),
    ("retention_rules", "needs_approval = FALSE", "record_is_approved"),
    ("concerns", "is_sustained = TRUE", "sustained_is_complaint"),
    ("holds", "lifted_at = created_at", "lifted_has_who"),
    ("held_records", "kind = 'event' or kind = 'concern'", "holds_its_kind"),
    ("kept_counts", "number = 0", "number_positive"),
    ("kept_counts", "event_id = NULL, promise_id = NULL, answer_id = NULL", "of_one"),
    ("destructions", "first_day = '2100-01-01'", "days_in_order"),
    ("destructions", "records = 0, destroyed = 0", "records_counted"),
    ("destructions", "destroyed = -1 or destroyed = 2", "destroyed_counted"),
    ("destructions", "approved_by_id = asked_by_id", "approved_by_another"),
    (
        "destructions",
        "confirmed_by_id = asked_by_id or confirmed_by_id = approved_by_id",
        "confirmed_by_a_third",
    ),
    ("destructions", "approved_by_id = NULL", "approved_whole"),
    ("destructions", "confirmed_by_id = NULL", "confirmed_whole"),
    (
        "destructions",
        "due_at = NULL, begun_at = NULL, destroyed_at = NULL, destroyed = 0",
        "confirmed_whole",
    ),
    ("destructions", "approved_by_id = NULL, approved_at = NULL", "confirmed_whole"),
    ("destructions", "stopped_by_id = asked_by_id", "stopped_whole"),
    (
        "destructions",
        "stopped_by_id = asked_by_id, stopped_at = created_at",
        "stopped_before_begun",
    ),
    ("destructions", "begun_at = created_at", "begun_in_time"),
    ("destructions", "method = NULL", "destroyed_whole"),
    ("destructions", "begun_at = NULL", "destroyed_whole"),
    ("agencies", "accommodation_days = 31", "accommodation_days_range"),
    ("agencies", "complaint_days = 0 or complaint_days = 366", "complaint_days_range"),
    ("installation", "id = 2", "only_one"),
    ("topics", "merged_into_id = id, retired_at = created_at", "merged_is_retired"),
    ("topics", "retired_at = NULL", "merged_is_retired"),
    ("topics", "split_from_id = id", "split_from_another"),
    ("staff", "email = 'Ann@example.org'", "email_lower"),
    ("staff", "email = 'ann'", "email_form"),
    ("staff", "second_factor_secret = 'sealed'", "second_factor_whole"),
    ("staff", "second_factor_counter = 1", "second_factor_whole"),
    (
        "staff",
        "second_factor_secret = 'x', second_factor_counter = 1, second_factor_due_at = created_at",
        "second_factor_due_while_missing",
    ),
    ("staff", "has_short_password = true", "short_password_has_second_factor"),
    ("staff", "provider_subject = NULL or provider_issuer = NULL", "provider_issuer_and_subject"),
    ("staff_sessions", "expires_at = created_at", "ends_after_start"),
    ("staff_links", "expires_at = created_at", "ends_after_start"),
    ("audit_entries", "sequence = 0", "sequence_positive"),
    ("audit_entries", "sequence = NULL or hash = NULL", "sequence_has_hash"),
    ("audit_entries", "hash = 'short'", "hash_length"),
    ("audit_head", "id = 2", "only_one"),
    ("audit_head", "sequence = -1", "sequence_counted"),
    ("audit_head", "hash = ''", "hash_length"),
    ("outbox", "attempts = -1", "attempts_counted"),
    ("outbox", "recipient = 'ann'", "recipient_form"),
    ("outbox", "recipient = NULL", "recipient_while_waiting"),
    (
        "outbox",
        "rsvp_id = (SELECT id FROM rsvps), concern_id = (SELECT min(id) FROM concerns)",
        "one_reason",
    ),
    ("outbox", "kind = 'alert', staff_id = (SELECT min(id) FROM staff)", "one_reason"),
    ("outbox", "kind = 'digest' or kind = 'referral'", "kind_fits_reason"),
    ("outbox", "sent_at = created_at, failed_at = created_at", "sent_or_failed"),
    ("duty_weeks", "deputy_id = staff_id", "deputy_is_another"),
    ("duty_alerts", "agency_id = NULL", "to_a_phone_or_a_channel"),
    ("duty_alerts", "attempts = -1", "attempts_counted"),
    ("duty_alerts", "sent_at = created_at, failed_at = created_at", "sent_or_failed"),
    ("events", "title_en = ' '", "title_present"),
    ("events", "slug = 'Coffee' or slug = ''", "slug_form"),
    ("events", "ends_at = starts_at", "ends_after_start"),
    ("events", "capacity = 0, seats_taken = 0", "capacity_positive"),
    ("events", "seats_taken = -1 or capacity = 2, seats_taken = 3", "seats_within_capacity"),
    ("events", "status = 'draft' or published_at = NULL", "published_has_when"),
    ("events", "status = 'cancelled' or cancelled_at = starts_at", "cancelled_has_when"),
    ("events", "series_date = NULL", "series_has_date"),
    ("events", "heads_counted = -1", "heads_not_negative"),
    ("events", "heads_counted_at = NULL", "heads_counted_has_who_and_when"),
    ("events", "heads_counted_by_id = NULL", "heads_counted_has_who_and_when"),
    ("checklist_items", "step = NULL, label = NULL", "step_or_label"),
    ("checklist_items", "days_before = 181", "days_before_range"),
    ("arrivals", "people = 0", "people_range"),
    ("arrivals", "counted_by = 'camera', staff_id = NULL", "countedby"),
    ("arrivals", "staff_id = NULL", "staff_counted_has_who"),
    ("paper_cards", "number = 0", "number_positive"),
    ("roster_entries", "role = 'mayor', is_host = FALSE", "rosterrole"),
    ("roster_entries", "role = 'partner', is_host = TRUE", "host_is_officer"),
    ("rsvps", "party_size = 0 or party_size = 21", "party_size_range"),
    ("rsvps", "status = 'cancelled' or cancelled_at = created_at", "cancelled_has_when"),
    ("rsvps", "status = 'waiting'", "waiting_has_since"),
    ("rsvps", "status = 'offered', waiting_since = created_at", "offer_has_an_end"),
    ("rsvps", "offer_ends_at = created_at", "offer_has_an_end"),
    ("concerns", "is_complaint = TRUE, is_held = TRUE", "complaint_not_in_stream"),
    ("concerns", "is_complaint = TRUE, state = 'passed_on'", "complaint_not_in_stream"),
    (
        "concerns",
        "may_be_complaint = TRUE, is_complaint = TRUE or may_be_complaint = TRUE, is_held = TRUE",
        "may_be_complaint_not_in_stream",
    ),
    (
        "concerns",
        "sounds_like_complaint = TRUE, is_complaint = TRUE"
        " or sounds_like_complaint = TRUE, may_be_complaint = TRUE",
        "sounds_like_complaint_in_stream",
    ),
    ("concern_flags", "taken_by_id = NULL", "taken_has_who"),
    ("concerns", "waiting_since = created_at", "waits_only_while_open"),
    ("concerns", "state = 'received', asked_at = created_at", "asked_and_open_waits"),
    ("concerns", "state = 'answered', first_answer_at = NULL", "answered_has_answer"),
    ("concerns", "hidden_for = 'x', state = 'hidden'", "hiddenfor"),
    ("concerns", "state = 'hidden' or hidden_for = 'spam'", "hidden_has_reason"),
    ("concerns", "state = 'merged'", "merged_has_main"),
    ("concerns", "better_at = NULL", "better_has_when"),
    ("concerns", "topics_checked_at = NULL", "topics_checked_has_who_and_when"),
    ("concerns", "topics_checked_by_id = NULL", "topics_checked_has_who_and_when"),
    ("topic_suggestions", "probability = 1.1", "probability_range"),
    ("topic_quotes", "rank = -1", "rank_counted"),
    ("concern_flags", "is_right = NULL, action = NULL", "seen_has_who_when_and_whether_right"),
    ("concern_flags", "seen_at = NULL", "seen_has_who_when_and_whether_right"),
    ("concern_flags", "seen_by_id = NULL", "seen_has_who_when_and_whether_right"),
    ("concerns", "names_officer = NULL", "details_looked_for_at_once"),
    ("concern_flags", "action = 'nothing' or is_right = false", "action_fits_verdict"),
    ("saved_filters", "query = ''", "query_present"),
    ("themes", "status = 'found', topic_id = NULL", "themestatus"),
    ("themes", "status = 'proposed', topic_id = NULL", "decided_has_who_and_when"),
    ("themes", "decided_at = NULL", "decided_has_who_and_when"),
    ("themes", "decided_by_id = NULL", "decided_has_who_and_when"),
    ("themes", "status = 'signed_off' or topic_id = NULL", "made_topic_has_topic"),
    ("theme_concerns", "rank = -1", "rank_counted"),
    ("concerns", "entered_by_id = NULL", "entered_has_who"),
    ("concerns", "people = 0", "people_range"),
    ("survey_answers", "heard = 0", "heard_range"),
    ("survey_answers", "approachable = 6", "approachable_range"),
    ("survey_answers", "respected = 0", "respected_range"),
    ("survey_answers", "again = 6", "again_range"),
    ("survey_answers", "heard = NULL", "something_said"),
    ("concern_topics", "assigned_by = 'staff', staff_id = NULL", "staff_has_who"),
    ("contacts", "name = NULL, email = NULL, phone = NULL", "something_given"),
    ("contacts", "email = ' '", "nothing_blank"),
    ("agencies", "complaint_forms = ' '", "complaint_forms_not_blank"),
    ("agencies", "complaint_unit_en = ' '", "complaint_unit_en_not_blank"),
    ("agencies", "complaint_unit_es = ' '", "complaint_unit_es_not_blank"),
    ("agencies", "event_title_es = ' '", "event_title_es_not_blank"),
    ("agencies", "promise_grace_days = 91", "promise_grace_days_range"),
    ("agencies", "most_open_promises = 0", "most_open_promises_range"),
    ("events", "we_did_en = NULL, we_did_es = NULL", "we_did_published_has_text"),
    ("events", "we_did_published_at = NULL", "we_did_published_has_when"),
    ("concerns", "assigned_to_id = NULL", "deputy_has_assignee"),
    ("concerns", "deputy_id = assigned_to_id", "deputy_is_another"),
    ("concerns", "put_away_until = NULL", "put_away_has_an_end"),
    ("concerns", "put_away_for_next_event = TRUE", "put_away_has_one_end"),
    ("concerns", "merged_into_id = id, state = 'merged'", "merged_into_another"),
    ("concerns", "state_reason = NULL", "declined_has_reason"),
    ("concern_changes", "undone_by_id = NULL", "undone_has_who"),
    ("topic_changes", "undone_by_id = NULL", "undone_has_who"),
    ("referral_partners", "email = 'works'", "email_form"),
    ("referrals", "reply = NULL", "reply_has_when"),
    ("referrals", "sent_at = NULL, given_by_id = staff_id", "given_has_when"),
    ("referrals", "withdrawn_at = NULL, recall_told_at = created_at", "told_is_withdrawn"),
    ("promises", "deputy_id = owner_id", "deputy_is_another"),
    ("promises", "public_en = NULL, public_es = NULL", "published_has_text"),
    ("promises", "closed_at = NULL", "closed_has_who_and_when"),
    ("promises", "closed_by_id = NULL", "closed_has_who_and_when"),
    ("promises", "status = 'open'", "closed_has_who_and_when"),
    ("promises", "status = 'dropped', outcome_en = NULL, outcome_es = NULL", "dropped_has_reason"),
    ("promise_updates", "body_en = NULL, body_es = NULL", "has_text"),
    ("promise_photos", "alt_en = NULL, alt_es = NULL", "has_text"),
    ("promise_photos", "width = 0", "size_positive"),
    ("promise_photos", "content = CAST('' AS {bytes})", "content_size"),
    (
        "public_answers",
        "question_en = NULL, question_es = NULL, answer_en = NULL, answer_es = NULL",
        "published_has_text",
    ),
    ("public_answers", "answer_en = NULL", "published_whole_in_en"),
    ("public_answers", "question_es = NULL", "published_whole_in_es"),
    ("public_answers", "published_by_id = NULL", "published_has_who"),
    ("services", "phone = NULL", "can_be_reached"),
    ("public_record_entries", "sequence = 0", "sequence_positive"),
    ("public_record_entries", "commitment = 'c'", "commitment_length"),
    ("public_record_entries", "hash = 'h'", "hash_length"),
    ("public_record_entries", "state_before = state_after", "state_changes"),
    ("public_record_openings", "salt = 's'", "salt_length"),
    ("public_record_heads", "sequence = -1", "sequence_counted"),
    ("public_record_heads", "hash = ''", "hash_length"),
    ("sign_in_tries", "sender = 256", "sender_range"),
    ("public_record_roots", "size = 0", "size_positive"),
    ("public_record_roots", "root = 'r'", "root_length"),
    ("public_record_roots", "hash = 'h'", "hash_length"),
    ("community_shares", "kind = 'shoe', place_names = NULL", "sharekind"),
    ("community_shares", "percent = 101", "percent_range"),
    ("community_shares", "kind = 'language'", "place_names_of_an_area"),
    ("contacts", "wants_news = TRUE, email = NULL, phone = '1'", "news_has_email"),
    ("contacts", "rsvp_id = NULL, concern_id = NULL", "one_owner"),
]
TABLES = db.metadata.tables
UNIQUES = [
    constraint
    for table in TABLES.values()
    for constraint in table.constraints
    if isinstance(constraint, UniqueConstraint)
]
REFERENCES = [key for table in TABLES.values() for key in table.foreign_keys]
# The rows in which each rule of these tables, or this one, can be broken, and no other with it.
BREAKABLE = {
    "events": "WHERE status = 'published'",
    "concerns": "WHERE state = 'declined'",
    "concerns.hiddenfor": "WHERE state = 'hidden'",
    "concerns.merged_into_another": "WHERE state = 'merged'",
    "concern_topics": "WHERE staff_id IS NULL",
    "destructions": "WHERE destroyed_at IS NOT NULL",
    "staff.provider_subject_not_blank": "WHERE provider_subject IS NOT NULL",
    # Not those that refer to an item of the request too.
    "fk_redactions_request_id_records_requests": "WHERE kind IS NULL",
    "request_items": "WHERE decision IS NOT NULL",
    "held_records.recordkind": "WHERE coalesce(concern_id, event_id, rsvp_id, survey_id) IS NULL "
    "AND coalesce(promise_id, answer_id) IS NULL",
}


GOES_WITH_AN_EVENT = (
    "rsvps rsvp_needs contacts roster_entries roster_languages concerns concern_topics messages "
    "survey_answers topic_suggestions concern_vectors concern_flags topic_quotes theme_concerns "
    "event_lines"
)


@pytest.fixture(scope="module")
def filled_app(migrated_app):
    with migrated_app.app_context():
        empty(db)
        make_one_of_each()
        db.session.remove()
    return migrated_app


@pytest.fixture(autouse=True)
def rows(filled_app):
    """One of each row; no test here commits what it changes."""
    with filled_app.app_context():
        yield
        db.session.remove()


def test_every_table_has_a_row():
    bare = [name for name, table in TABLES.items() if not db.session.query(table).first()]
    assert bare == []


def answer_to(statement):
    """Return the words in which the database refuses a statement, or that it took it."""
    try:
        db.session.execute(text(statement))
    except IntegrityError as refusal:
        return str(refusal.orig)
    finally:
        db.session.rollback()
    return "taken"


def not_refused(statements):
    """Return what the database says to each statement, unless it names the expected constraint."""
    answers = ((statement, answer_to(statement), name) for statement, name in statements)
    return [
        (name, statement, answer)
        for statement, answer, name in answers
        if not re.search(rf"\b{re.escape(name)}\b", answer)
    ]


@pytest.mark.parametrize("table", sorted({table for table, _, _ in CHECKS}))
def test_what_must_not_be_is_refused(table):
    bytes_type = "BLOB" if db.engine.dialect.name == "sqlite" else "BYTEA"
    statements = []
    for changes, name in [checked[1:] for checked in CHECKS if checked[0] == table]:
        where = BREAKABLE.get(f"{table}.{name}") or BREAKABLE.get(table, "")
        for change in changes.format("x" * 2001, bytes=bytes_type).split(" or "):
            statement = f"UPDATE {table} SET {change} {where}"  # noqa: S608
            statements.append((statement, f"ck_{table}_{name}"))

    assert not_refused(statements) == []


def test_every_check_is_in_the_table():
    named = {
        constraint.name
        for table in TABLES.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert named == {f"ck_{table}_{name}" for table, _, name in CHECKS}


@pytest.mark.parametrize("table", sorted({unique.table.name for unique in UNIQUES}))
def test_what_must_be_unique_is_refused_twice(table, database_name):
    statements = [
        (
            copy_of_a_row(unique),
            ", ".join(f"{table}.{column.name}" for column in unique.columns)
            if database_name == "sqlite"
            else unique.name,
        )
        for unique in UNIQUES
        if unique.table.name == table
    ]
    assert not_refused(statements) == []


def copy_of_a_row(unique):
    """Return a statement that copies a row, so that only this constraint can refuse it."""
    table = unique.table
    # One column of each other such rule differs.
    others = {
        min(free, key=lambda column: not column.nullable).name
        for other in table.constraints
        if isinstance(other, UniqueConstraint)
        and (free := [c for c in other.columns if c.name not in unique.columns])
    }
    copied = [column for column in table.columns if column.name != "id"]
    values = [
        f"'x' || substr({column.name}, 2)"
        if column.name in others and isinstance(column.type, String)
        else f"{column.name} + 99999"
        if column.name in others and not column.nullable
        else "NULL"
        if column.name in others
        else column.name
        for column in copied
    ]
    given = " AND ".join(f"{column.name} IS NOT NULL" for column in unique.columns)
    names = ", ".join(column.name for column in copied)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} "  # noqa: S608
        f"WHERE {given} ORDER BY id DESC LIMIT 1"
    )


def test_an_event_has_one_host(database_name):
    expected = "roster_entries.event_id" if database_name == "sqlite" else "uq_roster_entries_host"

    with pytest.raises(IntegrityError, match=expected):
        db.session.execute(text("UPDATE roster_entries SET is_host = TRUE WHERE role = 'officer'"))


@pytest.mark.parametrize("table", sorted({key.parent.table.name for key in REFERENCES}))
def test_what_does_not_exist_cannot_be_referred_to(table, database_name):
    statements = [
        (
            f"UPDATE {table} SET {key.parent.name} = {key.parent.name} + 99999 "  # noqa: S608
            + BREAKABLE.get(key.constraint.name, ""),
            "FOREIGN KEY" if database_name == "sqlite" else key.constraint.name,
        )
        for key in REFERENCES
        if key.parent.table.name == table and isinstance(key.parent.type, Integer)
    ]
    assert not_refused(statements) == []


def test_every_reference_says_what_becomes_of_it():
    rules = {key.constraint.name: key.ondelete for key in REFERENCES}
    assert set(rules.values()) <= {"CASCADE", "RESTRICT", "SET NULL", "NO ACTION"}, rules


@pytest.mark.parametrize(
    ("table", "reference"),
    [
        ("agencies", "agency_id"),
        ("venues", "venue_id"),
        ("topics", "topic_id"),
        ("staff", "_id_staff"),
    ],
)
def test_what_others_need_is_kept(table, reference, database_name):
    expected = "FOREIGN KEY" if database_name == "sqlite" else reference

    with pytest.raises(IntegrityError, match=expected):
        db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608


def test_with_an_event_goes_what_was_said_and_who_said_it():
    # But for what a hold keeps.
    db.session.execute(text("DELETE FROM held_records"))
    db.session.execute(text("DELETE FROM events"))

    for table in GOES_WITH_AN_EVENT.split():
        assert not db.session.query(TABLES[table]).first(), table
    assert {mail.kind for mail in db.session.query(TABLES["outbox"])} == {"alert"}


@pytest.mark.parametrize(
    "table", ["concerns", "events", "rsvps", "survey_answers", "promises", "public_answers"]
)
def test_what_a_hold_keeps_cannot_be_deleted(table, database_name):
    expected = "FOREIGN KEY" if database_name == "sqlite" else "held_records"

    with pytest.raises(IntegrityError, match=expected):
        db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608


def test_with_a_contact_goes_nothing_else():
    db.session.execute(text("DELETE FROM contacts"))

    assert db.session.query(TABLES["rsvps"]).first()
    assert db.session.query(TABLES["concerns"]).first()
