"""Matters: what several people said, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '1.1'

IDS_ONCE = {'sqlite_autoincrement': True}
STATES = ('heard', 'answered', 'doing', 'done', 'cannot')


def upgrade() -> None:
    _make_matters()
    _make_steps()
    _make_concerns()
    with op.batch_alter_table('messages', table_kwargs=IDS_ONCE) as messages:
        messages.add_column(_number('matter_step_id', nullable=True))
        messages.create_foreign_key(
            op.f('fk_messages_matter_step_id_matter_steps'),
            'matter_steps', ['matter_step_id'], ['id'], ondelete='SET NULL',
        )
        messages.create_index(op.f('ix_messages_matter_step_id'), ['matter_step_id'])
    with op.batch_alter_table('audit_entries', table_kwargs=IDS_ONCE) as entries:
        entries.drop_constraint(op.f('ck_audit_entries_auditaction'), type_='check')


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


# --- Parts of tables


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f'ck_{table}_{name}'))


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _not_blank(table: str, *names: str) -> list[sa.CheckConstraint]:
    return [_check(table, f'{name}_not_blank', f'length(trim({name})) > 0') for name in names]


def _to(table: str, name: str, other: str, rule: str = 'RESTRICT') -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f'{other}.id'], name=op.f(f'fk_{table}_{name}_{other}'), ondelete=rule
    )


def _id(table: str) -> tuple[sa.Column, sa.Constraint]:
    return (
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    )


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str, length: int = 32, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _key(table: str) -> tuple[sa.Column, sa.Constraint]:
    return (
        _text('form_key_hash', 64),
        sa.UniqueConstraint('form_key_hash', name=op.f(f'uq_{table}_form_key_hash')),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


# --- The tables


def _make_matters() -> None:
    table = 'matters'
    op.create_table(
        table,
        *_id(table),
        _number('agency_id'),
        *_key(table),
        _text('state'),
        _text('name', 120),
        _text('also', 200, nullable=True),
        _text('asked_en', 300, nullable=True),
        _text('asked_es', 300, nullable=True),
        *(_number(name, nullable=True) for name in ('topic_id', 'venue_id', 'event_id')),
        _text('place', 120, nullable=True),
        _number('owner_id', nullable=True),
        _number('deputy_id', nullable=True),
        sa.Column('due_on', sa.Date(), nullable=True),
        _moment('published_at', nullable=True),
        _number('published_by_id', nullable=True),
        _text('counted_en', 200, nullable=True),
        _text('counted_es', 200, nullable=True),
        *(_number(name, nullable=True) for name in ('before_count', 'before_total', 'after_count', 'after_total')),
        _text('former_path', 40, nullable=True),
        _number('created_by_id'),
        _moment('created_at'),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        sa.UniqueConstraint('former_path', name=op.f('uq_matters_former_path')),
        _to(table, 'agency_id', 'agencies'),
        _to(table, 'topic_id', 'topics'),
        _to(table, 'venue_id', 'venues'),
        _to(table, 'event_id', 'events', 'SET NULL'),
        *(
            _to(table, name, 'staff')
            for name in ('owner_id', 'deputy_id', 'published_by_id', 'created_by_id')
        ),
        _check(table, 'matterstate', _one_of('state', STATES)),
        _check(table, 'name_present', 'length(trim(name)) > 0'),
        *_not_blank(table, 'also', 'place', 'asked_en', 'asked_es', 'counted_en', 'counted_es'),
        _check(
            table, 'doing_has_owner_and_day',
            "(state = 'doing') = (owner_id IS NOT NULL) AND (state = 'doing') = (due_on IS NOT NULL)",
        ),
        _check(
            table, 'deputy_is_another',
            "deputy_id IS NULL OR state = 'doing' AND deputy_id <> owner_id",
        ),
        _check(table, 'published_has_who', '(published_at IS NULL) = (published_by_id IS NULL)'),
        _check(
            table, 'published_has_words',
            "published_at IS NULL OR state <> 'heard' OR asked_en IS NOT NULL OR asked_es IS NOT NULL",
        ),
        _check(
            table, 'figure_whole',
            '(before_count IS NULL) = (before_total IS NULL) AND (after_count IS NULL) = (after_total IS NULL) '
            'AND (after_count IS NULL OR before_count IS NOT NULL) '
            'AND (before_count IS NULL) = (counted_en IS NULL AND counted_es IS NULL)',
        ),
        _check(
            table, 'figure_in_range',
            '(before_count IS NULL OR before_count BETWEEN 0 AND before_total) '
            'AND (after_count IS NULL OR after_count BETWEEN 0 AND after_total)',
        ),
        **IDS_ONCE,
    )
    _index(table, 'agency_id', 'state', 'due_on')
    for name in ('topic_id', 'venue_id', 'event_id', 'owner_id'):
        _index(table, name)


def _make_steps() -> None:
    table = 'matter_steps'
    op.create_table(
        table,
        *_id(table),
        _number('matter_id'),
        *_key(table),
        _number('staff_id'),
        _text('state'),
        sa.Column('is_note', sa.Boolean(), nullable=False),
        sa.Column('said_en', sa.Text(), nullable=True),
        sa.Column('said_es', sa.Text(), nullable=True),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=True),
        _moment('created_at'),
        _to(table, 'matter_id', 'matters', 'CASCADE'),
        _to(table, 'staff_id', 'staff'),
        _check(table, 'matterstate', _one_of('state', STATES)),
        *_not_blank(table, 'said_en', 'said_es'),
        *(
            _check(table, f'{name}_bounded', f'length({name}) <= 4000')
            for name in ('said_en', 'said_es')
        ),
        _check(
            table, 'said_has_words', "state = 'heard' OR said_en IS NOT NULL OR said_es IS NOT NULL"
        ),
        _check(table, 'note_while_doing', "NOT is_note OR state = 'doing'"),
        _check(table, 'doing_has_day', "(state = 'doing') = (due_on IS NOT NULL)"),
        **IDS_ONCE,
    )
    op.create_index('ix_matter_steps_matter_id_id', table, ['matter_id', 'id'])
    photos = 'matter_photos'
    op.create_table(
        photos,
        _number('step_id'),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        _text('digest', 64),
        _number('width'),
        _number('height'),
        _text('alt_en', 300, nullable=True),
        _text('alt_es', 300, nullable=True),
        _moment('created_at'),
        sa.PrimaryKeyConstraint('step_id', name=op.f('pk_matter_photos')),
        _to(photos, 'step_id', 'matter_steps', 'CASCADE'),
        _check(photos, 'content_size', 'length(content) BETWEEN 1 AND 2000000'),
        _check(photos, 'size_positive', 'width > 0 AND height > 0'),
        *_not_blank(photos, 'alt_en', 'alt_es'),
        _check(photos, 'has_text', 'alt_en IS NOT NULL OR alt_es IS NOT NULL'),
    )


def _make_concerns() -> None:
    table = 'matter_concerns'
    op.create_table(
        table,
        _number('matter_id'),
        _number('concern_id'),
        sa.Column('belongs', sa.Boolean(), nullable=False),
        sa.Column('is_quoted', sa.Boolean(), nullable=False),
        _number('staff_id'),
        _moment('created_at'),
        sa.PrimaryKeyConstraint('matter_id', 'concern_id', name=op.f('pk_matter_concerns')),
        _to(table, 'matter_id', 'matters', 'CASCADE'),
        _to(table, 'concern_id', 'concerns', 'CASCADE'),
        _to(table, 'staff_id', 'staff'),
        _check(table, 'quoted_belongs', 'belongs OR NOT is_quoted'),
    )
    _index(table, 'concern_id')
    quoted = sa.text('is_quoted')
    op.create_index(
        'ix_matter_concerns_quoted', table, ['matter_id'],
        unique=True, sqlite_where=quoted, postgresql_where=quoted,
    )
    confirmed = 'matter_confirmations'
    op.create_table(
        confirmed,
        *_id(confirmed),
        _number('matter_id'),
        _number('event_id', nullable=True),
        *_key(confirmed),
        _moment('created_at'),
        _to(confirmed, 'matter_id', 'matters', 'CASCADE'),
        _to(confirmed, 'event_id', 'events', 'CASCADE'),
        **IDS_ONCE,
    )
    for name in ('matter_id', 'event_id'):
        _index(confirmed, name)
