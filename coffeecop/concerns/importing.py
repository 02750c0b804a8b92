"""Concerns from a file, a CSV with a header or JSON Lines: all of them, or none."""

import csv
import enum
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernStatus,
    ConcernTopic,
    Event,
    Kind,
    Language,
    Outcome,
    Phase,
    Topic,
)
from coffeecop.models.audit import record
from coffeecop.models.concern import LONGEST_BODY
from coffeecop.models.topic import free_key

BATCH = 1000
MOST_PROBLEMS_TOLD = 20
MOST_SHOWN = 40
# In bytes. A longest body is 48,000 where every letter is an escaped emoji.
LONGEST_LINE = 1024 * 1024
OTHER_NAMES = {"text": "body", "lang": "language"}
YES = frozenset({"true", "yes", "y", "1", "x", "sí", "si"})
NO = frozenset({"", "false", "no", "n", "0"})

Fields = dict[str, Any]


class ImportRefused(Exception):
    """Nothing of this file may be kept; the message says why, line by line."""


class Wrong(Exception):
    """What is wrong with a value, as the rest of a sentence that begins with its name."""


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    count: int
    new_topics: list[str]
    ignored_columns: list[str]


def import_concerns(
    file: BinaryIO,
    *,
    event: Event,
    topic_column: str | None = None,
    make_topics: bool = False,
    progress: Callable[[int], None] = lambda count: None,
) -> Imported:
    """Add every concern of the file to the transaction under way. Raises ImportRefused."""
    problems = Problems()
    topics = TopicNames(event.agency_id, make_missing=make_topics)
    reader = ConcernReader(event, topics, problems, topic_column=topic_column)
    concerns = reader.concerns(file)
    kept = 0
    while batch := list(islice(concerns, BATCH)):
        kept += len(batch)
        if not problems.count:
            _keep(batch)
            progress(kept)
    if not kept and not problems.count:
        problems.add("The file holds no concerns.")
    if not problems.count:
        reader.check_columns()
    if problems.count:
        raise ImportRefused(str(problems))
    record(
        AuditAction.CONCERNS_IMPORTED,
        by=None,
        subject=event,
        detail=f"{kept} from {_printable(Path(file.name).name)}",
    )
    return Imported(kept, topics.made, reader.ignored_columns)


class Problems:
    """What is wrong with a file. Of many, only the first are told and the rest counted."""

    def __init__(self) -> None:
        self.count = 0
        self._told: list[str] = []

    def add(self, sentence: str, *, line: int | None = None) -> None:
        self.count += 1
        if self.count <= MOST_PROBLEMS_TOLD:
            self._told.append(f"line {line}: {sentence}" if line else sentence)

    def __str__(self) -> str:
        more = self.count - len(self._told)
        return "\n".join([*self._told, f"and {more:,} more"] if more else self._told)


class TopicNames:
    """An agency's topics by all they are called: a key, or a name in either language."""

    def __init__(self, agency_id: int, *, make_missing: bool) -> None:
        self.made: list[str] = []
        self._agency_id = agency_id
        self._make_missing = make_missing
        topics = db.session.scalars(select(Topic).filter_by(agency_id=agency_id)).all()
        self._keys = {topic.key for topic in topics}
        self._last_position = max((topic.position for topic in topics), default=0)
        self._ids: dict[str, int] = {}
        # Where two share a name, the later one here wins: topics in use, then keys.
        for topic in sorted(topics, key=lambda topic: topic.retired_at is None):
            self._ids |= {_folded(topic.name_es): topic.id, _folded(topic.name_en): topic.id}
        self._ids |= {_folded(topic.key): topic.id for topic in topics}

    def find(self, value: Any) -> list[int]:
        """Return the topics of a list, or of a text where `;` stands between them."""
        names = value if isinstance(value, list) else _text(value).split(";")
        texts = [_text(name) for name in names]
        # Once each, whatever the file repeats.
        return list(dict.fromkeys(self._find_one(text) for text in texts if text))

    def _find_one(self, name: str) -> int:
        found = self._ids.get(_folded(name))
        if found is None and self._make_missing:
            found = self._ids[_folded(name)] = self._make(name).id
        if found is None:
            raise Wrong(f"names {shown(name)}, which is not in the department's list")
        return found

    def _make(self, name: str) -> Topic:
        if len(name) > _longest(Topic.name_en):
            most = _longest(Topic.name_en)
            raise Wrong(f"names a topic of {len(name)} letters; the most is {most}")
        self._last_position += 1
        topic = Topic(
            agency_id=self._agency_id,
            key=free_key(name, self._keys),
            position=self._last_position,
            name_en=name,
            name_es=name,
        )
        self._keys.add(topic.key)
        db.session.add(topic)
        db.session.flush()
        self.made.append(name)
        return topic


