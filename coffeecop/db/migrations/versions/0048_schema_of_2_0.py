"""The schema of 2.0

What is said of rows on their way is in `to_2_0`, a file for each that moves more than a statement can.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

from coffeecop.db.migrations.columns import (
    IDS_ONCE, check, create_index, form_key, make_table, moment, not_blank, number, one_of, string, to, truth,
)
from coffeecop.db.migrations.versions.to_2_0.destroyed import NO_MORE, make_blank_rows
from coffeecop.db.migrations.versions.to_2_0.matters import make_matters
from coffeecop.db.migrations.versions.to_2_0.records import name_matters
from coffeecop.db.migrations.versions.to_2_0.reports import make_reports
from coffeecop.db.migrations.versions.to_2_0.rows import table_of
from coffeecop.db.migrations.versions.to_2_0.separated import forget_how_to_undo, state_merged_concerns
from coffeecop.db.migrations.versions.to_2_0.waiting import end_waitlist

# The number of the last of the steps that no release has seen, so that what these made needs nothing.
revision = '0048'
down_revision = '1.1'

STATES = ('heard', 'answered', 'doing', 'done', 'cannot')


def upgrade() -> None:
    table_of.cache_clear()
    _make_tables()
    first_ids = make_matters()
    state_merged_concerns()
    forget_how_to_undo()
    for each in MOVES:
        op.execute(each)
    with _loosened():
        name_matters(first_ids)
        end_waitlist()
        op.execute(MAIL_TO_PARTNERS)
    _change_tables()
    table_of.cache_clear()
    make_blank_rows(first_ids)
    make_reports()
    for table in GONE_TABLES:
        op.drop_table(table)


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


# --- New tables, and columns that rows need on their way


def _make_tables() -> None:
    _make_matters()
    _make_steps()
    _make_concerns()
    _make_tables_of_duty()
    _make_tables_of_the_room()
    _make_settings_of_records()
    for table in ('held_records', 'request_items'):
        op.add_column(table, number('matter_id', nullable=True))
    op.execute('ALTER TABLE topics RENAME COLUMN merged_into_id TO replaced_by_id')
    for column in (sa.Column('note', sa.Text()), moment('note_changed_at', nullable=True)):
        op.add_column('topics', column)
    op.add_column('topics', number('note_changed_by_id', nullable=True))


def _make_matters() -> None:
    table = 'matters'
    make_table(
        table,
        to('agency_id', 'agencies'),
        form_key(),
        string('state'),
        string('name', 120),
        string('also', 200, nullable=True),
        string('asked_en', 300, nullable=True),
        string('asked_es', 300, nullable=True),
        to('topic_id', 'topics', nullable=True, index=True),
        to('venue_id', 'venues', nullable=True, index=True),
        to('event_id', 'events', 'SET NULL', nullable=True, index=True),
        string('place', 120, nullable=True),
        to('owner_id', 'staff', nullable=True, index=True),
        to('deputy_id', 'staff', nullable=True),
        sa.Column('due_on', sa.Date(), nullable=True),
        moment('published_at', nullable=True),
        to('published_by_id', 'staff', nullable=True),
        string('counted_en', 200, nullable=True),
        string('counted_es', 200, nullable=True),
        *(number(name, nullable=True) for name in ('before_count', 'before_total', 'after_count', 'after_total')),
        string('former_path', 40, nullable=True),
        to('created_by_id', 'staff'),
        moment('created_at'),
        number('version', default='1'),
        sa.UniqueConstraint('former_path'),
        check('matterstate', one_of('state', STATES)),
        check('name_present', 'length(trim(name)) > 0'),
        *not_blank('also', 'place', 'asked_en', 'asked_es', 'counted_en', 'counted_es'),
        check(
            'doing_has_owner_and_day',
            "(state = 'doing') = (owner_id IS NOT NULL) AND (state = 'doing') = (due_on IS NOT NULL)",
        ),
        check('deputy_is_another', "deputy_id IS NULL OR state = 'doing' AND deputy_id <> owner_id"),
        check('published_has_who', '(published_at IS NULL) = (published_by_id IS NULL)'),
        check(
            'published_has_words',
            "published_at IS NULL OR state <> 'heard' OR asked_en IS NOT NULL OR asked_es IS NOT NULL",
        ),
        check(
            'figure_whole',
            '(before_count IS NULL) = (before_total IS NULL) AND (after_count IS NULL) = (after_total IS NULL) '
            'AND (after_count IS NULL OR before_count IS NOT NULL) '
            'AND (before_count IS NULL) = (counted_en IS NULL AND counted_es IS NULL)',
        ),
        check(
            'figure_in_range',
            '(before_count IS NULL OR before_count BETWEEN 0 AND before_total) '
            'AND (after_count IS NULL OR after_count BETWEEN 0 AND after_total)',
        ),
    )
    create_index(table, 'agency_id', 'state', 'due_on')


def _make_steps() -> None:
    table = 'matter_steps'
    make_table(
        table,
        to('matter_id', 'matters', 'CASCADE'),
        form_key(),
        to('staff_id', 'staff'),
        string('state'),
        sa.Column('is_note', sa.Boolean(), nullable=False),
        sa.Column('said_en', sa.Text(), nullable=True),
        sa.Column('said_es', sa.Text(), nullable=True),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=True),
        moment('created_at'),
        check('matterstate', one_of('state', STATES)),
        *not_blank('said_en', 'said_es'),
        *(
            check(f'{name}_bounded', f'length({name}) <= 4000')
            for name in ('said_en', 'said_es')
        ),
        check(
            'said_has_words', "state = 'heard' OR said_en IS NOT NULL OR said_es IS NOT NULL"
        ),
        check('heard_says_nothing', "state <> 'heard' OR said_en IS NULL AND said_es IS NULL"),
        check('note_while_doing', "NOT is_note OR state = 'doing'"),
        check('doing_has_day', "(state = 'doing') = (due_on IS NOT NULL)"),
    )
    op.create_index('ix_matter_steps_matter_id_id', table, ['matter_id', 'id'])
    make_table(
        'matter_photos',
        to('step_id', 'matter_steps', 'CASCADE'),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        string('digest', 64),
        number('width'),
        number('height'),
        string('alt_en', 300, nullable=True),
        string('alt_es', 300, nullable=True),
        moment('created_at'),
        check('content_size', 'length(content) BETWEEN 1 AND 2000000'),
        check('size_positive', 'width > 0 AND height > 0'),
        *not_blank('alt_en', 'alt_es'),
        check('has_text', 'alt_en IS NOT NULL OR alt_es IS NOT NULL'),
        key=('step_id',),
    )


def _make_concerns() -> None:
    table = 'matter_concerns'
    make_table(
        table,
        to('matter_id', 'matters', 'CASCADE'),
        to('concern_id', 'concerns', 'CASCADE', index=True),
        sa.Column('belongs', sa.Boolean(), nullable=False),
        sa.Column('is_quoted', sa.Boolean(), nullable=False),
        to('staff_id', 'staff'),
        moment('created_at'),
        check('quoted_belongs', 'belongs OR NOT is_quoted'),
        key=('matter_id', 'concern_id'),
    )
    quoted = sa.text('is_quoted')
    op.create_index(
        'ix_matter_concerns_quoted', table, ['matter_id'],
        unique=True, sqlite_where=quoted, postgresql_where=quoted,
    )
    make_table(
        'matter_confirmations',
        to('matter_id', 'matters', 'CASCADE', index=True),
        to('event_id', 'events', 'CASCADE', nullable=True, index=True),
        form_key(),
        moment('created_at'),
    )


def _make_tables_of_duty() -> None:
    make_table(
        'duty_channels',
        to('agency_id', 'agencies'),
        string('url', 1000),
        key=('agency_id',),
    )
    make_table(
        'duty_choices',
        to('staff_id', 'staff', 'CASCADE'),
        *(truth(name, usual) for name, usual in WAKES.items()),
        moment('woken_at', nullable=True),
        key=('staff_id',),
    )


# What a department answers of who is in the room; what those who were there say is in room_checks.
ROOM = {
    'invited': ('ours', 'local', 'police', 'immigration'),
    'asks': ('nothing', 'if_wanted', 'may'),
    'cameras': ('none', 'off', 'on'),
}


def _make_tables_of_the_room() -> None:
    make_table(
        'room_answers',
        to('agency_id', 'agencies'),
        *(string(name) for name in ROOM),
        to('answered_by_id', 'staff'),
        moment('answered_at'),
        *(check(name, one_of(name, values)) for name, values in ROOM.items()),
        key=('agency_id',),
    )
    make_table(
        'room_checks',
        to('event_id', 'events', 'CASCADE'),
        to('staff_id', 'staff'),
        sa.Column('was_so', sa.Boolean(), nullable=False),
        moment('created_at'),
        key=('event_id', 'staff_id'),
    )


RANGES = {'fiscal_year_month': 'BETWEEN 1 AND 12', 'request_days': 'BETWEEN 1 AND 90'}
OF_RECORDS = (*RANGES, 'request_in_business_days', 'closed_days')


def _make_settings_of_records() -> None:
    make_table(
        'records_settings',
        to('agency_id', 'agencies'),
        sa.Column('fiscal_year_month', sa.Integer(), server_default='7', nullable=False),
        sa.Column('request_days', sa.Integer(), server_default='10', nullable=False),
        truth('request_in_business_days', False),
        sa.Column('closed_days', sa.JSON(), server_default='[]', nullable=False),
        *(check(f'{name}_range', f'{name} {within}') for name, within in RANGES.items()),
        key=('agency_id',),
    )


# --- Rows that a statement moves

WAKES = {'answers': False, 'flags': True, 'complaints': True}
PRINTED = """
    SELECT staff_id FROM audit_entries
    WHERE action = 'cards_printed' AND subject_table = 'events' AND subject_id = events.id
    ORDER BY id LIMIT 1
