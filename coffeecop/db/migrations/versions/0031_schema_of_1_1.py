"""The schema of 1.1"""

import re
from hashlib import sha256
from io import BytesIO

import sqlalchemy as sa
from alembic import op
from PIL import Image

from coffeecop.db.migrations.columns import (
    IDS_ONCE, check, create_index, form_key, own_id, moment, number, one_of, string, to, truth,
)
from coffeecop.models.hash_chain import ORIGIN, next_hash


revision = '1.1'
down_revision = '0030'


def upgrade() -> None:
    _make_tables()
    _fill_schedule()
    _change_agencies()
    _note_what_partners_have()
    _state_concerns()
    _let_texts_be_in_one_language()
    _name_themes_in_both_languages()
    _chain_roots()
    _make_photos_smaller()
    _count_versions()
    _change_flags()
    _change_mail()
    _let_staff_choose()
    _let_log_tell()
    _add_line_about_council()


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


def _staff_column(table: str, name: str) -> sa.Column:
    key = sa.ForeignKey('staff.id', name=op.f(f'fk_{table}_{name}_staff'), ondelete='RESTRICT')
    return sa.Column(name, sa.Integer(), key)


def _change_check(rows: object, table: str, name: str, condition: str) -> None:
    rows.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
    rows.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)


# --- Tables that 1.0 does not have

SERIES = (
    'concern', 'complaint', 'sustained', 'rsvp', 'contact', 'survey', 'arrivals', 'promise', 'public_answer',
    'mail', 'audit', 'sign_in', 'request',
)
TRIGGERS = ('sent', 'last_message', 'closed', 'event', 'fiscal_year')
# What can be held or found, and where it is.
RECORDS = {
    'concern': 'concerns', 'event': 'events', 'rsvp': 'rsvps', 'survey': 'survey_answers',
    'promise': 'promises', 'answer': 'public_answers',
}
RECORD_KINDS = (*RECORDS, 'note', 'referral')