@dataclass(frozen=True)
class NewConcern:
    """A row to come, and its topics."""

    columns: Fields
    topic_ids: list[int]


class ConcernReader:
    """Turns what a file says into concerns of one event."""

    def __init__(
        self, event: Event, topics: TopicNames, problems: Problems, *, topic_column: str | None
    ) -> None:
        self._event = event
        self._topics = topics
        self._problems = problems
        self._topic_column = _field_names([topic_column or "topics"])[0]
        self._columns: set[str] = set()
        self._started_at = now()

    @property
    def ignored_columns(self) -> list[str]:
        return sorted(self._columns - FIELD_READERS.keys() - {self._topic_column, ""})

    def check_columns(self) -> None:
        if self._topic_column not in self._columns | {"topics"}:
            self._problems.add(f"The file has no column {shown(self._topic_column)}.")

    def concerns(self, file: BinaryIO) -> Iterator[NewConcern]:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        file.seek(0)
        for line, fields in _records(file, self._problems):
            concern = self._concern(line, fields)
            if concern:
                # The same file again meets the column's unique index.
                key = f"import {self._event.id} {digest} {line}"
                concern.columns["form_key_hash"] = hashlib.sha256(key.encode()).hexdigest()
                yield concern

    def _concern(self, line: int, fields: Fields) -> NewConcern | None:
        self._columns |= fields.keys()
        before = self._problems.count
        values = {
            name: self._value(line, name, read, fields.get(name))
            for name, read in FIELD_READERS.items()
        }
        topic_ids = self._value(
            line, self._topic_column, self._topics.find, fields.get(self._topic_column)
        )
        raised_at = self._value(line, "raised_at", self._in_utc, values.pop("raised_at"))
        if self._problems.count > before:
            return None
        values["phase"] = values["phase"] or self._phase(raised_at)
        values["created_at"] = raised_at or self._started_at
        values["event_id"] = self._event.id
        return NewConcern(values, topic_ids)

    def _value(self, line: int, name: str, read: Callable[[Any], Any], given: Any) -> Any:
        try:
            return read(given)
        except Wrong as wrong:
            self._problems.add(f"{name} {wrong}", line=line)
            return None

    def _in_utc(self, raised_at: datetime | None) -> datetime | None:
        if raised_at is None:
            return None
        if raised_at.tzinfo is None:
            raised_at = raised_at.replace(tzinfo=ZoneInfo(self._event.time_zone))
        if raised_at > self._started_at:
            raise Wrong(f"is {raised_at.isoformat(' ')}, which is still to come")
        return raised_at.astimezone(UTC)

    def _phase(self, raised_at: datetime | None) -> Phase:
        if raised_at:
            return self._event.phase_at(raised_at)
        return Phase.AFTER if self._event.is_over else Phase.BEFORE


def _records(file: BinaryIO, problems: Problems) -> Iterator[tuple[int, Fields]]:
    """Return each record's first line and fields, as far as the file makes sense."""
    lines = _lines(file, problems)
    first = next(lines, None)
    if first is None:
        return iter(())
    ending = Path(str(file.name)).suffix.casefold()
    is_json = ending == ".jsonl" or (ending != ".csv" and first[1].lstrip().startswith("{"))
    read = _json_records if is_json else _csv_records
    return read(chain([first], lines), problems)


