"""Let each concern stand for itself: what several have in common is a matter

A concern that was merged takes the state of its main one, with its moment, its person and its
reason, and waits by what its own resident asked. Where that would not be true of it, it is as it
was told last itself: declined or answered if staff had the last word in its own thread and it
helped, else received as it came in, and it waits if it asked. That is so if the main one is

- hidden, withdrawn, a complaint or itself merged: its state tells nothing of this one,
- passed on, and no office has this one,
- answered, and this one was not: nobody wrote to its resident,
- received or looked into, and staff have answered this one meanwhile,
- in any other state, and somebody has written in this one's thread since.

The main one waits since its own resident asked, and no longer since another of them did.

What was merged or separated cannot be undone any more. The public record gets its correcting
entries from the worker, as for all that an older version recorded otherwise.
"""

import sqlalchemy as sa
from alembic import op


revision = '0034'
down_revision = '0033'

IDS_ONCE = {'sqlite_autoincrement': True}

STATES = (
    'received', 'looked_into', 'talked_about', 'answered', 'passed_on', 'declined', 'closed', 'withdrawn', 'hidden',
)
KINDS = ('assigned', 'due', 'put_away', 'status', 'hidden', 'referred', 'topics')
OPEN = ('received', 'looked_into')
GONE = ('hidden', 'withdrawn', 'merged')

OUT_OF_STREAM = {
    'complaint_not_in_stream': 'NOT is_complaint OR NOT is_held AND state NOT IN ({})',
    'may_be_complaint_not_in_stream': 'NOT may_be_complaint OR NOT is_complaint AND NOT is_held AND state NOT IN ({})',
}
MERGED_CHECKS = {
    'merged_has_main': "(state = 'merged') = (merged_into_id IS NOT NULL)",
    'merged_into_another': 'merged_into_id <> id',
}

MAINS_WAIT_ALONE = sa.text(
    """
    UPDATE concerns SET waiting_since = asked_at
    WHERE state IN ('received', 'looked_into') AND id IN (SELECT merged_into_id FROM concerns)
    """
)
MERGED = sa.text(
    """
    SELECT
        own.id, own.state_at, own.state_reason, own.asked_at, own.better, own.better_at, own.first_answer_at,
        main.state AS main_state, main.state_at AS main_state_at, main.state_by_id AS main_state_by_id,
        main.state_reason AS main_reason, main.is_complaint OR main.may_be_complaint AS main_is_complaint,
        last.created_at AS said_at, last.staff_id AS said_by_id,
        EXISTS (
            SELECT 1 FROM referrals WHERE referrals.concern_id = own.id AND referrals.withdrawn_at IS NULL
        ) AS has_referral
    FROM concerns AS own
    JOIN concerns AS main ON main.id = own.merged_into_id
    LEFT JOIN messages AS last ON last.id = (SELECT max(id) FROM messages WHERE messages.concern_id = own.id)
    """
).columns(
    **dict.fromkeys(
        ('state_at', 'asked_at', 'better_at', 'first_answer_at', 'main_state_at', 'said_at'), sa.DateTime()
    )
)
STATED = sa.text(
    """
    UPDATE concerns SET
        state = :state, state_at = :state_at, state_by_id = :state_by_id, state_reason = :state_reason,
        waiting_since = :waiting_since, first_answer_at = :first_answer_at, merged_into_id = NULL
    WHERE id = :id
    """
).bindparams(
    *(sa.bindparam(name, type_=sa.DateTime()) for name in ('state_at', 'waiting_since', 'first_answer_at'))
)




def upgrade() -> None:
    _state_merged_concerns()
    _forget_how_to_undo_merges()
    with op.batch_alter_table('concerns', table_kwargs=IDS_ONCE) as concerns:
        for name in MERGED_CHECKS:
            concerns.drop_constraint(op.f(f'ck_concerns_{name}'), type_='check')
        concerns.drop_constraint(op.f('fk_concerns_merged_into_id_concerns'), type_='foreignkey')
        concerns.drop_index(op.f('ix_concerns_merged_into_id'))
        concerns.drop_column('merged_into_id')
        _change_checks(concerns, STATES, "'hidden', 'passed_on'")
    with op.batch_alter_table('concern_changes', table_kwargs=IDS_ONCE) as changes:
        _change_check(changes, 'concern_changes', 'changekind', _one_of('kind', KINDS))
    _rename_in_topics('merged_into_id', 'merged_is_retired', 'replaced_by_id', 'replaced_is_retired')


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


