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

OPEN = ('received', 'looked_into')
GONE = ('hidden', 'withdrawn', 'merged')

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



def state_merged_concerns() -> None:
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


def forget_how_to_undo() -> None:
    """Say of what names a merge or was referred that it is undone: its verb of the other way is gone."""
    items = "SELECT change_id FROM concern_change_items WHERE CAST({} AS TEXT) LIKE '%merged%'"
    op.execute(
        f"""
        UPDATE concern_changes SET
            kind = CASE WHEN kind IN ('merged', 'referred') THEN 'status' ELSE kind END,
            undone_at = coalesce(undone_at, CURRENT_TIMESTAMP),
            undone_by_id = coalesce(undone_by_id, staff_id)
        WHERE kind IN ('merged', 'referred') OR id IN ({items.format('before')}) OR id IN ({items.format('after')})
        """
    )
