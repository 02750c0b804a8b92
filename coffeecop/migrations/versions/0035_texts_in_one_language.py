"""What residents read may be in one language first"""

import sqlalchemy as sa
from alembic import op


revision = '0035'
down_revision = '0034'

IDS_ONCE = {'sqlite_autoincrement': True}
QUESTION, ANSWER = ('question_en', 'question_es'), ('answer_en', 'answer_es')
PUBLISHED = 'published_at IS NULL OR '

# The constraints of each table, before and after.
BEFORE = {
    'promises': {
        'published_in_both_languages': PUBLISHED + 'public_en IS NOT NULL AND public_es IS NOT NULL',
        'dropped_has_reason': "status <> 'dropped' OR outcome_en IS NOT NULL AND outcome_es IS NOT NULL",
    },
    'promise_updates': {
        'body_en_present': 'length(trim(body_en)) > 0',
        'body_es_present': 'length(trim(body_es)) > 0',
    },
    'promise_photos': {
        'alt_en_present': 'length(trim(alt_en)) > 0',
        'alt_es_present': 'length(trim(alt_es)) > 0',
    },
    'public_answers': {
        'published_in_both_languages': PUBLISHED
        + ' AND '.join(f'{name} IS NOT NULL' for name in (*QUESTION, *ANSWER)),
    },
    'events': {
        'we_did_published_has_text': 'we_did_published_at IS NULL OR we_did_en IS NOT NULL',
    },
}
AFTER = {
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
BODY = {'body_en': sa.String(1000), 'body_es': sa.String(1000)}
ALT = {'alt_en': sa.String(300), 'alt_es': sa.String(300)}
OPTIONAL: dict[str, dict[str, sa.String]] = {'promise_updates': BODY, 'promise_photos': ALT}
# The way back: what is in one language stands in both.
TEXTS = (
    ('promises', ('public',), 'published_at IS NOT NULL'),
    ('promises', ('outcome',), "status = 'dropped'"),
    ('promise_updates', ('body',), 'TRUE'),
    ('promise_photos', ('alt',), 'TRUE'),
    ('public_answers', ('question', 'answer'), 'published_at IS NOT NULL'),
    ('events', ('we_did',), 'we_did_published_at IS NOT NULL'),
)


def upgrade() -> None:
    _change(BEFORE, AFTER, nullable=True)


def downgrade() -> None:
    for table, names, condition in TEXTS:
        pairs = [pair for name in names for pair in ((f'{name}_en', f'{name}_es'), (f'{name}_es', f'{name}_en'))]
        both = ', '.join(f'{one} = coalesce({one}, {other})' for one, other in pairs)
        op.execute(f'UPDATE {table} SET {both} WHERE {condition}')
    _change(AFTER, BEFORE, nullable=False)


def _change(
    old: dict[str, dict[str, str]], new: dict[str, dict[str, str]], *, nullable: bool
) -> None:
    for table, checks in new.items():
        # The id of a photo is its promise's.
        kwargs = {} if table == 'promise_photos' else IDS_ONCE
        with op.batch_alter_table(table, table_kwargs=kwargs) as rows:
            for name in old[table]:
                rows.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
            for name, kind in OPTIONAL.get(table, {}).items():
                rows.alter_column(name, existing_type=kind, nullable=nullable)
            for name, condition in checks.items():
                rows.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)
