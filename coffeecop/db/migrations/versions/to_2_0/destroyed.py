"""What the schedule has destroyed becomes rows again that hold what was counted, and nothing else

The numbers that were kept of it say how many rows there were with each property, not which row had
which: any rows that add up to the same numbers stand for them. What was counted under a topic that
has been merged since counts under the one into which it was merged.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import zip_longest
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from coffeecop.db.migrations.versions.to_2_0.rows import insert, rows_of, table_of

LARGEST_PARTY = 20
NO_MORE = (
    'wants_talk', 'wants_answer', 'for_neighbor', 'sounds_like_complaint', 'put_away_for_next_event',
    'has_personal_details', 'names_officer',
)
SERIES = {'concerns': 'concern', 'rsvps': 'rsvp', 'arrivals': 'arrivals', 'survey_answers': 'survey'}
QUESTIONS = ('heard', 'approachable', 'respected', 'again')


def make_blank_rows(first_ids: dict[str, int]) -> None:
    kept = _kept(first_ids)
    merged = {row.id: row.replaced_by_id for row in rows_of('topics', 'replaced_by_id IS NOT NULL')}
    for event in op.get_bind().execute(EVENTS).all():
        _add_rows(event, kept, merged)
    _add_to_matters(kept)


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


def _kept(first_ids: dict[str, int]) -> Kept:
    found: Kept = defaultdict(list)
    for row in rows_of('kept_counts'):
        if row.event_id:
            owner = ('event', row.event_id)
        else:
            kind = 'promise' if row.promise_id else 'answer'
            owner = ('matter', first_ids[kind] + getattr(row, f'{kind}_id'))
        found[*owner, row.name].append((row.key.split('|'), row.number))
    return found


# --- What was counted of an event


def _add_rows(event: Any, kept: Kept, merged: dict[int, int]) -> None:
    day = _start_of_day(event)
    once = {(row.agency_id, row.series): row.destroyed_at for row in op.get_bind().execute(ONCE)}
    of_event = {name: kept['event', event.id, name] for name in ('concerns', 'topics', 'arrivals', 'rsvps', 'survey')}
    for name, rows in (
        ('concerns', _concerns(of_event['concerns'], of_event['topics'], merged)),
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
    number = insert(name, **row, **values)
    for topic_id in topic_ids:
        # Without a probability it counts as it did.
        values = {'assigned_by': 'engine', 'created_at': values['created_at']}
        insert('concern_topics', concern_id=number, topic_id=topic_id, **values)


BLANK = {
    'body': '', 'source': 'resident', 'people': 1, 'is_complaint': False, 'may_be_complaint': False,
    'is_sustained': False, 'is_held': False, **dict.fromkeys(NO_MORE, False),
}


def _concerns(counted: list[Any], of_topics: list[Any], merged: dict[int, int]) -> Iterator[dict[str, Any]]:
    """Yield rows with these states, of which as many as before have the same topics."""
    topics: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (ids, *alike), number in of_topics:
        topics[tuple(alike)] += [ids] * number
    for (phase, kind, language, state, asked), number in counted:
        own = topics[phase, kind, language]
        for _ in range(number):
            ids = own.pop(0).split(',') if own else ()
            yield {
                'phase': phase, 'kind': kind, 'language': language, 'state': state, 'asked': asked == '1',
                'topic_ids': {merged.get(int(each), int(each)) for each in ids if each},
            }


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
    'SELECT id, agency_id, created_by_id, published_at FROM matters WHERE former_path IS NOT NULL ORDER BY id'
)


def _add_to_matters(kept: Kept) -> None:
    """Let rows belong to matters, so that each answers for the first published one it is of.

    Of a promise it was kept what was said, of an answer how many had asked: these are first what
    others have had, so that as much as can be stays new for the matters that follow.
    """
    blanks = [Blank(*row) for row in op.get_bind().execute(BLANKS)]
    # Those of a published matter before.
    taken: set[int] = set()
    for matter in op.get_bind().execute(MATTERS).all():
        own = [each for each in blanks if each.agency_id == matter.agency_id]
        new, known = ([each for each in own if (each.id in taken) is had] for had in (False, True))
        answers = [said for (said,), number in reversed(kept['matter', matter.id, 'better']) for _ in range(number)]
        asked = sum(number for _key, number in kept['matter', matter.id, 'asked'])
        chosen = [*new[: len(answers)], *[*known, *new][:asked]]
        said_by = {'staff_id': matter.created_by_id, 'belongs': True, 'is_quoted': False}
        for each in chosen:
            insert('matter_concerns', matter_id=matter.id, concern_id=each.id, created_at=each.day, **said_by)
        _say(answers, chosen)
        if matter.published_at:
            taken.update(each.id for each in chosen)


def _say(answers: list[str], rows: list[Blank]) -> None:
    """Let the answers come in their order, and before all that came later."""
    first_day = min((each.day for each in rows), default=None)
    concerns = table_of('concerns')
    for row, said in zip(sorted(rows), answers, strict=False):
        better = sa.update(concerns).where(concerns.c.id == row.id)
        op.get_bind().execute(better.values(better=said, better_at=first_day))