def _lines(file: BinaryIO, problems: Problems) -> Iterator[tuple[int, str]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            problems.add(f"longer than {LONGEST_LINE:,} bytes", line=number)
            return
        if b"\0" in line:
            problems.add("holds a NUL byte; this is not a text file in UTF-8", line=number)
            return
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            problems.add("not UTF-8; save the file as UTF-8", line=number)
            return


def _json_records(
    lines: Iterable[tuple[int, str]], problems: Problems
) -> Iterator[tuple[int, Fields]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            problems.add("not JSON; each line must be one JSON object", line=number)
            continue
        if not isinstance(told, dict):
            problems.add(f"{shown(told)} is not a JSON object", line=number)
            continue
        names = _field_names(told)
        if repeated := _repeated(names):
            problems.add(f"{shown(repeated)} is there twice", line=number)
            continue
        yield number, dict(zip(names, told.values(), strict=True))


def _csv_records(
    lines: Iterable[tuple[int, str]], problems: Problems
) -> Iterator[tuple[int, Fields]]:
    lines = iter(lines)
    _, header = first = next(lines)
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader((line for _, line in chain([first], lines)), delimiter=delimiter, strict=True)
    number = 1
    try:
        names = _field_names(next(rows))
        if repeated := _repeated(names):
            problems.add(f"the header names {shown(repeated)} twice", line=1)
            return
        if "body" not in names:
            problems.add("the header names no column body or text", line=1)
            return
        number = rows.line_num + 1
        for row in rows:
            if len(row) == len(names):
                yield number, dict(zip(names, row, strict=True))
            elif row:
                problems.add(
                    f"the header has {len(names)} columns, this line has {len(row)}", line=number
                )
            number = rows.line_num + 1
    except csv.Error as error:
        reason = str(error).split(" - ")[0]
        problems.add(f"not CSV from here on ({reason})", line=number)


def _field_names(names: Iterable[str]) -> list[str]:
    return [OTHER_NAMES.get(_folded(name), _folded(name)) for name in names]


def _repeated(names: list[str]) -> str | None:
    # Spreadsheets leave columns without a name at the end.
    return next((name for name in names if name and names.count(name) > 1), None)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Wrong(f"is {shown(value)}; use a text")
    if "\0" in value:
        raise Wrong("holds a NUL character")
    if _printable(value) != value:
        raise Wrong("holds half of a character (a lone surrogate)")
    return value.strip()


def _body(value: Any) -> str:
    body = _text(value)
    if not body:
        raise Wrong("is blank")
    return _at_most(LONGEST_BODY, body)


def _place(value: Any) -> str | None:
    return _at_most(_longest(Concern.place), _text(value)) or None


def _longest(column: Any) -> int:
    """Return how many letters a column holds; SQLite itself would take more."""
    return int(column.type.length)


def _at_most(longest: int, text: str) -> str:
    if len(text) > longest:
        raise Wrong(f"has {len(text):,} letters; the most is {longest:,}")
    return text


def _choice(default: enum.StrEnum, value: Any) -> enum.StrEnum:
    return _member(type(default), value) or default


def _member(choices: type[enum.StrEnum], value: Any) -> enum.StrEnum | None:
    text = _text(value)
    if not text:
        return None
    try:
        return choices(text.casefold())
    except ValueError:
        *first, last = choices
        raise Wrong(f"is {shown(text)}; use {', '.join(first)} or {last}") from None


def _yes_or_no(value: Any) -> bool:
    text = _text(value if value is None or isinstance(value, str) else json.dumps(value))
    if text.casefold() not in YES | NO:
        raise Wrong(f"is {shown(text)}; use yes or no")
    return text.casefold() in YES


def _moment(value: Any) -> datetime | None:
    text = _text(value)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"is {shown(text)}; use a time such as 2026-02-26 12:30") from None
    if moment.year < 1900:
        raise Wrong(f"is {shown(text)}; that is too long ago")
    return moment


FIELD_READERS: dict[str, Callable[[Any], Any]] = {
    "body": _body,
    "kind": partial(_choice, Kind.CONCERN),
    "phase": partial(_member, Phase),
    "outcome": partial(_choice, Outcome.KNOW),
    "place": _place,
    "for_neighbour": _yes_or_no,
    "language": partial(_choice, Language.ENGLISH),
    "status": partial(_choice, ConcernStatus.NEW),
    "raised_at": _moment,
}


def _keep(batch: list[NewConcern]) -> None:
    try:
        kept = db.session.execute(
            insert(Concern).returning(Concern.form_key_hash, Concern.id),
            [concern.columns for concern in batch],
        )
    except IntegrityError as error:
        if "form_key_hash" not in str(error.orig):
            raise
        raise ImportRefused("This file was already imported for this event.") from None
    ids = {form_key_hash: concern_id for form_key_hash, concern_id in kept}
    topics = [
        {
            "concern_id": ids[concern.columns["form_key_hash"]],
            "topic_id": topic_id,
            # They came with the concern; nobody here has judged it.
            "assigned_by": AssignedBy.RESIDENT,
        }
        for concern in batch
        for topic_id in concern.topic_ids
    ]
    if topics:
        db.session.execute(insert(ConcernTopic), topics)


def _folded(name: str) -> str:
    """Return the form in which names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def shown(value: Any) -> str:
    """Return a value as a message can show it: short, and harmless on a terminal."""
    text = value if isinstance(value, str) else json.dumps(value)
    return repr(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode()