# --- What was merged stands for itself


def _state_merged_concerns() -> None:
    connection = op.get_bind()
    connection.execute(MAINS_WAIT_ALONE)
    for row in connection.execute(MERGED).all():
        connection.execute(STATED, _values(row))


def _values(row: sa.Row) -> dict[str, object]:
    own = _own_state(row)
    if _is_as_main(row, own):
        state, at, by_id = row.main_state, row.main_state_at, row.main_state_by_id
    elif own == 'received':
        state, at, by_id = own, None, None
    else:
        state, at, by_id = own, row.said_at or row.state_at, row.said_by_id
    return {
        'id': row.id,
        'state': state,
        'state_at': at,
        'state_by_id': by_id,
        'state_reason': (row.state_reason or row.main_reason) if state == 'declined' else None,
        'waiting_since': row.asked_at if state in OPEN else None,
        'first_answer_at': row.first_answer_at or (row.said_at if state == 'answered' else None),
    }


def _own_state(row: sa.Row) -> str:
    if row.state_reason:
        return 'declined'
    if row.said_by_id is None:
        return 'received'
    did_not_help = row.better == 'no' and row.better_at > row.said_at
    return 'received' if did_not_help else 'answered'


def _is_as_main(row: sa.Row, own: str) -> bool:
    if row.main_state in GONE or row.main_is_complaint:
        return False
    if row.main_state in OPEN:
        return own == 'received'
    if row.said_at and row.main_state_at and row.said_at > row.main_state_at:
        return False
    if row.main_state == 'answered':
        return own == 'answered'
    return row.main_state != 'passed_on' or row.has_referral


def _forget_how_to_undo_merges() -> None:
    """Say of what names a merge that it is undone: its verb of the other way is gone."""
    items = "SELECT change_id FROM concern_change_items WHERE CAST({} AS TEXT) LIKE '%merged%'"
    op.execute(
        f"""
        UPDATE concern_changes SET
            kind = CASE WHEN kind = 'merged' THEN 'status' ELSE kind END,
            undone_at = coalesce(undone_at, CURRENT_TIMESTAMP),
            undone_by_id = coalesce(undone_by_id, staff_id)
        WHERE kind = 'merged' OR id IN ({items.format('before')}) OR id IN ({items.format('after')})
        """
    )


# --- Topics are replaced by others


def _rename_in_topics(old: str, old_check: str, new: str, new_check: str) -> None:
    with op.batch_alter_table('topics', table_kwargs=IDS_ONCE) as topics:
        topics.drop_constraint(op.f(f'ck_topics_{old_check}'), type_='check')
        topics.drop_constraint(op.f(f'fk_topics_{old}_topics'), type_='foreignkey')
        topics.alter_column(old, new_column_name=new)
    with op.batch_alter_table('topics', table_kwargs=IDS_ONCE) as topics:
        topics.create_foreign_key(op.f(f'fk_topics_{new}_topics'), 'topics', [new], ['id'], ondelete='RESTRICT')
        topics.create_check_constraint(
            op.f(f'ck_topics_{new_check}'), f'{new} IS NULL OR (retired_at IS NOT NULL AND {new} <> id)'
        )


# --- Checks


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _change_check(rows: object, table: str, name: str, condition: str) -> None:
    rows.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
    rows.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)


def _change_checks(concerns: object, states: tuple[str, ...], outside: str) -> None:
    _change_check(concerns, 'concerns', 'concernstate', _one_of('state', states))
    for name, condition in OUT_OF_STREAM.items():
        _change_check(concerns, 'concerns', name, condition.format(outside))