def _make_tables() -> None:
    op.create_table(
        'event_lines',
        to('event_id', 'events', 'CASCADE'),
        to('staff_id', 'staff'),
        sa.Column('body', sa.Text()),
        moment('created_at'),
        check('body_not_blank', 'length(trim(body)) > 0'),
        check('body_bounded', 'length(body) <= 160'),
        sa.PrimaryKeyConstraint('event_id', 'staff_id'),
        sqlite_autoincrement=True,
    )
    create_index('event_lines', 'staff_id')
    op.create_table(
        'sign_in_tries',
        own_id(),
        string('key', 26),
        number('sender'),
        moment('created_at'),
        check('sender_range', 'sender BETWEEN 0 AND 255'),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_sign_in_tries_key'), 'sign_in_tries', ['key', 'created_at'])
    create_index('sign_in_tries', 'created_at')
    _make_tables_of_duty()
    _make_tables_of_the_schedule()
    _make_tables_of_requests()
    op.create_table(
        'content_versions',
        to('agency_id', 'agencies', 'CASCADE'),
        number('version'),
        sa.PrimaryKeyConstraint('agency_id'),
        sqlite_autoincrement=True,
    )
    op.execute('INSERT INTO content_versions (agency_id, version) SELECT id, 0 FROM agencies')
    op.create_table(
        'confirmed_mailboxes',
        string('key', 26),
        moment('created_at'),
        sa.PrimaryKeyConstraint('key'),
    )


def _make_tables_of_duty() -> None:
    op.create_table(
        'push_subscriptions',
        own_id(),
        to('session_id', 'staff_sessions', 'CASCADE'),
        string('endpoint', 1000),
        string('p256dh', 100),
        string('auth', 40),
        moment('created_at'),
        sa.UniqueConstraint('session_id'),
        sa.UniqueConstraint('endpoint'),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'duty_weeks',
        to('agency_id', 'agencies'),
        sa.Column('monday', sa.Date(), nullable=False),
        to('staff_id', 'staff'),
        to('deputy_id', 'staff', nullable=True),
        check('deputy_is_another', 'deputy_id <> staff_id'),
        sa.PrimaryKeyConstraint('agency_id', 'monday'),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'duty_alerts',
        own_id(),
        to('subscription_id', 'push_subscriptions', 'CASCADE', nullable=True),
        to('agency_id', 'agencies', nullable=True),
        sa.Column('payload', sa.Text(), nullable=False),
        truth('is_test', False),
        number('attempts'),
        moment('next_attempt_at'),
        string('last_error', 300, nullable=True),
        moment('sent_at', nullable=True),
        moment('failed_at', nullable=True),
        moment('created_at'),
        check('to_a_phone_or_a_channel', '(subscription_id IS NULL) <> (agency_id IS NULL)'),
        check('attempts_counted', 'attempts >= 0'),
        check('sent_or_failed', 'sent_at IS NULL OR failed_at IS NULL'),
        sqlite_autoincrement=True,
    )
    for column in ('subscription_id', 'agency_id'):
        create_index('duty_alerts', column)
    op.create_index('ix_duty_alerts_waiting', 'duty_alerts', ['sent_at', 'failed_at', 'next_attempt_at'])


def _rule() -> list[sa.Column | sa.Constraint]:
    """Return what a line of the schedule says: of which series, from when, and how long."""
    return [
        string('series'),
        string('trigger'),
        number('keep'),
        string('unit'),
        string('item', 60, nullable=True),
        string('source', 300, nullable=True),
        check('series', one_of('series', SERIES)),
        check('trigger', one_of('trigger', TRIGGERS)),
        check('keepunit', one_of('unit', ('days', 'years'))),
    ]


def _make_tables_of_the_schedule() -> None:
    op.create_table(
        'retention_rules',
        to('agency_id', 'agencies'),
        *_rule(),
        truth('needs_approval', True),
        number('version', default='1'),
        check('keep_range', 'keep BETWEEN 1 AND 999'),
        check('record_is_approved', "needs_approval OR series IN ('rsvp', 'contact', 'mail')"),
        check('item_not_blank', 'length(trim(item)) > 0'),
        check('source_not_blank', 'length(trim(source)) > 0'),
        sa.PrimaryKeyConstraint('agency_id', 'series'),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'holds',
        own_id(),
        to('agency_id', 'agencies'),
        form_key(),
        string('name', 120),
        sa.Column('reason', sa.Text(), nullable=False),
        to('created_by_id', 'staff'),
        moment('created_at'),
        moment('lifted_at', nullable=True),
        to('lifted_by_id', 'staff', nullable=True),
        check('name_present', 'length(trim(name)) > 0'),
        check('reason_present', 'length(trim(reason)) > 0'),
        check('reason_bounded', 'length(reason) <= 1000'),
        check('lifted_has_who', '(lifted_at IS NULL) = (lifted_by_id IS NULL)'),
        sqlite_autoincrement=True,
    )
    create_index('holds', 'agency_id')
    op.create_table(
        'held_records',
        to('hold_id', 'holds', 'CASCADE'),
        string('kind'),
        number('number'),
        *(to(f'{name}_id', table, nullable=True) for name, table in RECORDS.items()),
        moment('created_at'),
        check('recordkind', one_of('kind', RECORD_KINDS)),
        check('holds_its_kind', ' AND '.join(f"({each}_id IS NULL OR kind = '{each}')" for each in RECORDS)),
        sa.PrimaryKeyConstraint('hold_id', 'kind', 'number'),
        sqlite_autoincrement=True,
    )
    for name in RECORDS:
        create_index('held_records', f'{name}_id')
    _make_tables_of_destruction()


def _make_tables_of_destruction() -> None:
    people = ('approved_by_id', 'confirmed_by_id', 'stopped_by_id')
    moments = ('approved_at', 'confirmed_at', 'due_at', 'stopped_at', 'begun_at', 'destroyed_at')
    op.create_table(
        'destructions',
        own_id(),
        to('agency_id', 'agencies'),
        form_key(),
        *_rule(),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=False),
        number('records'),
        number('destroyed', default='0'),
        to('asked_by_id', 'staff'),
        moment('created_at'),
        *(to(name, 'staff', nullable=True) for name in people),
        *(moment(name, nullable=True) for name in moments),
        string('method', nullable=True),
        check('days_in_order', 'first_day <= last_day'),
        check('records_counted', 'records > 0'),
        check('destroyed_counted', 'destroyed BETWEEN 0 AND records'),
        check('erasemethod', one_of('method', ('sqlite', 'postgresql', 'postgresql_log_later'))),
        check('approved_by_another', 'approved_by_id <> asked_by_id'),
        check('confirmed_by_a_third', 'confirmed_by_id <> asked_by_id AND confirmed_by_id <> approved_by_id'),
        check('approved_whole', '(approved_by_id IS NULL) = (approved_at IS NULL)'),
        check(
            'confirmed_whole',
            '(confirmed_by_id IS NULL) = (confirmed_at IS NULL) '
            'AND (confirmed_at IS NULL) = (due_at IS NULL) '
            'AND (confirmed_at IS NULL OR approved_at IS NOT NULL)',
        ),
        check('stopped_whole', '(stopped_by_id IS NULL) = (stopped_at IS NULL)'),
        check('stopped_before_begun', 'stopped_at IS NULL OR begun_at IS NULL'),
        check('begun_in_time', 'begun_at IS NULL OR due_at IS NOT NULL AND begun_at >= due_at'),
        check('destroyed_whole', 'destroyed_at IS NULL OR begun_at IS NOT NULL AND method IS NOT NULL'),
        sqlite_autoincrement=True,
    )
    create_index('destructions', 'agency_id')
    op.create_table(
        'destruction_items',
        to('destruction_id', 'destructions', 'CASCADE'),
        number('number'),
        sa.PrimaryKeyConstraint('destruction_id', 'number'),
        sqlite_autoincrement=True,
    )
    owners = {'event_id': 'events', 'promise_id': 'promises', 'answer_id': 'public_answers'}
    op.create_table(
        'kept_counts',
        own_id(),
        *(to(name, table, 'CASCADE', nullable=True) for name, table in owners.items()),
        string('name'),
        string('key', 200),
        number('number'),
        check('kept', one_of('name', ('concerns', 'topics', 'arrivals', 'rsvps', 'survey', 'better', 'asked'))),
        check('number_positive', 'number > 0'),
        check('of_one', ' + '.join(f'(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)' for name in owners) + ' = 1'),
        *(
            sa.UniqueConstraint(name, 'name', 'key', name=op.f(f'uq_kept_counts_{name}_name_key'))
            for name in owners
        ),
        sqlite_autoincrement=True,
    )


