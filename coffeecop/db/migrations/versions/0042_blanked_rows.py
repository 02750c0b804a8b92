"""What the schedule has destroyed becomes rows again that hold what was counted, and nothing else

The numbers that were kept of it say how many rows there were with each property, not which row had
which: any rows that add up to the same numbers stand for them. What was counted under a topic that
has been merged since counts under the one into which it was merged.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'

IDS_ONCE = {'sqlite_autoincrement': True}
GONE = 'destroyed_at IS NOT NULL OR '
THERE = 'destroyed_at IS NULL OR '
LARGEST_PARTY = 20

# By table: columns that are empty in what is destroyed, those of them that could not be, and checks.
EMPTIED = {
    'concerns': (
        'form_key_hash', 'receipt_hash', 'place', 'entered_by_id', 'unsubscribed_at', 'topics_checked_at',
        'topics_checked_by_id', 'state_at', 'state_by_id', 'state_reason', 'waiting_since', 'read_at',
        'first_answer_at', 'came_back_on', 'assigned_to_id', 'deputy_id', 'due_on', 'put_away_at', 'put_away_until',
        'listed_at',
    ),
    'rsvps': ('token_hash', 'form_key_hash', 'other_language', 'unsubscribed_at'),
    'arrivals': ('form_key_hash', 'staff_id'),
    'survey_answers': ('form_key_hash', 'line'),
}
KEYS = {name: tuple(each for each in EMPTIED[name] if 'key' in each or 'token' in each) for name in list(EMPTIED)[1:]}
NO_MORE = (
    'wants_talk', 'wants_answer', 'for_neighbor', 'sounds_like_complaint', 'put_away_for_next_event',
    'has_personal_details', 'names_officer',
)
CHANGED = {
    'concerns': {
        'body_present': '(length(trim(body)) > 0) = (destroyed_at IS NULL)',
        'entered_has_who': f"{GONE}(source = 'resident') = (entered_by_id IS NULL)",
        'asked_and_open_waits': (
            "asked_at IS NULL OR state NOT IN ('received', 'looked_into') OR waiting_since IS NOT NULL"
            ' OR destroyed_at IS NOT NULL'
        ),
        'answered_has_answer': "state <> 'answered' OR first_answer_at IS NOT NULL OR destroyed_at IS NOT NULL",
        'declined_has_reason': "state <> 'declined' OR state_reason IS NOT NULL OR destroyed_at IS NOT NULL",
    },
    'rsvps': {},
    'arrivals': {'staff_counted_has_who': f"{GONE}(counted_by = 'staff') = (staff_id IS NOT NULL)"},
    'survey_answers': {
        'something_said': (
            'coalesce(heard, approachable, respected, again) IS NOT NULL OR line IS NOT NULL'
            ' OR destroyed_at IS NOT NULL'
        ),
    },
}
NEW = {
    'concerns': {
        'destroyed_asks_nothing': f"{THERE}NOT ({' OR '.join(NO_MORE)})",
        'destroyed_counts': (
            f"{THERE}NOT is_complaint AND NOT may_be_complaint AND NOT is_held"
            " AND state NOT IN ('withdrawn', 'hidden')"
        ),
        'destroyed_is_not_read_again': f'{THERE}suggested_at IS NOT NULL AND has_personal_details IS NOT NULL',
    },
    'rsvps': {
        'destroyed_counts': f"{THERE}status = 'coming'",
        'has_keys': f'{GONE}token_hash IS NOT NULL AND form_key_hash IS NOT NULL',
    },
    'arrivals': {'has_key': f'{GONE}form_key_hash IS NOT NULL'},
    'survey_answers': {'has_key': f'{GONE}form_key_hash IS NOT NULL'},
}
SERIES = {'concerns': 'concern', 'rsvps': 'rsvp', 'arrivals': 'arrivals', 'survey_answers': 'survey'}
QUESTIONS = ('heard', 'approachable', 'respected', 'again')


def upgrade() -> None:
    for name in EMPTIED:
        _let_rows_be_blank(name)
    _table.cache_clear()
    kept = _kept()
    for event in op.get_bind().execute(EVENTS).all():
        _add_rows(event, kept)
    _add_matters(kept)
    op.drop_table('kept_counts')
    op.drop_column('events', 'has_kept_counts')


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


def _let_rows_be_blank(name: str) -> None:
    empty = ' AND '.join(f'{each} IS NULL' for each in EMPTIED[name])
    with op.batch_alter_table(name, table_kwargs=IDS_ONCE) as rows:
        rows.add_column(sa.Column('destroyed_at', sa.DateTime()))
        for each in KEYS.get(name, ()):
            rows.alter_column(each, existing_type=sa.String(64), nullable=True)
        for check, condition in CHANGED[name].items():
            rows.drop_constraint(op.f(f'ck_{name}_{check}'), type_='check')
            rows.create_check_constraint(op.f(f'ck_{name}_{check}'), condition)
        for check, condition in {'destroyed_is_empty': THERE + empty, **NEW[name]}.items():
            rows.create_check_constraint(op.f(f'ck_{name}_{check}'), condition)


# --- The numbers that were kept

EVENTS = sa.text(
    'SELECT id, agency_id, starts_at, time_zone FROM events'
    ' WHERE id IN (SELECT event_id FROM kept_counts) ORDER BY id'
).columns(starts_at=sa.DateTime())
# Where a department has destroyed a series once, it is known when.
ONCE = sa.text(
    """
    SELECT agency_id, series, max(destroyed_at) AS destroyed_at FROM destructions
    WHERE destroyed_at IS NOT NULL GROUP BY agency_id, series HAVING count(*) = 1
    """
).columns(destroyed_at=sa.DateTime())
# By owner, such as ('event', 1), and name: the parts of each key, and the number.
Kept = dict[tuple[str, int, str], list[tuple[list[str], int]]]


def _kept() -> Kept:
    found: Kept = defaultdict(list)
    for row in op.get_bind().execute(sa.select(_table('kept_counts')).order_by(sa.text('id'))):
        owner = ('event', row.event_id) if row.event_id else ('matter', row.matter_id)
        found[*owner, row.name].append((row.key.split('|'), row.number))
    return found


@cache
def _table(name: str) -> sa.TableClause:
    columns = sa.inspect(op.get_bind()).get_columns(name)
    return sa.table(name, *(sa.column(each['name'], each['type']) for each in columns))


def _insert(name: str, /, **values: Any) -> int:
    new = sa.insert(_table(name)).values(**values)
    if 'id' in _table(name).c:
        return int(op.get_bind().scalar(new.returning(_table(name).c.id)))
    op.get_bind().execute(new)
    return 0


# --- What was counted of an event


def _add_rows(event: Any, kept: Kept) -> None:
    day = _start_of_day(event)
    once = {(row.agency_id, row.series): row.destroyed_at for row in op.get_bind().execute(ONCE)}
    of_event = {name: kept['event', event.id, name] for name in ('concerns', 'topics', 'arrivals', 'rsvps', 'survey')}
    for name, rows in (
        ('concerns', _concerns(of_event['concerns'], of_event['topics'])),
        ('rsvps', _rsvps({what: number for (what,), number in of_event['rsvps']})),
        ('arrivals', _arrivals(of_event['arrivals'])),
        ('survey_answers', _answers(of_event['survey'])),
    ):
        moments = {'created_at': day, 'destroyed_at': once.get((event.agency_id, SERIES[name]), day)}
        for row in rows:
            _add_row(name, row, event_id=event.id, **moments)


def _start_of_day(event: Any) -> datetime:
    zone = ZoneInfo(event.time_zone)
    day: date = event.starts_at.replace(tzinfo=UTC).astimezone(zone).date()
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def _add_row(name: str, row: dict[str, Any], /, **values: Any) -> None:
    topic_ids, asked = row.pop('topic_ids', ()), row.pop('asked', False)
    if name == 'concerns':
        values |= {**BLANK, 'suggested_at': values['destroyed_at'], 'asked_at': values['created_at'] if asked else None}
    number = _insert(name, **row, **values)
    for topic_id in topic_ids:
        # Without a probability it counts as it did.
        values = {'assigned_by': 'engine', 'created_at': values['created_at']}
        _insert('concern_topics', concern_id=number, topic_id=topic_id, **values)


BLANK = {
    'body': '', 'source': 'resident', 'people': 1, 'is_complaint': False, 'may_be_complaint': False,
    'is_sustained': False, 'is_held': False, **dict.fromkeys(NO_MORE, False),
}


def _concerns(counted: list[Any], of_topics: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield rows with these states, of which as many as before have the same topics."""
    topics: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (ids, *alike), number in of_topics:
        topics[tuple(alike)] += [ids] * number
    for (phase, kind, language, state, asked), number in counted:
        own = topics[phase, kind, language]
        for _ in range(number):
            yield {
                'phase': phase, 'kind': kind, 'language': language, 'state': state, 'asked': asked == '1',
                'topic_ids': _topic_ids(own.pop(0) if own else ''),
            }


