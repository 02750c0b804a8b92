"""A person names a story: no themes, no stored quotes, no copies of the topic list

Themes that a person signed off are matters by now.
"""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'

IDS_ONCE = {'sqlite_autoincrement': True}
GONE = ('theme_concerns', 'themes', 'topic_quotes', 'topic_changes', 'topic_notes')
BY = 'fk_topics_note_changed_by_id_staff'
CHECKS = {
    'note_not_blank': 'length(trim(note)) > 0',
    'note_bounded': 'length(note) <= 1000',
    'note_has_who_and_when': (
        '(note IS NULL) = (note_changed_at IS NULL) AND (note IS NULL) = (note_changed_by_id IS NULL)'
    ),
}
NOTES = """UPDATE topics SET
    note = (SELECT body FROM topic_notes WHERE topic_id = topics.id),
    note_changed_at = (SELECT changed_at FROM topic_notes WHERE topic_id = topics.id),
    note_changed_by_id = (SELECT changed_by_id FROM topic_notes WHERE topic_id = topics.id)"""


def upgrade() -> None:
    # What these events' concerns name was still to be sought.
    op.execute(
        'UPDATE concerns SET suggested_at = NULL WHERE event_id IN'
        ' (SELECT id FROM events WHERE themes_found_at IS NULL)'
    )
    with op.batch_alter_table('events', table_kwargs=IDS_ONCE) as events:
        events.drop_index('ix_events_to_seek_themes')
        events.drop_column('themes_found_at')
    op.add_column('topics', sa.Column('note', sa.Text()))
    op.add_column('topics', sa.Column('note_changed_at', sa.DateTime()))
    op.add_column('topics', sa.Column('note_changed_by_id', sa.Integer()))
    op.execute(NOTES)
    with op.batch_alter_table('topics', table_kwargs=IDS_ONCE) as topics:
        topics.create_foreign_key(op.f(BY), 'staff', ['note_changed_by_id'], ['id'], ondelete='RESTRICT')
        for name, condition in CHECKS.items():
            topics.create_check_constraint(op.f(f'ck_topics_{name}'), condition)
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        # What is many was a warning on a page that is gone.
        agencies.drop_constraint(op.f('ck_agencies_most_open_promises_range'), type_='check')
        agencies.drop_column('most_open_promises')
    for table in GONE:
        op.drop_table(table)


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