def _make_tables_of_requests() -> None:
    op.create_table(
        'records_requests',
        own_id(),
        to('agency_id', 'agencies'),
        form_key(),
        string('asked_by', 120, nullable=True),
        string('words', 200, nullable=True),
        sa.Column('first_day', sa.Date()),
        sa.Column('last_day', sa.Date()),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ('event_ids', 'topic_ids', 'kinds')),
        truth('covers_complaints', False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        to('hold_id', 'holds'),
        to('created_by_id', 'staff'),
        moment('created_at'),
        moment('closed_at', nullable=True),
        to('closed_by_id', 'staff', nullable=True),
        check('asked_by_not_blank', 'length(trim(asked_by)) > 0'),
        check('words_not_blank', 'length(trim(words)) > 0'),
        check('days_in_order', 'first_day <= last_day'),
        check('due_after_received', 'due_on >= received_on'),
        check('closed_has_who', '(closed_at IS NULL) = (closed_by_id IS NULL)'),
        sqlite_autoincrement=True,
    )
    create_index('records_requests', 'agency_id')
    op.create_table(
        'request_items',
        to('request_id', 'records_requests', 'CASCADE'),
        string('kind'),
        number('number'),
        *(to(f'{name}_id', table, 'CASCADE', nullable=True) for name, table in RECORDS.items()),
        string('decision', nullable=True),
        string('code', 80, nullable=True),
        moment('decided_at', nullable=True),
        to('decided_by_id', 'staff', nullable=True),
        number('pack', nullable=True),
        string('seen_hash', 64, nullable=True),
        check('recordkind', one_of('kind', RECORD_KINDS)),
        check('refers_to_its_kind', ' AND '.join(map(_refers, RECORDS))),
        check('decision', one_of('decision', ('release', 'redact', 'withhold', 'other'))),
        check(
            'decided_has_who_and_when',
            '(decision IS NULL) = (decided_at IS NULL) '
            'AND (decision IS NULL) = (decided_by_id IS NULL)',
        ),
        check('withheld_has_code', "(code IS NOT NULL) = (decision IS NOT NULL AND decision = 'withhold')"),
        check('code_not_blank', 'length(trim(code)) > 0'),
        check('packed_is_decided', 'pack IS NULL OR pack > 0 AND decision IS NOT NULL'),
        sa.PrimaryKeyConstraint('request_id', 'kind', 'number'),
        sqlite_autoincrement=True,
    )
    for name in RECORDS:
        create_index('request_items', f'{name}_id')
    op.create_table(
        'redactions',
        own_id(),
        to('request_id', 'records_requests', 'CASCADE'),
        string('kind', nullable=True),
        number('number', nullable=True),
        string('words', 300),
        string('code', 80),
        check('recordkind', one_of('kind', RECORD_KINDS)),
        check('of_one_or_all', '(kind IS NULL) = (number IS NULL)'),
        check('words_present', 'length(trim(words)) > 0'),
        check('code_present', 'length(trim(code)) > 0'),
        sa.ForeignKeyConstraint(
            ['request_id', 'kind', 'number'],
            ['request_items.request_id', 'request_items.kind', 'request_items.number'],
            name=op.f('fk_redactions_request_id_request_items'), ondelete='CASCADE',
        ),
        sa.UniqueConstraint(
            'request_id', 'kind', 'number', 'words',
            name=op.f('uq_redactions_request_id_kind_number_words'),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'request_packs',
        to('request_id', 'records_requests', 'CASCADE'),
        number('number'),
        to('made_by_id', 'staff'),
        moment('made_at'),
        sa.Column('file', sa.LargeBinary()),
        check('number_positive', 'number > 0'),
        sa.PrimaryKeyConstraint('request_id', 'number'),
        sqlite_autoincrement=True,
    )


def _refers(name: str) -> str:
    kinds = "'concern', 'note', 'referral'" if name == 'concern' else f"'{name}'"
    return f'({name}_id IS NOT NULL) = (kind IN ({kinds}))'


# --- What a department sets

YEARS = (
    ('concern', 'retention_years', 2, 'retention_range'),
    ('complaint', 'complaint_retention_years', 5, 'complaint_retention_range'),
)
TEXTS = {
    'complaint_unit_en': sa.String(60), 'complaint_unit_es': sa.String(60), 'complaint_forms': sa.Text(),
    'event_title_es': sa.String(120),
}
PHONES = ('complaint_phone', 'crisis_phone', 'advocate_phone')
AGENCY_CHECKS = {
    **{f'{name}_not_blank': f'length(trim({name})) > 0' for name in TEXTS},
    'fiscal_year_month_range': 'fiscal_year_month BETWEEN 1 AND 12',
    'request_days_range': 'request_days BETWEEN 1 AND 90',
    'complaint_days_range': 'complaint_days BETWEEN 1 AND 365',
}


def _agency_columns() -> tuple[sa.Column, ...]:
    return (
        *(string(name, 30, nullable=True) for name in PHONES),
        truth('takes_anonymous_complaints', True),
        *(sa.Column(name, kind) for name, kind in TEXTS.items()),
        string('teams_url', 1000, nullable=True),
        number('fiscal_year_month', default='7'),
        number('request_days', default='10'),
        truth('request_in_business_days', False),
        number('complaint_days', default='30'),
        sa.Column('closed_days', sa.JSON(), server_default='[]', nullable=False),
    )


def _fill_schedule() -> None:
    """Keep what a department had set, where it was not what the plain schedule says."""
    for series, years, usual, _range in YEARS:
        op.execute(
            'INSERT INTO retention_rules (agency_id, series, trigger, keep, unit, needs_approval, version) '
            f"SELECT id, '{series}', 'last_message', {years}, 'years', TRUE, 1 "
            f'FROM agencies WHERE {years} <> {usual}'
        )


def _change_agencies() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        for _series, years, _usual, years_range in YEARS:
            agencies.drop_constraint(op.f(f'ck_agencies_{years_range}'), type_='check')
            agencies.drop_column(years)
        for column in _agency_columns():
            agencies.add_column(column)
        for name, condition in AGENCY_CHECKS.items():
            agencies.create_check_constraint(op.f(f'ck_agencies_{name}'), condition)


# --- When a partner got a referral, and heard that it was taken back

REFERRAL_CHECKS = {
    'given_has_when': 'given_by_id IS NULL OR sent_at IS NOT NULL',
    'told_is_withdrawn': 'recall_told_at IS NULL OR withdrawn_at IS NOT NULL',
}


def _note_what_partners_have() -> None:
    with op.batch_alter_table('referrals', table_kwargs=IDS_ONCE) as referrals:
        for name in ('sent_at', 'recall_told_at'):
            referrals.add_column(moment(name, nullable=True))
        referrals.add_column(_staff_column('referrals', 'given_by_id'))
        for name, condition in REFERRAL_CHECKS.items():
            referrals.create_check_constraint(op.f(f'ck_referrals_{name}'), condition)
    # Mail that is gone had left: what waits is never destroyed.
    for column, kind, otherwise in (
        ('sent_at', 'referral', 'created_at'),
        ('recall_told_at', 'referral_withdrawn', 'withdrawn_at'),
    ):
        mail = f"FROM outbox WHERE outbox.referral_id = referrals.id AND outbox.kind = '{kind}'"
        op.execute(f'UPDATE referrals SET {column} = (SELECT sent_at {mail})')
        op.execute(f'UPDATE referrals SET {column} = {otherwise} WHERE NOT EXISTS (SELECT 1 {mail})')


# --- One stored state of each concern, and since when somebody waits

MERGED_INTO = 'fk_concerns_merged_into_id_concerns'
STATES = (
    'received', 'looked_into', 'talked_about', 'answered', 'passed_on', 'declined', 'closed', 'merged', 'withdrawn',
    'hidden',
)
READ_BY_RESIDENTS = ('received', 'read', 'looked_into', 'talked_about', 'answered', 'declined', 'closed')
RECORDED = (
    'waiting', 'answered', 'passed_on', 'noted', 'taken_back', 'hidden', 'destroyed', 'talked_about', 'declined',
    'closed',
)

# Constraints of the table of concerns, which has them before or after.
BEFORE = (
    'complaint_not_held_or_hidden', 'declined_has_reason', 'hidden_has_why_who_and_when', 'merged_has_who_and_when',
    'status_has_who_and_when', 'status_reason_not_blank', 'status_reason_bounded', 'concernstatus',
)
AFTER = {
    'waits_only_while_open': "waiting_since IS NULL OR state IN ('received', 'looked_into')",
    'asked_and_open_waits': (
        "asked_at IS NULL OR state NOT IN ('received', 'looked_into') OR waiting_since IS NOT NULL"
    ),
    'answered_has_answer': "state <> 'answered' OR first_answer_at IS NOT NULL",
    'declined_has_reason': "state <> 'declined' OR state_reason IS NOT NULL",
    'hidden_has_reason': "(state = 'hidden') = (hidden_for IS NOT NULL)",
    'merged_has_main': "(state = 'merged') = (merged_into_id IS NOT NULL)",
    'complaint_not_in_stream': "NOT is_complaint OR NOT is_held AND state NOT IN ('hidden', 'merged', 'passed_on')",
    'may_be_complaint_not_in_stream': (
        'NOT may_be_complaint OR NOT is_complaint AND NOT is_held'
        " AND state NOT IN ('hidden', 'merged', 'passed_on')"
    ),
    'sounds_like_complaint_in_stream': 'NOT sounds_like_complaint OR NOT is_complaint AND NOT may_be_complaint',
    'sustained_is_complaint': 'NOT is_sustained OR is_complaint',
    'state_reason_not_blank': 'length(trim(state_reason)) > 0',
    'state_reason_bounded': 'length(state_reason) <= 1000',
    'concernstate': one_of('state', STATES),
}
OLD_COLUMNS = (
    'status', 'status_at', 'status_by_id', 'status_reason', 'withdrawn_at', 'hidden_at', 'hidden_by_id', 'merged_at',
    'merged_by_id', 'reopened_at',
)
COMPLAINTS = ('is_complaint', 'may_be_complaint', 'sounds_like_complaint')

ANSWERS = 'SELECT max(id) FROM messages WHERE concern_id = concerns.id AND staff_id IS NOT NULL'
UNANSWERED = f"""
    SELECT min(created_at) FROM messages
    WHERE concern_id = concerns.id AND staff_id IS NULL AND id > coalesce(({ANSWERS}), 0)
"""
LAST_BY_RESIDENT = 'SELECT max(created_at) FROM messages WHERE concern_id = concerns.id AND staff_id IS NULL'
FIRST_ANSWER = 'SELECT min(created_at) FROM messages WHERE concern_id = concerns.id AND staff_id IS NOT NULL'
OPEN_REFERRAL = 'SELECT id FROM referrals WHERE concern_id = concerns.id AND withdrawn_at IS NULL'
AT_ONCE = "(kind = 'question' OR wants_answer)"
STATING = (
    # Below a concern that is itself merged, out of the event or a complaint, nobody saw or answered them.
    """
    UPDATE concerns SET merged_into_id = NULL
    WHERE merged_into_id IS NOT NULL AND (
        is_complaint OR withdrawn_at IS NOT NULL OR hidden_at IS NOT NULL
        OR merged_into_id IN (
            SELECT id FROM concerns AS main
            WHERE main.is_complaint OR main.merged_into_id IS NOT NULL
            OR main.withdrawn_at IS NOT NULL OR main.hidden_at IS NOT NULL
        )
    )
    """,
    # What was put away came back when the resident wrote; now the message itself brings it back.
    f"""
    UPDATE concerns SET put_away_at = NULL, put_away_until = NULL, put_away_for_next_event = FALSE
    WHERE put_away_at < reopened_at OR put_away_at < ({LAST_BY_RESIDENT})
    """,
    # An office has nothing that is out of the event.
    """
    UPDATE referrals SET withdrawn_at = CURRENT_TIMESTAMP
    WHERE withdrawn_at IS NULL AND replied_at IS NULL AND concern_id IN (
        SELECT id FROM concerns WHERE is_complaint OR hidden_at IS NOT NULL OR withdrawn_at IS NOT NULL
    )
    """,
    f"""
    UPDATE concerns SET
        first_answer_at = coalesce(({FIRST_ANSWER}), CASE WHEN status = 'declined' THEN status_at END),
        read_at = (SELECT min(moment) FROM (
            SELECT topics_checked_at AS moment UNION ALL SELECT status_at UNION ALL {FIRST_ANSWER}
        ) AS moments),
        asked_at = CASE
            WHEN reopened_at IS NOT NULL THEN reopened_at
            WHEN {AT_ONCE} AND ({ANSWERS}) IS NULL THEN created_at
            ELSE coalesce(({UNANSWERED}), CASE WHEN {AT_ONCE} THEN created_at END, ({LAST_BY_RESIDENT}))
        END
    """,
    # Answered only if staff had the last word in writing: what was marked so without one was closed.
    f"""
    UPDATE concerns SET state = CASE
        WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
        WHEN hidden_at IS NOT NULL THEN 'hidden'
        WHEN merged_into_id IS NOT NULL THEN 'merged'
        WHEN reopened_at IS NOT NULL OR ({UNANSWERED}) IS NOT NULL
            THEN CASE WHEN status = 'looked_into' THEN status ELSE 'received' END
        WHEN status = 'declined' THEN status
        WHEN status = 'referred' AND NOT is_complaint AND EXISTS ({OPEN_REFERRAL}) THEN 'passed_on'
        WHEN ({ANSWERS}) IS NOT NULL THEN 'answered'
        WHEN status IN ('looked_into', 'talked_about') THEN status
        WHEN status = 'new' OR status = 'referred' AND is_complaint THEN 'received'
        ELSE 'closed'
    END
    """,
    """
    UPDATE concerns SET
        state_at = CASE state
            WHEN 'withdrawn' THEN withdrawn_at WHEN 'hidden' THEN hidden_at WHEN 'merged' THEN merged_at
            ELSE status_at END,
        state_by_id = CASE state
            WHEN 'withdrawn' THEN NULL WHEN 'hidden' THEN hidden_by_id WHEN 'merged' THEN merged_by_id
            ELSE status_by_id END,
        state_reason = CASE WHEN state = 'declined' THEN status_reason END,
        hidden_for = CASE WHEN state = 'hidden' THEN hidden_for END,
        hidden_at = CASE WHEN state = 'hidden' THEN hidden_at END,
        hidden_by_id = CASE WHEN state = 'hidden' THEN hidden_by_id END
    """,
    """
    UPDATE concerns SET waiting_since = (
        SELECT min(each.asked_at) FROM concerns AS each
        WHERE each.id = concerns.id OR each.merged_into_id = concerns.id
    ) WHERE state IN ('received', 'looked_into')
    """,
)
FILTERS = (('status=new', 'state=received'), ('status=referred', 'state=passed_on'), ('status=', 'state='))


def _state_concerns() -> None:
    _change_words('state_wordings', (*READ_BY_RESIDENTS, 'referred', 'passed_on'))
    op.execute("UPDATE state_wordings SET state = 'passed_on' WHERE state = 'referred'")
    _change_words('state_wordings', (*READ_BY_RESIDENTS, 'passed_on'))
    with op.batch_alter_table('public_record_entries', table_kwargs=IDS_ONCE) as entries:
        _change_check(entries, 'public_record_entries', 'recordstate', one_of('state_after', RECORDED))
        _change_check(entries, 'public_record_entries', 'recordstatebefore', one_of('state_before', RECORDED))
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        for column in _new_columns():
            concerns.add_column(column)
    for statement in STATING:
        op.execute(statement)
    _change_concerns()
    for name, column, condition in (
        ('ix_concerns_waiting_since', 'waiting_since', 'waiting_since IS NOT NULL'),
        ('ix_concerns_for_complaint_staff', 'created_at', ' OR '.join(f'{name} IS {{0}}' for name in COMPLAINTS)),
    ):
        op.create_index(
            name, 'concerns', [column],
            sqlite_where=sa.text(condition.format(1)), postgresql_where=sa.text(condition.format('true')),
        )
    for old, new in FILTERS:
        op.execute(f"UPDATE saved_filters SET query = replace(query, '{old}', '{new}')")


def _new_columns() -> tuple[sa.Column, ...]:
    moments = ('state_at', 'asked_at', 'waiting_since', 'read_at', 'first_answer_at')
    return (
        sa.Column('state', sa.String(32), server_default='received', nullable=False),
        _staff_column('concerns', 'state_by_id'),
        sa.Column('state_reason', sa.Text()),
        *(moment(name, nullable=True) for name in moments),
        truth('may_be_complaint', False),
        truth('sounds_like_complaint', False),
        truth('is_sustained', False),
    )


def _change_concerns() -> None:
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        for name in BEFORE:
            concerns.drop_constraint(op.f(f'ck_concerns_{name}'), type_='check')
        concerns.drop_constraint(MERGED_INTO, type_='foreignkey')
        # What stands for others is deleted only with them.
        concerns.create_foreign_key(MERGED_INTO, 'concerns', ['merged_into_id'], ['id'], ondelete='NO ACTION')
        for name in OLD_COLUMNS:
            if name.endswith('_by_id'):
                concerns.drop_constraint(op.f(f'fk_concerns_{name}_staff'), type_='foreignkey')
            concerns.drop_column(name)
        for name, condition in AFTER.items():
            concerns.create_check_constraint(op.f(f'ck_concerns_{name}'), condition)


def _change_words(table: str, values: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as words:
        _change_check(words, table, 'residentstate', one_of('state', values))


# --- What residents read may be in one language first

PUBLISHED = 'published_at IS NULL OR '
IN_BOTH = {
    'promises': ('published_in_both_languages', 'dropped_has_reason'),
    'promise_updates': ('body_en_present', 'body_es_present'),
    'promise_photos': ('alt_en_present', 'alt_es_present'),
    'public_answers': ('published_in_both_languages',),
    'events': ('we_did_published_has_text',),
}
IN_ONE = {
    'promises': {
        'published_has_text': PUBLISHED + 'public_en IS NOT NULL OR public_es IS NOT NULL',
        'dropped_has_reason': "status <> 'dropped' OR outcome_en IS NOT NULL OR outcome_es IS NOT NULL",
    },
    'promise_updates': {
        'body_en_not_blank': 'length(trim(body_en)) > 0',
        'body_es_not_blank': 'length(trim(body_es)) > 0',
        'has_text': 'body_en IS NOT NULL OR body_es IS NOT NULL',
    },
    'promise_photos': {
        'alt_en_not_blank': 'length(trim(alt_en)) > 0',
        'alt_es_not_blank': 'length(trim(alt_es)) > 0',
        'has_text': 'alt_en IS NOT NULL OR alt_es IS NOT NULL',
    },
    'public_answers': {
        'published_has_text': PUBLISHED + 'question_en IS NOT NULL OR question_es IS NOT NULL',
        'published_whole_in_en': PUBLISHED + '(question_en IS NULL) = (answer_en IS NULL)',
        'published_whole_in_es': PUBLISHED + '(question_es IS NULL) = (answer_es IS NULL)',
    },
    'events': {
        'we_did_published_has_text': (
            'we_did_published_at IS NULL OR we_did_en IS NOT NULL OR we_did_es IS NOT NULL'
        ),
    },
}
# Columns that may be empty from now on.
OPTIONAL = {
    'promise_updates': {'body_en': sa.String(1000), 'body_es': sa.String(1000)},
    'promise_photos': {'alt_en': sa.String(300), 'alt_es': sa.String(300)},
}


def _let_texts_be_in_one_language() -> None:
    for table, checks in IN_ONE.items():
        # The id of a photo is its promise's.
        kwargs = {} if table == 'promise_photos' else IDS_ONCE
        with op.batch_alter_table(table, table_kwargs=kwargs) as rows:
            for name in IN_BOTH[table]:
                rows.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
            for name, kind in OPTIONAL.get(table, {}).items():
                rows.alter_column(name, existing_type=kind, nullable=True)
            for name, condition in checks.items():
                rows.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)
    op.add_column('events', truth('has_kept_counts', False))


# --- A name of each theme in both languages, and when a concern joined it

PHRASES = ('phrase_en', 'phrase_es')
# How many of a theme's texts are Spanish, beyond half: then the first phrase was Spanish.
IS_SPANISH = """
    (SELECT 2 * sum(CASE WHEN coalesce(text_language, language) = 'es' THEN 1 ELSE 0 END) > count(*)
     FROM theme_concerns JOIN concerns ON concerns.id = theme_concerns.concern_id
     WHERE theme_concerns.theme_id = themes.id)
"""


def _name_themes_in_both_languages() -> None:
    # A default for a moment: rows of before have none.
    added_at = sa.Column('added_at', sa.DateTime(), nullable=False, server_default='2020-01-01 00:00:00')
    op.add_column('theme_concerns', added_at)
    op.execute(
        'UPDATE theme_concerns SET added_at ='
        ' (SELECT created_at FROM themes WHERE themes.id = theme_concerns.theme_id)'
    )
    with op.batch_alter_table('theme_concerns') as members:
        members.alter_column('added_at', existing_type=sa.DateTime(), server_default=None)
    for name in PHRASES:
        op.add_column('themes', string(name, 60, nullable=True))
    database = op.get_bind()
    named = sa.text(f'SELECT id, phrase, {IS_SPANISH} FROM themes WHERE phrase IS NOT NULL')
    for theme_id, phrase, is_spanish in database.execute(named).all():
        first, _, second = phrase.partition('; ')
        pair = (second, first) if is_spanish else (first, second)
        values = dict(zip(('en', 'es'), [part[:60] or None for part in pair], strict=True))
        database.execute(
            sa.text('UPDATE themes SET phrase_en = :en, phrase_es = :es WHERE id = :id'),
            {**values, 'id': theme_id},
        )
    with op.batch_alter_table('themes', table_kwargs=IDS_ONCE) as themes:
        themes.drop_constraint(op.f('ck_themes_phrase_not_blank'), type_='check')
        themes.drop_column('phrase')
        for name in PHRASES:
            themes.create_check_constraint(op.f(f'ck_themes_{name}_not_blank'), f'length(trim({name})) > 0')


# --- Nightly roots of the public record in a chain

HASH_LENGTH = 'ck_public_record_roots_hash_length'
ROOTS = sa.table(
    'public_record_roots',
    *(sa.column(name, sa.Integer) for name in ('id', 'event_id', 'size')),
    *(sa.column(name, sa.String) for name in ('root', 'hash')),
    sa.column('published_on', sa.Date),
)


def _chain_roots() -> None:
    op.add_column('public_record_roots', string('hash', 64, nullable=True))
    connection = op.get_bind()
    last: dict[int, str] = {}
    for root in connection.execute(sa.select(ROOTS).order_by(ROOTS.c.event_id, ROOTS.c.size)).all():
        content = {
            'event': root.event_id,
            'day': root.published_on.isoformat(),
            'size': root.size,
            'root': root.root,
        }
        last[root.event_id] = next_hash(last.get(root.event_id, ORIGIN), content)
        chained = sa.update(ROOTS).where(ROOTS.c.id == root.id).values(hash=last[root.event_id])
        connection.execute(chained)
    with op.batch_alter_table('public_record_roots', table_kwargs=IDS_ONCE) as roots:
        roots.alter_column('hash', existing_type=sa.String(64), nullable=False)
        roots.create_check_constraint(op.f(HASH_LENGTH), 'length(hash) = 64')


# --- Photos no larger than phones show them

# As new photos are: see coffeecop/web/photos.py.
LONGEST_SIDE, QUALITY = 1024, 82
PHOTOS = sa.table(
    'promise_photos',
    *(sa.column(name, sa.Integer) for name in ('promise_id', 'width', 'height')),
    sa.column('content', sa.LargeBinary),
    sa.column('digest', sa.String),
)


def _make_photos_smaller() -> None:
    too_large = sa.or_(PHOTOS.c.width > LONGEST_SIDE, PHOTOS.c.height > LONGEST_SIDE)
    database = op.get_bind()
    # One at a time: all of them may not fit in memory.
    for promise_id in database.scalars(sa.select(PHOTOS.c.promise_id).where(too_large)).all():
        own = PHOTOS.c.promise_id == promise_id
        content = database.scalar(sa.select(PHOTOS.c.content).where(own))
        database.execute(sa.update(PHOTOS).where(own).values(**_smaller(content)))


def _smaller(content: bytes) -> dict[str, bytes | str | int]:
    file = BytesIO()
    with Image.open(BytesIO(content)) as photo:
        photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        photo.save(file, 'JPEG', quality=QUALITY, optimize=True, progressive=True)
        width, height = photo.size
    content = file.getvalue()
    return {'content': content, 'digest': sha256(content).hexdigest(), 'width': width, 'height': height}


# --- Flags, mail, what wakes staff, and versions of what people change in forms

VERSIONED = ('events', 'promises', 'public_answers', 'staff', 'topic_notes', 'topics')
DANGERS = ('self_harm', 'threat', 'emergency', 'domestic_violence')
TAKEN_HAS_WHO = 'ck_concern_flags_taken_has_who'
TO_RESIDENTS = (
    'confirmation', 'reminder', 'changed', 'cancelled', 'offer', 'offer_lapsed', 'answer', 'news', 'referral',
    'referral_withdrawn',
)
TO_STAFF = ('alert', 'digest', 'briefing', 'sign_in')
BRIEFINGS = 'ck_staff_notifications_briefedon'
# What wakes a person who has chosen nothing.
WAKES = {'wakes_answers': False, 'wakes_flags': True, 'wakes_complaints': True}


def _count_versions() -> None:
    for table in VERSIONED:
        op.add_column(table, number('version', default='1'))
    for name in ('copied_at', 'key_tried_at'):
        op.add_column('installation', moment(name, nullable=True))


def _change_flags() -> None:
    with op.batch_alter_table('concern_flags') as flags:
        flags.add_column(moment('taken_at', nullable=True))
        flags.add_column(_staff_column('concern_flags', 'taken_by_id'))
        flags.create_check_constraint(op.f(TAKEN_HAS_WHO), '(taken_at IS NULL) = (taken_by_id IS NULL)')
        _change_check(flags, 'concern_flags', 'flagkind', one_of('kind', (*DANGERS, 'child_abuse', 'welfare')))
        _change_check(
            flags, 'concern_flags', 'flagaction', one_of('action', ('call', 'refer', 'answer', 'nothing'))
        )


def _change_mail() -> None:
    op.execute(
        'INSERT INTO confirmed_mailboxes (key, created_at) SELECT recipient_key, min(link_used_at) FROM outbox '
        'WHERE link_used_at IS NOT NULL AND recipient_key IS NOT NULL GROUP BY recipient_key'
    )
    op.drop_column('outbox', 'link_used_at')
    op.add_column('outbox', string('domain_key', 26, nullable=True))
    create_index('outbox', 'domain_key')
    with op.batch_alter_table('outbox', table_kwargs=IDS_ONCE) as outbox:
        _change_check(outbox, 'outbox', 'mailkind', one_of('kind', (*TO_RESIDENTS, *TO_STAFF)))
        _change_check(
            outbox, 'outbox', 'kind_fits_reason',
            f"({one_of('kind', TO_STAFF)}) = (staff_id IS NOT NULL) "
            "AND (kind IN ('referral', 'referral_withdrawn')) = (referral_id IS NOT NULL)",
        )


def _let_staff_choose() -> None:
    with op.batch_alter_table('staff_notifications') as told:
        told.add_column(string('briefings', nullable=True))
        told.create_check_constraint(op.f(BRIEFINGS), one_of('briefings', ('all', 'own', 'never')))
        told.add_column(moment('woken_at', nullable=True))
        for name, default in WAKES.items():
            told.add_column(truth(name, default))


# --- The audit log, and the checklist

ACTION = 'ck_audit_entries_auditaction'
ACTIONS = {
    'schedule_changed', 'misconduct_noted', 'records_held', 'hold_lifted', 'destruction_asked',
    'destruction_approved', 'destruction_stopped', 'records_destroyed', 'transitory_removed', 'destroyed',
    'records_requested', 'records_decided', 'records_packed', 'request_closed', 'data_exported',
}
STEPS = (
    'venue', 'host', 'poster', 'online', 'cards', 'roll_call', 'counted', 'answered', 'published',
)
COUNCIL = 'If council members come, ask the attorney'
ITEMS = sa.table(
    'checklist_items',
    *(sa.column(name, sa.Integer) for name in ('id', 'agency_id', 'days_before')),
    *(sa.column(name, sa.String) for name in ('step', 'label')),
    sa.column('created_at', sa.DateTime),
)


def _let_log_tell() -> None:
    checks = sa.inspect(op.get_bind()).get_check_constraints('audit_entries')
    known = next(check['sqltext'] for check in checks if check['name'] == ACTION)
    actions = sorted({*re.findall(r"'(\w+)'", known), *ACTIONS})
    with op.batch_alter_table('audit_entries', table_kwargs=IDS_ONCE) as entries:
        _change_check(entries, 'audit_entries', 'auditaction', one_of('action', tuple(actions)))


def _add_line_about_council() -> None:
    with op.batch_alter_table('checklist_items', table_kwargs=IDS_ONCE) as items:
        _change_check(items, 'checklist_items', 'checkliststep', one_of('step', (*STEPS, 'council')))
    database = op.get_bind()
    # What a downgrade has made of it.
    own = ITEMS.c.step.is_(None) & (ITEMS.c.label == COUNCIL)
    first = sa.select(sa.func.min(ITEMS.c.id)).where(own).group_by(ITEMS.c.agency_id)
    known = sa.update(ITEMS).where(ITEMS.c.id.in_(first)).values(step='council', label=None)
    database.execute(known)
    has_line = sa.select(ITEMS.c.agency_id).where(ITEMS.c.step == 'council')
    others = sa.select(
        ITEMS.c.agency_id, sa.literal(7), sa.literal('council'), sa.func.min(ITEMS.c.created_at)
    )
    others = others.where(ITEMS.c.agency_id.not_in(has_line)).group_by(ITEMS.c.agency_id)
    names = ('agency_id', 'days_before', 'step', 'created_at')
    database.execute(sa.insert(ITEMS).from_select(names, others))