"""
MOVES = (
    # Servers may still hold pages that were made before.
    'UPDATE installation SET content_version = content_version + 1',
    # What these events' concerns name was still to be sought.
    """
    UPDATE concerns SET suggested_at = NULL WHERE event_id IN (SELECT id FROM events WHERE themes_found_at IS NULL)
    """,
    """
    UPDATE topics SET
        note = (SELECT body FROM topic_notes WHERE topic_id = topics.id),
        note_changed_at = (SELECT changed_at FROM topic_notes WHERE topic_id = topics.id),
        note_changed_by_id = (SELECT changed_by_id FROM topic_notes WHERE topic_id = topics.id)
    """,
    # Cards that were made tick a line of the checklist, which asked for the cards themselves before.
    f"""
    INSERT INTO checklist_ticks (event_id, item_id, ticked_at, ticked_by_id)
    SELECT event_id, item_id, made_at, staff_id FROM (
        SELECT events.id AS event_id, checklist_items.id AS item_id, ({PRINTED}) AS staff_id,
            (SELECT min(created_at) FROM paper_cards WHERE event_id = events.id) AS made_at
        FROM events
        JOIN checklist_items ON checklist_items.agency_id = events.agency_id
        WHERE checklist_items.step = 'cards'
    ) AS made
    WHERE made_at IS NOT NULL AND staff_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM checklist_ticks
        WHERE checklist_ticks.event_id = made.event_id AND checklist_ticks.item_id = made.item_id
    )
    """,
    'INSERT INTO duty_channels (agency_id, url) SELECT id, teams_url FROM agencies WHERE teams_url IS NOT NULL',
    """
    INSERT INTO duty_choices (staff_id, answers, flags, complaints, woken_at)
    SELECT staff_id, wakes_answers, wakes_flags, wakes_complaints, woken_at FROM staff_notifications
    """,
    f"INSERT INTO records_settings (agency_id, {', '.join(OF_RECORDS)}) SELECT id, {', '.join(OF_RECORDS)} FROM agencies",
)
# It is mail about the concern; which referral it is of, its occasion says.
MAIL_TO_PARTNERS = """
    UPDATE outbox SET
        concern_id = (SELECT concern_id FROM referrals WHERE referrals.id = outbox.referral_id),
        occasion = CAST(referral_id AS VARCHAR(40))
    WHERE referral_id IS NOT NULL
