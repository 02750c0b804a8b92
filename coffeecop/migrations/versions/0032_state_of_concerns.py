"""One stored state of each concern, and since when somebody waits"""

import sqlalchemy as sa
from alembic import op


revision = '0032'
down_revision = '0031'

MERGED_INTO = 'fk_concerns_merged_into_id_concerns'
IDS_ONCE = {'sqlite_autoincrement': True}
STATES = (
    'received', 'looked_into', 'talked_about', 'answered', 'passed_on', 'declined', 'closed', 'merged', 'withdrawn',
    'hidden',
)
STATUSES = ('new', 'looked_into', 'talked_about', 'answered', 'referred', 'declined', 'closed')
READ_BY_RESIDENTS = ('received', 'read', 'looked_into', 'talked_about', 'answered', 'declined', 'closed')
RECORDED = ('waiting', 'answered', 'passed_on', 'noted', 'taken_back', 'hidden', 'destroyed')
RECORDED_SINCE = ('talked_about', 'declined', 'closed')

# Constraints of the table of concerns, which has them before or after.
BEFORE = {
    'complaint_not_held_or_hidden': 'NOT is_complaint OR (NOT is_held AND hidden_at IS NULL)',
    'declined_has_reason': "status <> 'declined' OR status_reason IS NOT NULL",
    'hidden_has_why_who_and_when': (
        '(hidden_for IS NULL) = (hidden_at IS NULL) AND (hidden_at IS NULL) = (hidden_by_id IS NULL)'
    ),
    'merged_has_who_and_when': 'merged_into_id IS NULL OR merged_at IS NOT NULL AND merged_by_id IS NOT NULL',
    'status_has_who_and_when': '(status_by_id IS NULL) = (status_at IS NULL)',
    'status_reason_not_blank': 'length(trim(status_reason)) > 0',
    'status_reason_bounded': 'length(status_reason) <= 1000',
}
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
    'state_reason_not_blank': 'length(trim(state_reason)) > 0',
    'state_reason_bounded': 'length(state_reason) <= 1000',
}
OLD_COLUMNS = (
    'status', 'status_at', 'status_by_id', 'status_reason', 'withdrawn_at', 'hidden_at', 'hidden_by_id', 'merged_at',
    'merged_by_id', 'reopened_at',
)
NEW_COLUMNS = (
    'state', 'state_at', 'state_by_id', 'state_reason', 'asked_at', 'waiting_since', 'read_at', 'first_answer_at',
)

