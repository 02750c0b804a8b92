"""Make matters of promises, public answers, themes, "You said, we did" and merged concerns

Nothing that somebody wrote is lost: what residents could read, they read in a published matter;
what only staff read stays with staff. Each concern that counts for an event stays with what it
belonged to. What stands in the audit log is not touched: `former_path` tells what a promise or an
answer has become.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from coffeecop.db.ids import last_ids, raise_last_ids

revision = '0033'
down_revision = '0032'

IDS_ONCE = {'sqlite_autoincrement': True}
LANGUAGES = ('en', 'es')
LONGEST_NAME = 120

Row = Any
Words = tuple[str | None, str | None]
NOTHING: Words = (None, None)


def upgrade() -> None:
    _table.cache_clear()
    # Ids are counted on, so that also what refers to a promise that is gone finds no other matter.
    last = last_ids(op.get_bind())
    of_promises = last.get('matters', 0)
    of_answers = of_promises + last.get('promises', 0)
    raise_last_ids(op.get_bind(), {'matters': of_answers + last.get('public_answers', 0)})
    first_ids = {'promise': of_promises, 'answer': of_answers}
    _keep_promises(first_ids['promise'])
    _keep_answers(first_ids['answer'])
    _keep_themes()
    _keep_what_was_done()
    _keep_what_was_merged()
    _move_records(first_ids)
    _move_counts(first_ids)
    _move_schedule(first_ids)
    _drop_what_they_were()
    # Servers may still hold pages that were made before.
    op.execute('UPDATE installation SET content_version = content_version + 1')


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


# --- Rows


@cache
def _table(name: str) -> sa.TableClause:
    columns = sa.inspect(op.get_bind()).get_columns(name)
    return sa.table(name, *(sa.column(each['name'], each['type']) for each in columns))


def _rows(name: str, condition: str = 'TRUE', order: str = 'id') -> list[Row]:
    chosen = sa.select(_table(name)).where(sa.text(condition)).order_by(sa.text(order))
    return list(op.get_bind().execute(chosen).all())


def _insert(name: str, /, **values: Any) -> int | None:
    table = _table(name)
    new = sa.insert(table).values(**values)
    if 'id' not in table.c:
        op.get_bind().execute(new)
        return None
    return op.get_bind().scalar(new.returning(table.c.id))


def _by(name: str, rows: Iterable[Row]) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _key(path: str, *parts: int) -> str:
    return sha256('/'.join(map(str, ('matter of', path, *parts))).encode()).hexdigest()


def _day(moment: datetime, agency_id: int) -> date:
    zone = op.get_bind().scalar(sa.text('SELECT time_zone FROM agencies WHERE id = :id'), {'id': agency_id})
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def _somebody(agency_id: int) -> int | None:
    """Return who stands for the department where nobody was noted: who was there first."""
    first = sa.text('SELECT min(id) FROM staff WHERE agency_id = :id')
    return op.get_bind().scalar(first, {'id': agency_id})


def _venue_of(event_id: int | None) -> int | None:
    return op.get_bind().scalar(sa.text('SELECT venue_id FROM events WHERE id = :id'), {'id': event_id})


def _name(text: str) -> tuple[str, str | None]:
    """Return the text in one line, up to its last word that fits in a name, and the rest."""
    line = ' '.join(text.split())
    if len(line) <= LONGEST_NAME:
        return line, None
    begin = line[:LONGEST_NAME].rpartition(' ')[0] or line[: LONGEST_NAME - 1]
    return f'{begin}…', line[len(begin) :].strip()


def _step(
    state: str,
    moment: datetime,
    staff_id: int,
    words: Words = NOTHING,
    *,
    is_note: bool = False,
    due_on: date | None = None,
) -> dict[str, Any]:
    said = dict(zip(('said_en', 'said_es'), words, strict=True))
    return {
        **said, 'state': state, 'created_at': moment, 'staff_id': staff_id, 'is_note': is_note, 'due_on': due_on,
    }


def _add(path: str, steps: list[dict[str, Any]], **values: Any) -> tuple[int, list[int]]:
    """Add a matter that was heard, with these steps since, and return its id and theirs."""
    heard = _step('heard', values['created_at'], values['created_by_id'])
    steps = [heard, *steps]
    matter_id = _insert('matters', form_key_hash=_key(path), state=steps[-1]['state'], **values)
    step_ids = [
        _insert(
            'matter_steps',
            matter_id=matter_id,
            form_key_hash=_key(path, number),
            day=_day(step['created_at'], values['agency_id']),
            **step,
        )
        for number, step in enumerate(steps)
    ]
    return matter_id, step_ids


# Complaints, what may be one, and what is held, hidden or withdrawn belong to no matter.
IN_STREAM = "NOT is_complaint AND NOT may_be_complaint AND NOT is_held AND state NOT IN ('hidden', 'withdrawn')"


def _add_concerns(matter_id: int, concerns: Iterable[tuple[int, datetime]], staff_id: int) -> None:
    """Let concerns belong to a matter, each since a moment: those that count for an event."""
    counts = sa.text(f'SELECT id FROM concerns WHERE id = :id AND {IN_STREAM}')
    for concern_id, moment in concerns:
        if op.get_bind().scalar(counts, {'id': concern_id}):
            _insert(
                'matter_concerns', matter_id=matter_id, concern_id=concern_id, belongs=True, is_quoted=False,
                staff_id=staff_id, created_at=moment,
            )


# --- Promises: being done, done, or what cannot be

STATES = {'open': 'doing', 'kept': 'done', 'dropped': 'cannot'}


def _keep_promises(first_id: int) -> None:
    updates = _by('promise_id', _rows('promise_updates'))
    concerns = _by('promise_id', _rows('promise_concerns', order='concern_id'))
    for row in _rows('promises'):
        is_open, path = row.status == 'open', f'promises/{row.id}'
        name, rest = _name(row.what)
        steps, shows_photo = _steps_of_promise(row, updates[row.id])
        matter_id, step_ids = _add(
            path,
            steps,
            id=first_id + row.id,
            agency_id=row.agency_id,
            name=name,
            also=rest,
            topic_id=row.topic_id,
            venue_id=row.venue_id,
            event_id=row.event_id,
            owner_id=row.owner_id if is_open else None,
            deputy_id=row.deputy_id if is_open else None,
            due_on=row.due_on if is_open else None,
            published_at=row.published_at,
            published_by_id=row.created_by_id if row.published_at else None,
            former_path=path,
            created_by_id=row.created_by_id,
            created_at=row.created_at,
        )
        _add_concerns(
            matter_id, [(each.concern_id, row.created_at) for each in concerns[row.id]], row.created_by_id
        )
        _move_photo(row.id, step_ids[shows_photo])


def _steps_of_promise(row: Row, updates: list[Row]) -> tuple[list[dict[str, Any]], int]:
    """Return what was said of a promise, and which of it has the photo."""
    promised, outcome = _words_of(row, 'public'), _words_of(row, 'outcome')
    if promised == NOTHING:
        promised = (row.what, None)
    doing = _step('doing', row.created_at, row.created_by_id, promised, due_on=row.due_on)
    notes = [
        _step('doing', each.created_at, each.staff_id, _words_of(each, 'body'), is_note=True, due_on=row.due_on)
        for each in updates
    ]
    if row.status != 'open':
        last = _step(STATES[row.status], row.closed_at, row.closed_by_id, _together(promised, outcome))
        # Of what cannot be, residents saw no photo.
        return [doing, *notes, last], len(notes) + 2 if row.status == 'kept' else 1
    if outcome == NOTHING and not _has_photo(row.id):
        return [doing, *notes], 1
    # It was closed, and opened again: what was said then stays.
    once = _step(_closed_as(row.id), row.created_at, row.created_by_id, _together(promised, outcome))
    return [doing, once, doing, *notes], 2


def _words_of(row: Row, name: str) -> Words:
    english, spanish = (getattr(row, f'{name}_{language}') for language in LANGUAGES)
    return english, spanish


def _together(promised: Words, outcome: Words) -> Words:
    """Return what was promised and what came of it, in each language that says what came of it."""
    if outcome == NOTHING:
        return promised
    pairs = zip(promised, outcome, strict=True)
    english, spanish = ('\n\n'.join(filter(None, pair)) if pair[1] else None for pair in pairs)
    return english, spanish


def _closed_as(promise_id: int) -> str:
    last = sa.text(
        "SELECT action FROM audit_entries WHERE subject_table = 'promises' AND subject_id = :id "
        "AND action IN ('promise_kept', 'promise_dropped') ORDER BY id DESC LIMIT 1"
    )
    return 'cannot' if op.get_bind().scalar(last, {'id': promise_id}) == 'promise_dropped' else 'done'


def _has_photo(promise_id: int) -> bool:
    found = sa.text('SELECT 1 FROM promise_photos WHERE promise_id = :id')
    return op.get_bind().scalar(found, {'id': promise_id}) is not None


def _move_photo(promise_id: int, step_id: int) -> None:
    names = 'content, digest, width, height, alt_en, alt_es, created_at'
    op.get_bind().execute(
        sa.text(
            f'INSERT INTO matter_photos (step_id, {names}) '
            f'SELECT :step_id, {names} FROM promise_photos WHERE promise_id = :promise_id'
        ).bindparams(sa.bindparam('step_id', type_=sa.Integer())),
        {'step_id': step_id, 'promise_id': promise_id},
    )


# --- Public answers


def _keep_answers(first_id: int) -> None:
    concerns = _by('answer_id', _rows('public_answer_concerns', order='concern_id'))
    confirmations = _by('answer_id', _rows('answer_confirmations'))
    for row in _rows('public_answers'):
        path = f'answers/{row.id}'
        question, answer = _words_of(row, 'question'), _words_of(row, 'answer')
        by_id = row.published_by_id or row.created_by_id
        said = [] if answer == NOTHING else [_step('answered', row.changed_at, by_id, answer)]
        matter_id, _steps = _add(
            path,
            said,
            id=first_id + row.id,
            agency_id=row.agency_id,
            name=_name(next(filter(None, (*question, *answer)), path))[0],
            asked_en=question[0],
            asked_es=question[1],
            topic_id=row.topic_id,
            published_at=row.published_at,
            published_by_id=row.published_by_id,
            former_path=path,
            created_by_id=row.created_by_id,
            created_at=row.created_at,
        )
        _add_concerns(
            matter_id, [(each.concern_id, row.created_at) for each in concerns[row.id]], row.created_by_id
        )
        for each in confirmations[row.id]:
            _insert(
                'matter_confirmations', matter_id=matter_id, event_id=each.event_id,
                form_key_hash=each.form_key_hash, created_at=each.created_at,
            )


# --- Themes that a person has signed off


def _keep_themes() -> None:
    concerns = _by('theme_id', _rows('theme_concerns', order='added_at, rank, concern_id'))
    for row in _rows('themes', "status = 'signed_off'"):
        event_id = _event_of(concerns[row.id][0].concern_id) if concerns[row.id] else None
        matter_id, _steps = _add(
            f'themes/{row.id}',
            [],
            agency_id=row.agency_id,
            name=row.name or row.phrase_en or row.phrase_es or '…',
            event_id=event_id,
            venue_id=_venue_of(event_id),
            created_by_id=row.decided_by_id,
            created_at=row.decided_at,
        )
        _add_concerns(
            matter_id, [(each.concern_id, each.added_at) for each in concerns[row.id]], row.decided_by_id
        )


def _event_of(concern_id: int) -> int | None:
    return op.get_bind().scalar(sa.text('SELECT event_id FROM concerns WHERE id = :id'), {'id': concern_id})


# --- "You said, we did": each paragraph that is no promise's and no answer's

BLANK_LINES = re.compile(r'\n\s*\n')
# What the program wrote around the words of a promise or an answer.
FRAMES = {
    'en': re.compile(
        r'(We promised( by [^:]*|, and it is done)?:)?\s*[.]?\s*(We cannot do it:)?'
        r'|You asked:|We answered for everybody: “”'
    ),
    'es': re.compile(
        r'(Nos comprometimos(, para el [^:]*| y ya está hecho)?:)?\s*[.]?\s*(No podemos hacerlo:)?'
        r'|Nos preguntaron:|Respondimos para todos: “”'
    ),
}


def _keep_what_was_done() -> None:
    for event in _rows('events', 'we_did_en IS NOT NULL OR we_did_es IS NOT NULL'):
        told = _told_elsewhere(event)
        moment = event.we_did_published_at or event.ends_at
        by_id = event.we_did_published_by_id or event.published_by_id or _somebody(event.agency_id)
        for number, words in enumerate(_paragraphs(event)):
            if all(_is_told(text, told, each) for text, each in zip(words, LANGUAGES, strict=True) if text):
                continue
            _add(
                f'events/{event.id}/{number}',
                [_step('done', moment, by_id, words)],
                agency_id=event.agency_id,
                name=_name(words[0] or words[1] or '')[0],
                event_id=event.id,
                venue_id=event.venue_id,
                published_at=event.we_did_published_at,
                published_by_id=by_id if event.we_did_published_at else None,
                created_by_id=by_id,
                created_at=moment,
            )


def _paragraphs(event: Row) -> Iterator[Words]:
    """Yield the paragraphs in both languages, if there are as many; else each in its own."""
    english, spanish = (
        [each.strip() for each in BLANK_LINES.split((text or '').replace('\r\n', '\n')) if each.strip()]
        for text in _words_of(event, 'we_did')
    )
    if len(english) == len(spanish):
        yield from zip(english, spanish, strict=True)
        return
    yield from ((text, None) for text in english)
    yield from ((None, text) for text in spanish)


def _told_elsewhere(event: Row) -> list[tuple[Words, Words]]:
    """Return what is read of this event in its promises and its public answers: first and then."""
    asked_there = (
        'SELECT answer_id FROM public_answer_concerns JOIN concerns ON concerns.id = concern_id '
        f'WHERE event_id = {event.id} AND {IN_STREAM}'
    )
    promises = _rows('promises', f'published_at IS NOT NULL AND event_id = {event.id}')
    answers = _rows('public_answers', f'published_at IS NOT NULL AND id IN ({asked_there})')
    return [
        *((_words_of(each, 'public'), _words_of(each, 'outcome')) for each in promises),
        *((_words_of(each, 'question'), _words_of(each, 'answer')) for each in answers),
    ]


def _is_told(text: str, told: list[tuple[Words, Words]], language: str) -> bool:
    """Return whether all that a paragraph says is in the words of one promise or answer."""
    at = LANGUAGES.index(language)
    for first, second in told:
        words, more = first[at], second[at]
        if words and words in text:
            rest = text.replace(words, '', 1).replace(more or words, '', 1)
            if FRAMES[language].fullmatch(rest.strip()):
                return True
    return False


# --- Concerns that were merged: what several said


def _keep_what_was_merged() -> None:
    of_main = _by('merged_into_id', _rows('concerns', f'merged_into_id IS NOT NULL AND {IN_STREAM}'))
    for main in _rows('concerns', f'id IN (SELECT merged_into_id FROM concerns) AND {IN_STREAM}'):
        others = of_main[main.id]
        if not others:
            continue
        agency_id = op.get_bind().scalar(
            sa.text('SELECT agency_id FROM events WHERE id = :id'), {'id': main.event_id}
        )
        topic = _topic_of(main.id)
        by_id = next(filter(None, (each.state_by_id for each in others)), None) or _somebody(agency_id)
        moment = min(each.state_at or each.created_at for each in others)
        matter_id, _steps = _add(
            f'concerns/{main.id}',
            [],
            agency_id=agency_id,
            name=topic.name_en if topic else 'Said by several',
            topic_id=topic.id if topic else None,
            event_id=main.event_id,
            venue_id=_venue_of(main.event_id),
            created_by_id=by_id,
            created_at=moment,
        )
        _add_concerns(
            matter_id,
            [(main.id, moment), *((each.id, each.state_at or moment) for each in others)],
            by_id,
        )


def _topic_of(concern_id: int) -> Row | None:
    first = sa.text(
        'SELECT topics.id, topics.name_en FROM topics JOIN concern_topics ON topic_id = topics.id '
        'WHERE concern_id = :id ORDER BY position, topics.id LIMIT 1'
    )
    return op.get_bind().execute(first, {'id': concern_id}).first()


# --- What cases hold, what requests found, and what the schedule destroys or has counted

KINDS = ('concern', 'event', 'rsvp', 'survey', 'matter')
ALL_KINDS = (*KINDS, 'note', 'referral')
OLD = {'promise': 'promises', 'answer': 'public_answers'}
FOUND, FOUND_BY = 'fk_redactions_request_id_request_items', ['request_id', 'kind', 'number']
OF_REQUEST = 'fk_redactions_request_id_records_requests'


def _refers(name: str) -> str:
    kinds = "'concern', 'note', 'referral'" if name == 'concern' else f"'{name}'"
    return f'({name}_id IS NOT NULL) = (kind IN ({kinds}))'


OF_KIND = {
    'held_records': (
        'holds_its_kind', ' AND '.join(f"({each}_id IS NULL OR kind = '{each}')" for each in KINDS), 'RESTRICT',
    ),
    'request_items': ('refers_to_its_kind', ' AND '.join(map(_refers, KINDS)), 'CASCADE'),
}


def _move_records(first_ids: dict[str, int]) -> None:
    with op.batch_alter_table('redactions', table_kwargs=IDS_ONCE) as redactions:
        for name in (FOUND, OF_REQUEST):
            redactions.drop_constraint(op.f(name), type_='foreignkey')
        redactions.drop_constraint(op.f('ck_redactions_recordkind'), type_='check')
    for table, (check, _condition, _rule) in OF_KIND.items():
        with op.batch_alter_table(table, table_kwargs=IDS_ONCE) as rows:
            rows.add_column(sa.Column('matter_id', sa.Integer()))
            for name in (check, 'recordkind'):
                rows.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
    for kind, first_id in first_ids.items():
        numbered = f"kind = 'matter', number = number + {first_id} WHERE kind = '{kind}'"
        op.execute(f'UPDATE redactions SET {numbered}')
        for table in OF_KIND:
            op.execute(f'UPDATE {table} SET matter_id = {kind}_id + {first_id}, {kind}_id = NULL, {numbered}')
    for table, (check, condition, rule) in OF_KIND.items():
        _let_refer_to_matters(table, rule, {'recordkind': _one_of('kind', ALL_KINDS), check: condition})
    with op.batch_alter_table('redactions', table_kwargs=IDS_ONCE) as redactions:
        # In the order in which the database looks at them, the narrow one first.
        redactions.create_foreign_key(op.f(FOUND), 'request_items', FOUND_BY, FOUND_BY, ondelete='CASCADE')
        redactions.create_foreign_key(
            op.f(OF_REQUEST), 'records_requests', ['request_id'], ['id'], ondelete='CASCADE'
        )
        redactions.create_check_constraint(op.f('ck_redactions_recordkind'), _one_of('kind', ALL_KINDS))


def _let_refer_to_matters(table: str, rule: str, checks: dict[str, str]) -> None:
    with op.batch_alter_table(table, table_kwargs=IDS_ONCE) as rows:
        for kind, old in OLD.items():
            rows.drop_constraint(op.f(f'fk_{table}_{kind}_id_{old}'), type_='foreignkey')
            if table != 'kept_counts':
                rows.drop_index(op.f(f'ix_{table}_{kind}_id'))
            rows.drop_column(f'{kind}_id')
        rows.create_foreign_key(
            op.f(f'fk_{table}_matter_id_matters'), 'matters', ['matter_id'], ['id'], ondelete=rule
        )
        for name, condition in checks.items():
            rows.create_check_constraint(op.f(f'ck_{table}_{name}'), condition)
        if table != 'kept_counts':
            rows.create_index(op.f(f'ix_{table}_matter_id'), ['matter_id'])
        else:
            rows.create_unique_constraint(op.f(f'uq_{table}_matter_id_name_key'), ['matter_id', 'name', 'key'])


def _move_counts(first_ids: dict[str, int]) -> None:
    table = 'kept_counts'
    with op.batch_alter_table(table, table_kwargs=IDS_ONCE) as counts:
        counts.add_column(sa.Column('matter_id', sa.Integer()))
        for name in ('kept', 'of_one'):
            counts.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
        for kind in OLD:
            counts.drop_constraint(op.f(f'uq_{table}_{kind}_id_name_key'), type_='unique')
    for kind, first_id in first_ids.items():
        own = f'WHERE {kind}_id IS NOT NULL'
        op.execute(f'UPDATE {table} SET matter_id = {kind}_id + {first_id}, {kind}_id = NULL {own}')
    op.execute(f"UPDATE {table} SET name = 'belonged' WHERE name = 'asked'")
    kept = ('concerns', 'topics', 'arrivals', 'rsvps', 'survey', 'better', 'belonged')
    of_one = '(event_id IS NULL) <> (matter_id IS NULL)'
    _let_refer_to_matters(table, 'CASCADE', {'kept': _one_of('name', kept), 'of_one': of_one})


# --- The schedule: one series of matters, kept as long as the longer of the two was

SERIES = (
    'concern', 'complaint', 'sustained', 'rsvp', 'contact', 'survey', 'arrivals', 'matter', 'mail', 'audit',
    'sign_in', 'request',
)
OLD_SERIES = {'promise': 'promise', 'public_answer': 'answer'}
DAYS = {'days': 1, 'years': 366}


def _move_schedule(first_ids: dict[str, int]) -> None:
    tables = ('retention_rules', 'destructions')
    for table in tables:
        with op.batch_alter_table(table, table_kwargs=IDS_ONCE) as rows:
            rows.drop_constraint(op.f(f'ck_{table}_series'), type_='check')
    for series, kind in OLD_SERIES.items():
        # By a number that no row has, since each must be unique at any moment.
        of_these = f"WHERE destruction_id IN (SELECT id FROM destructions WHERE series = '{series}')"
        op.execute(f'UPDATE destruction_items SET number = -(number + {first_ids[kind]}) {of_these}')
        op.execute(f'UPDATE destruction_items SET number = -number {of_these}')
    names = _one_of('series', tuple(OLD_SERIES))
    op.execute(f"UPDATE destructions SET series = 'matter' WHERE {names}")
    for agency_id, rules in _by('agency_id', _rows('retention_rules', names, order='agency_id')).items():
        _merge_rules(agency_id, rules)
    for table in tables:
        with op.batch_alter_table(table, table_kwargs=IDS_ONCE) as rows:
            rows.create_check_constraint(op.f(f'ck_{table}_series'), _one_of('series', SERIES))


def _merge_rules(agency_id: int, rules: list[Row]) -> None:
    """Keep the longer of two; where there was one, the other was kept for good, and so are matters."""
    database, table = op.get_bind(), _table('retention_rules')
    database.execute(sa.delete(table).where(table.c.agency_id == agency_id, table.c.series.in_(OLD_SERIES)))
    gone = len(rules)
    if len(rules) == len(OLD_SERIES):
        longest = max(rules, key=lambda each: (each.keep * DAYS[each.unit], each.trigger == 'fiscal_year'))
        database.execute(sa.insert(table).values(**{**longest._mapping, 'series': 'matter'}))
        gone -= 1
    # What env.py must not take for a loss.
    joined = database.info.setdefault('joined_rows', {})
    joined['retention_rules'] = joined.get('retention_rules', 0) + gone


# --- What they were

GONE = (
    'promise_photos', 'promise_updates', 'promise_concerns', 'promises', 'answer_confirmations',
    'public_answer_concerns', 'public_answers',
)


def _drop_what_they_were() -> None:
    for table in GONE:
        op.drop_table(table)
    with op.batch_alter_table('events', table_kwargs=IDS_ONCE) as events:
        for name in ('we_did_published_has_text', 'we_did_published_has_when'):
            events.drop_constraint(op.f(f'ck_events_{name}'), type_='check')
        events.drop_constraint(op.f('fk_events_we_did_published_by_id_staff'), type_='foreignkey')
        for name in ('we_did_en', 'we_did_es', 'we_did_published_at', 'we_did_published_by_id'):
            events.drop_column(name)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