"""

# --- Tables that change

FOUND, FOUND_BY = 'fk_redactions_request_id_request_items', ['request_id', 'kind', 'number']
OF_REQUEST = 'fk_redactions_request_id_records_requests'
# What rows on their way do not keep to. SQLite looks at no check meanwhile, and makes each of these tables anew.
LOOSENED = {
    'rsvps': ('ck_rsvps_offer_has_an_end', 'ck_rsvps_waiting_has_since', 'ck_rsvps_rsvpstatus'),
    'outbox': ('ck_outbox_mailkind', 'ck_outbox_one_reason', 'ck_outbox_kind_fits_reason'),
    'redactions': (FOUND, OF_REQUEST, 'ck_redactions_recordkind'),
    'request_items': ('ck_request_items_recordkind', 'ck_request_items_refers_to_its_kind'),
    'held_records': ('ck_held_records_recordkind', 'ck_held_records_holds_its_kind'),
    'retention_rules': ('ck_retention_rules_series',),
    'destructions': ('ck_destructions_series',),
}
TYPES = {'ck': 'check', 'fk': 'foreignkey', 'uq': 'unique'}


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


@contextmanager
def _loosened() -> Iterator[None]:
    if _is_sqlite():
        op.execute('PRAGMA ignore_check_constraints = ON')
        yield
        op.execute('PRAGMA ignore_check_constraints = OFF')
        return
    for table, names in LOOSENED.items():
        with op.batch_alter_table(table) as rows:
            _drop(rows, *names)
    yield


def _drop(rows: Any, *names: str) -> None:
    for name in names:
        rows.drop_constraint(op.f(name), type_=TYPES[name[:2]])


@contextmanager
def _changed(table: str, *gone: str, checks: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Change a table, once, since SQLite makes it anew: some constraints go, and checks are there then."""
    with op.batch_alter_table(table, table_kwargs=IDS_ONCE) as rows:
        _drop(rows, *gone, *(LOOSENED.get(table, ()) if _is_sqlite() else ()))
        yield rows
        for name, condition in (checks or {}).items():
            rows.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)


