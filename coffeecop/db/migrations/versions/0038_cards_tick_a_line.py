"""Cards that were made tick a line of the checklist, as people do

Before, the line asked for the cards themselves.
"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'

PRINTED = """
    SELECT staff_id FROM audit_entries
    WHERE action = 'cards_printed' AND subject_table = 'events' AND subject_id = events.id
    ORDER BY id LIMIT 1
"""


def upgrade() -> None:
    op.execute(
        sa.text(
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
                WHERE checklist_ticks.event_id = made.event_id
                AND checklist_ticks.item_id = made.item_id
            )
            """
        )
    )


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
