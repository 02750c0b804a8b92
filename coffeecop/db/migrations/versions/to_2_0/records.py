"""Let what cases hold, what requests found and the schedule name matters

There is one line of the schedule for matters, kept as long as the longer of the two was.
"""

import sqlalchemy as sa
from alembic import op

from coffeecop.db.migrations.columns import one_of
from coffeecop.db.migrations.versions.to_2_0.rows import Row, by, rows_of, say_joined, table_of

OLD_SERIES = {'promise': 'promise', 'public_answer': 'answer'}
DAYS = {'days': 1, 'years': 366}


def name_matters(first_ids: dict[str, int]) -> None:
    for kind, first_id in first_ids.items():
        numbered = f"kind = 'matter', number = number + {first_id} WHERE kind = '{kind}'"
        op.execute(f'UPDATE redactions SET {numbered}')
        for table in ('held_records', 'request_items'):
            op.execute(f'UPDATE {table} SET matter_id = {kind}_id + {first_id}, {kind}_id = NULL, {numbered}')
    for series, kind in OLD_SERIES.items():
        # By a number that no row has, since each must be unique at any moment.
        of_these = f"WHERE destruction_id IN (SELECT id FROM destructions WHERE series = '{series}')"
        op.execute(f'UPDATE destruction_items SET number = -(number + {first_ids[kind]}) {of_these}')
        op.execute(f'UPDATE destruction_items SET number = -number {of_these}')
    names = one_of('series', OLD_SERIES)
    op.execute(f"UPDATE destructions SET series = 'matter' WHERE {names}")
    for agency_id, rules in by('agency_id', rows_of('retention_rules', names, order='agency_id')).items():
        _merge_rules(agency_id, rules)


def _merge_rules(agency_id: int, rules: list[Row]) -> None:
    """Keep the longer of two; where there was one, the other was kept for good, and so are matters."""
    database, table = op.get_bind(), table_of('retention_rules')
    database.execute(sa.delete(table).where(table.c.agency_id == agency_id, table.c.series.in_(OLD_SERIES)))
    gone = len(rules)
    if len(rules) == len(OLD_SERIES):
        longest = max(rules, key=lambda each: (each.keep * DAYS[each.unit], each.trigger == 'fiscal_year'))
        database.execute(sa.insert(table).values(**{**longest._mapping, 'series': 'matter'}))
        gone -= 1
    say_joined('retention_rules', gone)