def _refer(rows: Any, table: str, name: str, other: str, rule: str = 'RESTRICT') -> None:
    rows.create_foreign_key(op.f(f'fk_{table}_{name}_{other}'), other, [name], ['id'], ondelete=rule)


def _change_tables() -> None:
    _change_agencies()
    _change_topics()
    _change_events()
    _change_mail()
    _change_concerns()
    _change_records()
    _let_rows_be_blank()
    with _changed('audit_entries', 'ck_audit_entries_auditaction'):
        pass
    for name in (*(f'wakes_{each}' for each in WAKES), 'woken_at'):
        op.drop_column('staff_notifications', name)


def _change_agencies() -> None:
    gone = (f'ck_agencies_{name}_range' for name in ('most_open_promises', *RANGES))
    with _changed('agencies', *gone, checks={'report_months_range': 'report_months BETWEEN 1 AND 12'}) as agencies:
        for name in ('most_open_promises', 'teams_url', *OF_RECORDS):
            agencies.drop_column(name)
        # Those that a department had before stay on.
        agencies.add_column(sa.Column('parts_off', sa.JSON(), server_default='[]', nullable=False))
        agencies.add_column(sa.Column('report_months', sa.Integer()))


CHECKS_OF_TOPICS = {
    'replaced_is_retired': 'replaced_by_id IS NULL OR (retired_at IS NOT NULL AND replaced_by_id <> id)',
    'note_not_blank': 'length(trim(note)) > 0',
    'note_bounded': 'length(note) <= 1000',
    'note_has_who_and_when': (
        '(note IS NULL) = (note_changed_at IS NULL) AND (note IS NULL) = (note_changed_by_id IS NULL)'
    ),
}


def _change_topics() -> None:
    gone = ('ck_topics_merged_is_retired', 'fk_topics_merged_into_id_topics')
    with _changed('topics', *gone, checks=CHECKS_OF_TOPICS) as topics:
        _refer(topics, 'topics', 'replaced_by_id', 'topics')
        _refer(topics, 'topics', 'note_changed_by_id', 'staff')


WE_DID = ('we_did_en', 'we_did_es', 'we_did_published_at', 'we_did_published_by_id')


def _change_events() -> None:
    gone = ('ck_events_we_did_published_has_text', 'ck_events_we_did_published_has_when')
    with _changed('events', *gone, 'fk_events_we_did_published_by_id_staff') as events:
        events.drop_index('ix_events_to_seek_themes')
        for name in (*WE_DID, 'themes_found_at', 'has_kept_counts'):
            events.drop_column(name)
        events.add_column(truth('has_page', True))


# Of what kind a mail is, parts say too.
CHECKS_OF_MAIL = {
    'one_reason': (
        '(rsvp_id IS NULL OR concern_id IS NULL) '
        'AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL)'
    ),
    'kind_fits_reason': "(kind IN ('alert', 'digest', 'briefing', 'sign_in')) = (staff_id IS NOT NULL)",
}