def _topic_ids(key: str) -> set[int]:
    merged = _merged()
    return {merged.get(int(each), int(each)) for each in key.split(',') if each}


@cache
def _merged() -> dict[int, int]:
    found = op.get_bind().execute(sa.text('SELECT id, replaced_by_id FROM topics WHERE replaced_by_id IS NOT NULL'))
    return {row.id: row.replaced_by_id for row in found}


def _rsvps(counted: dict[str, int]) -> Iterator[dict[str, Any]]:
    parties, people = counted.get('parties', 0), counted.get('people', 0)
    for place in range(parties):
        size = people // parties + (place < people % parties)
        yield {'party_size': size, 'language': 'en', 'status': 'coming'}


def _arrivals(counted: list[Any]) -> Iterator[dict[str, Any]]:
    for (counted_by,), number in counted:
        for before in range(0, number, LARGEST_PARTY):
            yield {'counted_by': counted_by, 'people': min(LARGEST_PARTY, number - before)}


def _answers(counted: list[Any]) -> Iterator[dict[str, Any]]:
    steps: dict[str, list[int]] = {question: [] for question in QUESTIONS}
    total = 0
    for (question, step), number in counted:
        if question:
            steps[question] += [int(step)] * number
        else:
            total = number
    empty = [None] * total
    for _, *own in zip_longest(empty, *steps.values()):
        yield {'language': 'en', **dict(zip(QUESTIONS, own, strict=True))}


