"""The sealed question of a season; a line of the checklist for members of the council"""

import re

import sqlalchemy as sa
from alembic import op


revision = '0045'
down_revision = '0044'

IDS_ONCE = {'sqlite_autoincrement': True}
STEP = 'ck_checklist_items_checkliststep'
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
ACTION = 'ck_audit_entries_auditaction'
ACTIONS = {'season_chosen', 'season_withdrawn', 'season_judged'}
ENTRIES = 'season_entries'


def upgrade() -> None:
    _let_steps_be((*STEPS, 'council'))
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
    _create_entries()
    _let_log_tell()


def downgrade() -> None:
    op.drop_table(ENTRIES)
    values = {'step': None, 'label': sa.func.coalesce(ITEMS.c.label, COUNCIL)}
    op.get_bind().execute(sa.update(ITEMS).where(ITEMS.c.step == 'council').values(values))
    _let_steps_be(STEPS)


def _create_entries() -> None:
    is_chosen = "step = 'chosen'"
    parts = ('question', 'first_day', 'last_day', 'bar', 'least', 'rule_en', 'rule_es')
    op.create_table(
        ENTRIES,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(64), nullable=False),
        sa.Column('created_on', sa.Date(), nullable=False),
        sa.Column('step', sa.String(32), nullable=False),
        sa.Column('chosen_id', sa.Integer()),
        sa.Column('question', sa.String(32)),
        sa.Column('first_day', sa.Date()),
        sa.Column('last_day', sa.Date()),
        sa.Column('bar', sa.Integer()),
        sa.Column('least', sa.Integer()),
        sa.Column('rule_en', sa.Text()),
        sa.Column('rule_es', sa.Text()),
        sa.Column('verdict', sa.String(32)),
        sa.Column('low', sa.Integer()),
        sa.Column('high', sa.Integer()),
        _check('sequence_positive', 'sequence > 0'),
        _check('hash_length', 'length(hash) = 64'),
        _check('ends_what_was_chosen', f'({is_chosen}) = (chosen_id IS NULL)'),
        _check(
            'chosen_whole', ' AND '.join(f'({is_chosen}) = ({each} IS NOT NULL)' for each in parts)
        ),
        _check('days_in_order', 'first_day <= last_day'),
        _check('chosen_before_season', 'created_on < first_day'),
        _check('bar_range', 'bar BETWEEN 1 AND 99 AND least > 0'),
        _check('judged_has_verdict', "(step = 'judged') = (verdict IS NOT NULL)"),
        _check(
            'tenths_whole', '(low IS NULL) = (high IS NULL) AND (low IS NULL OR verdict IS NOT NULL)'
        ),
        _check('tenths_range', 'low BETWEEN 0 AND high AND high <= 10'),
        _check('seasonstep', "step IN ('chosen', 'withdrawn', 'judged')"),
        _check('seasonquestion', "question IN ('respected', 'again', 'promises', 'better')"),
        _check('seasonverdict', "verdict IN ('yes', 'no', 'cannot_tell')"),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_season_entries_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['chosen_id'], ['season_entries.id'],
            name=op.f('fk_season_entries_chosen_id_season_entries'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_season_entries')),
        sa.UniqueConstraint(
            'agency_id', 'sequence', name=op.f('uq_season_entries_agency_id_sequence')
        ),
        sa.UniqueConstraint('chosen_id', name=op.f('uq_season_entries_chosen_id')),
        sqlite_autoincrement=True,
    )


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f'ck_{ENTRIES}_{name}'))


def _let_steps_be(steps: tuple[str, ...]) -> None:
    with op.batch_alter_table('checklist_items', table_kwargs=IDS_ONCE) as items:
        items.drop_constraint(op.f(STEP), type_='check')
        items.create_check_constraint(
            op.f(STEP), 'step IN ({})'.format(', '.join(f"'{each}'" for each in steps))
        )


def _let_log_tell() -> None:
    """Let the log know more actions. They stay after a downgrade: no entry of the chain can go."""
    checks = sa.inspect(op.get_bind()).get_check_constraints('audit_entries')
    known = next(check['sqltext'] for check in checks if check['name'] == ACTION)
    actions = sorted({*re.findall(r"'(\w+)'", known), *ACTIONS})
    with op.batch_alter_table('audit_entries', table_kwargs=IDS_ONCE) as entries:
        entries.drop_constraint(op.f(ACTION), type_='check')
        entries.create_check_constraint(
            op.f(ACTION), 'action IN ({})'.format(', '.join(f"'{each}'" for each in actions))
        )
