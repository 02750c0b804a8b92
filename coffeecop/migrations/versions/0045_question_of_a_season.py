"""A line of the checklist for members of the council"""

import sqlalchemy as sa
from alembic import op


revision = '0045'
down_revision = '0044'

IDS_ONCE = {'sqlite_autoincrement': True}
STEP = 'ck_checklist_items_checkliststep'
STEPS = (
    'venue', 'host', 'poster', 'online', 'cards', 'roll_call', 'counted', 'answered', 'published',
)
COUNCIL = 'Ask which council members come; if most do, ask the city attorney'
ITEMS = sa.table(
    'checklist_items',
    *(sa.column(name, sa.Integer) for name in ('agency_id', 'days_before')),
    *(sa.column(name, sa.String) for name in ('step', 'label')),
    sa.column('created_at', sa.DateTime),
)


def upgrade() -> None:
    _let_steps_be((*STEPS, 'council'))
    database = op.get_bind()
    # What a downgrade has made of it.
    own = ITEMS.c.step.is_(None) & (ITEMS.c.label == COUNCIL)
    database.execute(sa.update(ITEMS).where(own).values(step='council', label=None))
    has_line = sa.select(ITEMS.c.agency_id).where(ITEMS.c.step == 'council')
    others = sa.select(
        ITEMS.c.agency_id, sa.literal(7), sa.literal('council'), sa.func.min(ITEMS.c.created_at)
    )
    others = others.where(ITEMS.c.agency_id.not_in(has_line)).group_by(ITEMS.c.agency_id)
    names = ('agency_id', 'days_before', 'step', 'created_at')
    database.execute(sa.insert(ITEMS).from_select(names, others))


def downgrade() -> None:
    values = {'step': None, 'label': sa.func.coalesce(ITEMS.c.label, COUNCIL)}
    op.get_bind().execute(sa.update(ITEMS).where(ITEMS.c.step == 'council').values(values))
    _let_steps_be(STEPS)


def _let_steps_be(steps: tuple[str, ...]) -> None:
    with op.batch_alter_table('checklist_items', table_kwargs=IDS_ONCE) as items:
        items.drop_constraint(op.f(STEP), type_='check')
        items.create_check_constraint(
            op.f(STEP), 'step IN ({})'.format(', '.join(f"'{each}'" for each in steps))
        )