# --- What belonged to a matter, and whether it got better


class Blank(NamedTuple):
    id: int
    event_id: int
    agency_id: int
    day: datetime


BLANKS = sa.text(
    'SELECT concerns.id, event_id, agency_id, concerns.created_at FROM concerns'
    ' JOIN events ON events.id = event_id WHERE destroyed_at IS NOT NULL ORDER BY concerns.id'
).columns(created_at=sa.DateTime())
MATTERS = sa.text(
    'SELECT id, agency_id, created_by_id, published_at FROM matters'
    ' WHERE id IN (SELECT matter_id FROM kept_counts) ORDER BY id'
)


def _add_matters(kept: Kept) -> None:
    """Let rows belong to matters, so that each answers for the first published one it is of."""
    blanks = [Blank(*row) for row in op.get_bind().execute(BLANKS)]
    # Those of a published matter before.
    taken: set[int] = set()
    for matter in op.get_bind().execute(MATTERS).all():
        own = [each for each in blanks if each.agency_id == matter.agency_id]
        answers = [said for (said,), number in reversed(kept['matter', matter.id, 'better']) for _ in range(number)]
        chosen: list[Blank] = []
        for (event_id,), number in kept['matter', matter.id, 'belonged']:
            # Of what an older version kept the event is not known.
            at = [each for each in own if event_id in ('', str(each.event_id))]
            chosen += _pick(at, number, len(answers) - len(chosen), taken, chosen)
        missing = max(0, len(answers) - sum(each.id not in taken for each in chosen))
        chosen += [each for each in own if each.id not in taken and each not in chosen][:missing]
        said_by = {'staff_id': matter.created_by_id, 'belongs': True, 'is_quoted': False}
        for each in chosen:
            _insert('matter_concerns', matter_id=matter.id, concern_id=each.id, created_at=each.day, **said_by)
        _say(answers, [each for each in chosen if each.id not in taken])
        if matter.published_at:
            taken.update(each.id for each in chosen)


def _pick(rows: list[Blank], number: int, to_say: int, taken: set[int], chosen: list[Blank]) -> list[Blank]:
    """Return so many rows: first what is new for answers to be said, then what others have had.

    So as much as can be stays new for the matters that follow.
    """
    left = [each for each in rows if each not in chosen]
    new = [each for each in left if each.id not in taken]
    known = [each for each in left if each.id in taken]
    to_say = max(0, to_say)
    return [*new[:to_say], *known, *new[to_say:]][: max(0, number)]


def _say(answers: list[str], rows: list[Blank]) -> None:
    """Let the answers come in their order, and before all that came later."""
    first_day = min((each.day for each in rows), default=None)
    concerns = _table('concerns')
    for row, said in zip(sorted(rows), answers, strict=False):
        better = sa.update(concerns).where(concerns.c.id == row.id)
        op.get_bind().execute(better.values(better=said, better_at=first_day))