def _change_mail() -> None:
    gone = ('uq_outbox_referral_id_kind_occasion', 'fk_outbox_referral_id_referrals')
    with _changed('outbox', *gone, checks=CHECKS_OF_MAIL) as outbox:
        outbox.drop_column('referral_id')
    with _changed('messages') as messages:
        messages.add_column(number('matter_step_id', nullable=True))
        _refer(messages, 'messages', 'matter_step_id', 'matter_steps', 'SET NULL')
        messages.create_index('uq_messages_told_once', ['matter_step_id', 'concern_id'], unique=True)


def _change_concerns() -> None:
    kinds = one_of('kind', ('assigned', 'due', 'put_away', 'status', 'hidden', 'topics'))
    with _changed('concern_changes', 'ck_concern_changes_changekind', checks={'changekind': kinds}):
        pass
    # What was flagged until now stays urgent, until somebody decides it.
    with _changed('concern_flags', checks={'flaglevel': one_of('level', ('now', 'first'))}) as flags:
        flags.add_column(sa.Column('level', sa.String(32), nullable=False, server_default='now'))


HELD = ('concern', 'event', 'rsvp', 'survey', 'matter')
SERIES = (
    'concern', 'complaint', 'sustained', 'rsvp', 'contact', 'survey', 'arrivals', 'matter', 'notes', 'mail', 'audit',
    'sign_in', 'request', 'hold', 'certificate',
)


def _refers(kind: str) -> str:
    """Return the check that a column refers from its kind; that of a concern, from all others."""
    by_themselves = ', '.join(repr(each) for each in HELD[1:])
    kinds = f'NOT IN ({by_themselves})' if kind == 'concern' else f"= '{kind}'"
    return f'({kind}_id IS NOT NULL) = (kind {kinds})'


OF_KIND = {
    'held_records': (
        {
            'recordkind': one_of('kind', (*HELD, 'note')),
            'holds_its_kind': ' AND '.join(f"({each}_id IS NULL OR kind = '{each}')" for each in HELD),
        },
        'RESTRICT',
    ),
    'request_items': ({'refers_to_its_kind': ' AND '.join(map(_refers, HELD))}, 'CASCADE'),
}


def _change_records() -> None:
    for table, (checks, rule) in OF_KIND.items():
        with _changed(table, checks=checks) as rows:
            for kind, old in {'promise': 'promises', 'answer': 'public_answers'}.items():
                _drop(rows, f'fk_{table}_{kind}_id_{old}')
                rows.drop_index(op.f(f'ix_{table}_{kind}_id'))
                rows.drop_column(f'{kind}_id')
            _refer(rows, table, 'matter_id', 'matters', rule)
            rows.create_index(op.f(f'ix_{table}_matter_id'), ['matter_id'])
    with _changed('redactions') as redactions:
        # In the order in which the database looks at them, the narrow one first.
        redactions.create_foreign_key(op.f(FOUND), 'request_items', FOUND_BY, FOUND_BY, ondelete='CASCADE')
        _refer(redactions, 'redactions', 'request_id', 'records_requests', 'CASCADE')
    for table in ('retention_rules', 'destructions'):
        with _changed(table, checks={'series': one_of('series', SERIES)}):
            pass


# --- Rows that are blank once they are destroyed

