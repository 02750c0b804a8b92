"""When a concern joined a theme, and a name of each theme in both languages"""

import sqlalchemy as sa
from alembic import op


revision = '0036'
down_revision = '0035'

IDS_ONCE = {'sqlite_autoincrement': True}
BLANK = {
    'phrase_en_not_blank': 'length(trim(phrase_en)) > 0',
    'phrase_es_not_blank': 'length(trim(phrase_es)) > 0',
}
# How many of a theme's texts are Spanish, beyond half: then the first phrase was Spanish.
IS_SPANISH = """
    (SELECT 2 * sum(CASE WHEN coalesce(text_language, language) = 'es' THEN 1 ELSE 0 END) > count(*)
     FROM theme_concerns JOIN concerns ON concerns.id = theme_concerns.concern_id
     WHERE theme_concerns.theme_id = themes.id)
"""


def upgrade() -> None:
    # A default for a moment: rows of before have none.
    op.add_column(
        'theme_concerns',
        sa.Column('added_at', sa.DateTime(), nullable=False, server_default='2020-01-01 00:00:00'),
    )
    op.execute(
        'UPDATE theme_concerns SET added_at ='
        ' (SELECT created_at FROM themes WHERE themes.id = theme_concerns.theme_id)'
    )
    with op.batch_alter_table('theme_concerns') as members:
        members.alter_column('added_at', existing_type=sa.DateTime(), server_default=None)
    for name in ('phrase_en', 'phrase_es'):
        op.add_column('themes', sa.Column(name, sa.String(60)))
    for theme_id, phrase, is_spanish in op.get_bind().execute(
        sa.text(f'SELECT id, phrase, {IS_SPANISH} FROM themes WHERE phrase IS NOT NULL')
    ).all():
        first, _, second = phrase.partition('; ')
        pair = (second, first) if is_spanish else (first, second)
        values = dict(zip(('en', 'es'), [part[:60] or None for part in pair], strict=True))
        op.get_bind().execute(
            sa.text('UPDATE themes SET phrase_en = :en, phrase_es = :es WHERE id = :id'),
            {**values, 'id': theme_id},
        )
    with op.batch_alter_table('themes', table_kwargs=IDS_ONCE) as themes:
        themes.drop_constraint(op.f('ck_themes_phrase_not_blank'), type_='check')
        themes.drop_column('phrase')
        for name, condition in BLANK.items():
            themes.create_check_constraint(op.f(f'ck_themes_{name}'), condition)


def downgrade() -> None:
    op.add_column('themes', sa.Column('phrase', sa.String(200)))
    op.execute(
        "UPDATE themes SET phrase = coalesce(phrase_en || '; ' || phrase_es, phrase_en, phrase_es)"
    )
    with op.batch_alter_table('themes', table_kwargs=IDS_ONCE) as themes:
        for name in BLANK:
            themes.drop_constraint(op.f(f'ck_themes_{name}'), type_='check')
        themes.drop_column('phrase_es')
        themes.drop_column('phrase_en')
        themes.create_check_constraint(op.f('ck_themes_phrase_not_blank'), 'length(trim(phrase)) > 0')
    op.drop_column('theme_concerns', 'added_at')
