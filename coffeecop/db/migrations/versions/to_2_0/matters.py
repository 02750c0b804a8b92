"""Make matters of promises, public answers, themes, "You said, we did" and merged concerns

Nothing that somebody wrote is lost: what residents could read, they read in a published matter;
what only staff read stays with staff. Each concern that counts for an event stays with what it
belonged to. What stands in the audit log is not touched: `former_path` tells what a promise or an
answer has become.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from coffeecop.db.ids import last_ids, raise_last_ids
from coffeecop.db.migrations.versions.to_2_0.rows import Row, by, insert, one, rows_of

LANGUAGES = ('en', 'es')
LONGEST_NAME = 120

Words = tuple[str | None, str | None]
NOTHING: Words = (None, None)


def make_matters() -> dict[str, int]:
    """Return after which id promises come, and after which answers."""
    # Ids are counted on, so that also what refers to a promise that is gone finds no other matter.
    last = last_ids(op.get_bind())
    first_ids = {'promise': 0, 'answer': last.get('promises', 0)}
    raise_last_ids(op.get_bind(), {'matters': first_ids['answer'] + last.get('public_answers', 0)})
    _keep_promises(first_ids['promise'])
    _keep_answers(first_ids['answer'])
    _keep_themes()
    _keep_what_was_done()
    _keep_what_was_merged()
    return first_ids


def _key(path: str, *parts: int) -> str:
    return sha256('/'.join(map(str, ('matter of', path, *parts))).encode()).hexdigest()


def _day(moment: datetime, agency_id: int) -> date:
    zone = one('SELECT time_zone FROM agencies WHERE id = :id', agency_id)
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def _somebody(agency_id: int) -> int | None:
    """Return who stands for the department where nobody was noted: who was there first."""
    return one('SELECT min(id) FROM staff WHERE agency_id = :id', agency_id)


def _venue_of(event_id: int | None) -> int | None:
    return one('SELECT venue_id FROM events WHERE id = :id', event_id)


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


def _add(
    path: str, steps: list[dict[str, Any]], concerns: Iterable[tuple[int, datetime]] = (), **values: Any
) -> tuple[int, list[int]]:
    """Add a matter that was heard, with these steps since, and return its id and theirs.

    Concerns belong to it, each since a moment: those that count for an event.
    """
    heard = _step('heard', values['created_at'], values['created_by_id'])
    steps = [heard, *steps]
    matter_id = insert('matters', form_key_hash=_key(path), state=steps[-1]['state'], **values)
    step_ids = [
        insert(
            'matter_steps',
            matter_id=matter_id,
            form_key_hash=_key(path, number),
            day=_day(step['created_at'], values['agency_id']),
            **step,
        )
        for number, step in enumerate(steps)
    ]
    for concern_id, moment in concerns:
        if one(f'SELECT id FROM concerns WHERE id = :id AND {IN_STREAM}', concern_id):
            insert(
                'matter_concerns', matter_id=matter_id, concern_id=concern_id, belongs=True, is_quoted=False,
                staff_id=values['created_by_id'], created_at=moment,
            )
    return matter_id, step_ids


# Complaints, what may be one, and what is held, hidden or withdrawn belong to no matter.
IN_STREAM = "NOT is_complaint AND NOT may_be_complaint AND NOT is_held AND state NOT IN ('hidden', 'withdrawn')"


# --- Promises: being done, done, or what cannot be

STATES = {'open': 'doing', 'kept': 'done', 'dropped': 'cannot'}


def _keep_promises(first_id: int) -> None:
    updates = by('promise_id', rows_of('promise_updates'))
    concerns = by('promise_id', rows_of('promise_concerns', order='concern_id'))
    for row in rows_of('promises'):
        is_open, path = row.status == 'open', f'promises/{row.id}'
        name, rest = _name(row.what)
        steps, shows_photo = _steps_of_promise(row, updates[row.id])
        _matter_id, step_ids = _add(
            path,
            steps,
            [(each.concern_id, row.created_at) for each in concerns[row.id]],
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
    last = one(
        "SELECT action FROM audit_entries WHERE subject_table = 'promises' AND subject_id = :id "
        "AND action IN ('promise_kept', 'promise_dropped') ORDER BY id DESC LIMIT 1", promise_id
    )
    return 'cannot' if last == 'promise_dropped' else 'done'


def _has_photo(promise_id: int) -> bool:
    return one('SELECT 1 FROM promise_photos WHERE promise_id = :id', promise_id) is not None


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
    concerns = by('answer_id', rows_of('public_answer_concerns', order='concern_id'))
    confirmations = by('answer_id', rows_of('answer_confirmations'))
    for row in rows_of('public_answers'):
        path = f'answers/{row.id}'
        question, answer = _words_of(row, 'question'), _words_of(row, 'answer')
        by_id = row.published_by_id or row.created_by_id
        said = [] if answer == NOTHING else [_step('answered', row.changed_at, by_id, answer)]
        matter_id, _steps = _add(
            path,
            said,
            [(each.concern_id, row.created_at) for each in concerns[row.id]],
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
        for each in confirmations[row.id]:
            insert(
                'matter_confirmations', matter_id=matter_id, event_id=each.event_id,
                form_key_hash=each.form_key_hash, created_at=each.created_at,
            )


# --- Themes that a person has signed off


def _keep_themes() -> None:
    concerns = by('theme_id', rows_of('theme_concerns', order='added_at, rank, concern_id'))
    for row in rows_of('themes', "status = 'signed_off'"):
        first_id = concerns[row.id][0].concern_id if concerns[row.id] else None
        event_id = one('SELECT event_id FROM concerns WHERE id = :id', first_id)
        _add(
            f'themes/{row.id}',
            [],
            [(each.concern_id, each.added_at) for each in concerns[row.id]],
            agency_id=row.agency_id,
            name=row.name or row.phrase_en or row.phrase_es or '…',
            event_id=event_id,
            venue_id=_venue_of(event_id),
            created_by_id=row.decided_by_id,
            created_at=row.decided_at,
        )


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
    for event in rows_of('events', 'we_did_en IS NOT NULL OR we_did_es IS NOT NULL'):
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
    promises = rows_of('promises', f'published_at IS NOT NULL AND event_id = {event.id}')
    answers = rows_of('public_answers', f'published_at IS NOT NULL AND id IN ({asked_there})')
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
    of_main = by('merged_into_id', rows_of('concerns', f'merged_into_id IS NOT NULL AND {IN_STREAM}'))
    for main in rows_of('concerns', f'id IN (SELECT merged_into_id FROM concerns) AND {IN_STREAM}'):
        others = of_main[main.id]
        if not others:
            continue
        agency_id = one('SELECT agency_id FROM events WHERE id = :id', main.event_id)
        topic = _topic_of(main.id)
        by_id = next(filter(None, (each.state_by_id for each in others)), None) or _somebody(agency_id)
        moment = min(each.state_at or each.created_at for each in others)
        _add(
            f'concerns/{main.id}',
            [],
            [(main.id, moment), *((each.id, each.state_at or moment) for each in others)],
            agency_id=agency_id,
            name=topic.name_en if topic else 'Said by several',
            topic_id=topic.id if topic else None,
            event_id=main.event_id,
            venue_id=_venue_of(main.event_id),
            created_by_id=by_id,
            created_at=moment,
        )


def _topic_of(concern_id: int) -> Row | None:
    first = sa.text(
        'SELECT topics.id, topics.name_en FROM topics JOIN concern_topics ON topic_id = topics.id '
        'WHERE concern_id = :id ORDER BY position, topics.id LIMIT 1'
    )
    return op.get_bind().execute(first, {'id': concern_id}).first()