GONE = 'destroyed_at IS NOT NULL OR '
THERE = 'destroyed_at IS NULL OR '
OUTSIDE = "state NOT IN ('hidden', 'passed_on')"
STATES_OF_CONCERNS = (
    'received', 'looked_into', 'talked_about', 'answered', 'passed_on', 'declined', 'closed', 'withdrawn', 'hidden',
)
# By table: columns that are empty in what is destroyed, those of them that could not be, and checks.
EMPTIED = {
    'concerns': (
        'form_key_hash', 'receipt_hash', 'place', 'entered_by_id', 'unsubscribed_at', 'topics_checked_at',
        'topics_checked_by_id', 'state_at', 'state_by_id', 'state_reason', 'waiting_since', 'read_at',
        'first_answer_at', 'came_back_on', 'assigned_to_id', 'deputy_id', 'due_on', 'put_away_at', 'put_away_until',
        'listed_at',
    ),
    'rsvps': ('token_hash', 'form_key_hash', 'other_language', 'unsubscribed_at'),
    'arrivals': ('form_key_hash', 'staff_id'),
    'survey_answers': ('form_key_hash', 'line'),
}
KEYS = {name: tuple(each for each in EMPTIED[name] if 'key' in each or 'token' in each) for name in list(EMPTIED)[1:]}
CHANGED = {
    'concerns': {
        'concernstate': one_of('state', STATES_OF_CONCERNS),
        'complaint_not_in_stream': f'NOT is_complaint OR NOT is_held AND {OUTSIDE}',
        'may_be_complaint_not_in_stream': f'NOT may_be_complaint OR NOT is_complaint AND NOT is_held AND {OUTSIDE}',
        'body_present': '(length(trim(body)) > 0) = (destroyed_at IS NULL)',
        'entered_has_who': f"{GONE}(source = 'resident') = (entered_by_id IS NULL)",
        'asked_and_open_waits': (
            "asked_at IS NULL OR state NOT IN ('received', 'looked_into') OR waiting_since IS NOT NULL"
            ' OR destroyed_at IS NOT NULL'
        ),
        'answered_has_answer': "state <> 'answered' OR first_answer_at IS NOT NULL OR destroyed_at IS NOT NULL",
        'declined_has_reason': "state <> 'declined' OR state_reason IS NOT NULL OR destroyed_at IS NOT NULL",
        'state_reason_bounded': 'length(state_reason) <= 4000',
    },
    'rsvps': {},
    'arrivals': {'staff_counted_has_who': f"{GONE}(counted_by = 'staff') = (staff_id IS NOT NULL)"},
    'survey_answers': {
        'something_said': (
            'coalesce(heard, approachable, respected, again) IS NOT NULL OR line IS NOT NULL'
            ' OR destroyed_at IS NOT NULL'
        ),
    },
}
NEW = {
    'concerns': {
        'destroyed_asks_nothing': f"{THERE}NOT ({' OR '.join(NO_MORE)})",
        'destroyed_counts': (
            f"{THERE}NOT is_complaint AND NOT may_be_complaint AND NOT is_held"
            " AND state NOT IN ('withdrawn', 'hidden')"
        ),
        'destroyed_is_not_read_again': f'{THERE}suggested_at IS NOT NULL AND has_personal_details IS NOT NULL',
    },
    'rsvps': {
        'rsvpstatus': one_of('status', ('coming', 'no_seat', 'cancelled')),
        'destroyed_counts': f"{THERE}status = 'coming'",
        'has_keys': f'{GONE}token_hash IS NOT NULL AND form_key_hash IS NOT NULL',
    },
    'arrivals': {'has_key': f'{GONE}form_key_hash IS NOT NULL'},
    'survey_answers': {'has_key': f'{GONE}form_key_hash IS NOT NULL'},
}

MERGED = (
    'ck_concerns_merged_has_main', 'ck_concerns_merged_into_another', 'fk_concerns_merged_into_id_concerns',
)
GONE_TABLES = (
    'kept_counts', 'promise_photos', 'promise_updates', 'promise_concerns', 'promises', 'answer_confirmations',
    'public_answer_concerns', 'public_answers', 'theme_concerns', 'themes', 'topic_quotes', 'topic_changes',
    'topic_notes',
)


def _let_rows_be_blank() -> None:
    with _blank('concerns', *MERGED) as concerns:
        concerns.drop_index(op.f('ix_concerns_merged_into_id'))
        concerns.drop_column('merged_into_id')
    with _blank('rsvps') as rsvps:
        rsvps.drop_index('ix_rsvps_waitlist')
        for name in ('waiting_since', 'offer_ends_at'):
            rsvps.drop_column(name)
    for table in ('arrivals', 'survey_answers'):
        with _blank(table):
            pass


@contextmanager
def _blank(table: str, *gone: str) -> Iterator[Any]:
    """Change a table of which rows may be blank."""
    empty = THERE + ' AND '.join(f'{each} IS NULL' for each in EMPTIED[table])
    checks = {**CHANGED[table], 'destroyed_is_empty': empty, **NEW[table]}
    with _changed(table, *gone, *(f'ck_{table}_{name}' for name in CHANGED[table]), checks=checks) as rows:
        yield rows
        rows.add_column(moment('destroyed_at', nullable=True))
        for each in KEYS.get(table, ()):
            rows.alter_column(each, existing_type=sa.String(64), nullable=True)