ANSWERS = 'SELECT max(id) FROM messages WHERE concern_id = concerns.id AND staff_id IS NOT NULL'
UNANSWERED = f"""
    SELECT min(created_at) FROM messages
    WHERE concern_id = concerns.id AND staff_id IS NULL AND id > coalesce(({ANSWERS}), 0)
"""
LAST_BY_RESIDENT = 'SELECT max(created_at) FROM messages WHERE concern_id = concerns.id AND staff_id IS NULL'
FIRST_ANSWER = 'SELECT min(created_at) FROM messages WHERE concern_id = concerns.id AND staff_id IS NOT NULL'
OPEN_REFERRAL = 'SELECT id FROM referrals WHERE concern_id = concerns.id AND withdrawn_at IS NULL'
AT_ONCE = "(kind = 'question' OR wants_answer)"
# Below a concern that is itself merged, out of the event or a complaint, nobody saw or answered them.
BROKEN_MERGES = """
    UPDATE concerns SET merged_into_id = NULL
    WHERE merged_into_id IS NOT NULL AND (
        is_complaint OR withdrawn_at IS NOT NULL OR hidden_at IS NOT NULL
        OR merged_into_id IN (
            SELECT id FROM concerns AS main
            WHERE main.is_complaint OR main.merged_into_id IS NOT NULL
            OR main.withdrawn_at IS NOT NULL OR main.hidden_at IS NOT NULL
        )
    )
"""
# What was put away came back when the resident wrote; now the message itself brings it back.
BROUGHT_BACK = f"""
    UPDATE concerns SET put_away_at = NULL, put_away_until = NULL, put_away_for_next_event = FALSE
    WHERE put_away_at < reopened_at OR put_away_at < ({LAST_BY_RESIDENT})
"""
# An office has nothing that is out of the event.
CALLED_BACK = """
    UPDATE referrals SET withdrawn_at = CURRENT_TIMESTAMP
    WHERE withdrawn_at IS NULL AND replied_at IS NULL AND concern_id IN (
        SELECT id FROM concerns WHERE is_complaint OR hidden_at IS NOT NULL OR withdrawn_at IS NOT NULL
    )
"""
MOMENTS = f"""
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
"""
# Answered only if staff had the last word in writing: what was marked so without one was closed.
SET_STATES = f"""
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
"""
FOLLOWING = (
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

# The way back: what was closed without a word, and what was answered, had the same effects.
BACK = (
    """
    UPDATE concerns SET
        status = CASE
            WHEN state IN ('looked_into', 'talked_about', 'answered', 'declined', 'closed') THEN state
            WHEN state = 'passed_on' THEN 'referred'
            ELSE 'new' END,
        status_at = CASE WHEN state_by_id IS NOT NULL THEN state_at END,
        status_by_id = CASE WHEN state_at IS NOT NULL THEN state_by_id END,
        status_reason = state_reason,
        withdrawn_at = CASE WHEN state = 'withdrawn' THEN state_at END,
        hidden_at = CASE WHEN state = 'hidden' THEN coalesce(state_at, created_at) END,
        hidden_by_id = CASE WHEN state = 'hidden' THEN coalesce(state_by_id, (SELECT min(id) FROM staff)) END,
        merged_at = CASE WHEN state = 'merged' THEN coalesce(state_at, created_at) END,
        merged_by_id = CASE WHEN state = 'merged' THEN coalesce(state_by_id, (SELECT min(id) FROM staff)) END,
        reopened_at = CASE WHEN better = 'no' AND waiting_since IS NOT NULL THEN better_at END
    """,
)


def upgrade() -> None:
    _check_words('state_wordings', 'residentstate', (*READ_BY_RESIDENTS, 'referred', 'passed_on'))
    op.execute("UPDATE state_wordings SET state = 'passed_on' WHERE state = 'referred'")
    _check_words('state_wordings', 'residentstate', (*READ_BY_RESIDENTS, 'passed_on'))
    _check_record((*RECORDED, *RECORDED_SINCE))
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        for column in _new_columns():
            concerns.add_column(column)
    for statement in (BROKEN_MERGES, BROUGHT_BACK, CALLED_BACK, MOMENTS, SET_STATES, *FOLLOWING):
        op.execute(statement)
    _change(
        drop=(OLD_COLUMNS, BEFORE, 'concernstatus'),
        create=(AFTER, 'concernstate', 'state', STATES),
        on_delete='NO ACTION',
    )
    op.create_index(
        'ix_concerns_waiting_since', 'concerns', ['waiting_since'],
        sqlite_where=sa.text('waiting_since IS NOT NULL'), postgresql_where=sa.text('waiting_since IS NOT NULL'),
    )
    for old, new in FILTERS:
        op.execute(f"UPDATE saved_filters SET query = replace(query, '{old}', '{new}')")


def downgrade() -> None:
    op.drop_index('ix_concerns_waiting_since', 'concerns')
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        for column in _old_columns():
            concerns.add_column(column)
    for statement in BACK:
        op.execute(statement)
    _change(
        drop=(NEW_COLUMNS, AFTER, 'concernstate'),
        create=(BEFORE, 'concernstatus', 'status', STATUSES),
        on_delete='SET NULL',
    )
    for old, new in FILTERS:
        op.execute(f"UPDATE saved_filters SET query = replace(query, '{new}', '{old}')")
    _check_words('state_wordings', 'residentstate', (*READ_BY_RESIDENTS, 'referred', 'passed_on'))
    op.execute("UPDATE state_wordings SET state = 'referred' WHERE state = 'passed_on'")
    _check_words('state_wordings', 'residentstate', (*READ_BY_RESIDENTS, 'referred'))


def _new_columns() -> tuple[sa.Column, ...]:
    moments = ('state_at', 'asked_at', 'waiting_since', 'read_at', 'first_answer_at')
    return (
        sa.Column('state', sa.String(32), server_default='received', nullable=False),
        _staff_column('state_by_id'),
        sa.Column('state_reason', sa.Text()),
        *(sa.Column(name, sa.DateTime()) for name in moments),
    )


def _old_columns() -> tuple[sa.Column, ...]:
    moments = ('status_at', 'withdrawn_at', 'hidden_at', 'merged_at', 'reopened_at')
    return (
        sa.Column('status', sa.String(32), server_default='new', nullable=False),
        *(_staff_column(name) for name in ('status_by_id', 'hidden_by_id', 'merged_by_id')),
        sa.Column('status_reason', sa.Text()),
        *(sa.Column(name, sa.DateTime()) for name in moments),
    )


def _staff_column(name: str) -> sa.Column:
    key = sa.ForeignKey('staff.id', name=op.f(f'fk_concerns_{name}_staff'), ondelete='RESTRICT')
    return sa.Column(name, sa.Integer(), key)


def _change(
    *,
    drop: tuple[tuple[str, ...], dict[str, str], str],
    create: tuple[dict[str, str], str, str, tuple[str, ...]],
    on_delete: str,
) -> None:
    """Drop columns, constraints and the one of an enum's values, and create others."""
    columns, old_checks, old_values = drop
    new_checks, new_values, enum_column, values = create
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        for name in (*old_checks, old_values):
            concerns.drop_constraint(op.f(f'ck_concerns_{name}'), type_='check')
        # What stands for others is deleted only with them.
        concerns.drop_constraint(MERGED_INTO, type_='foreignkey')
        concerns.create_foreign_key(MERGED_INTO, 'concerns', ['merged_into_id'], ['id'], ondelete=on_delete)
        for name in columns:
            if name.endswith('_by_id'):
                concerns.drop_constraint(op.f(f'fk_concerns_{name}_staff'), type_='foreignkey')
            concerns.drop_column(name)
        for name, condition in new_checks.items():
            concerns.create_check_constraint(op.f(f'ck_concerns_{name}'), condition)
        concerns.create_check_constraint(op.f(f'ck_concerns_{new_values}'), _one_of(enum_column, values))


def _check_words(table: str, name: str, values: tuple[str, ...], column: str = 'state') -> None:
    with op.batch_alter_table(table, table_kwargs=IDS_ONCE if table != 'state_wordings' else {}) as words:
        words.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
        words.create_check_constraint(op.f(f'ck_{table}_{name}'), _one_of(column, values))


def _check_record(values: tuple[str, ...]) -> None:
    _check_words('public_record_entries', 'recordstate', values, 'state_after')
    _check_words('public_record_entries', 'recordstatebefore', values, 'state_before')


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
