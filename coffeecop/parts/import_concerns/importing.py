"""Import of concerns from a CSV file with a header or from JSON Lines, all or none."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from coffeecop.concerns.arriving import who_may_read
from coffeecop.db import db, now
from coffeecop.engine.text import fold_line
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernState,
    ConcernTopic,
    Event,
    Phase,
    Topic,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.suggestions import reclassify
from coffeecop.models.topics import LONGEST_NAME, Wording, append_topic, topics_of
from coffeecop.parts.import_concerns import import_file
from coffeecop.parts.import_concerns.import_file import Fields, Invalid, Problems, quoted
from coffeecop.parts.links import Labelled

BATCH = 1000


class ImportAction(Labelled):
    CONCERNS_IMPORTED = "concerns_imported", _l("%(who)s imported concerns into %(what)s")


class ImportRefused(Exception):
    """The file has errors, so nothing is imported; the message lists them by line."""


@dataclass(frozen=True)
class ImportResult:
    ids: list[int]
    # Only for complaint staff, until they sort it.
    hidden: int
    new_topics: list[str]
    ignored_columns: list[str]

    @property
    def count(self) -> int:
        return len(self.ids)


def import_concerns(
    file: BinaryIO,
    *,
    event: Event,
    topic_column: str | None = None,
    make_topics: bool = False,
    progress: Callable[[int], None] = lambda count: None,
) -> ImportResult:
    """Add all concerns of the file in the current transaction. Raises ImportRefused."""
    problems = Problems()
    # Until commit nobody retires or merges a topic that a row names.
    lock_agency(event.agency_id)
    topics = TopicLookup(event.agency_id, make_topics=make_topics)
    parser = ConcernParser(event, topics, problems, topic_column=topic_column)
    concerns = parser.concerns(file)
    ids: list[int] = []
    count = hidden = 0
    while batch := list(islice(concerns, BATCH)):
        count += len(batch)
        hidden += sum(each.columns["may_be_complaint"] for each in batch)
        if not problems.count:
            ids += _insert(batch)
            progress(count)
    if not count and not problems.count:
        problems.add("The file holds no concerns.")
    if not problems.count:
        parser.check_columns()
    if problems.count:
        raise ImportRefused(str(problems))
    if topics.created:
        reclassify(event.agency_id)
    detail = {"concerns": count, "file": import_file.printable(Path(file.name).name)}
    record(ImportAction.CONCERNS_IMPORTED, by=None, subject=event, detail=detail)
    new_topics = [topic.name_en for topic in topics.created]
    return ImportResult(ids, hidden, new_topics, parser.ignored_columns)


class TopicLookup:
    """Finds an agency's topics by key or by name in either language."""

    def __init__(self, agency_id: int, *, make_topics: bool) -> None:
        self.created: list[Topic] = []
        self._agency_id = agency_id
        self._make_topics = make_topics
        topics = topics_of(agency_id)
        # A topic in use comes before a retired one with the same name or key.
        self._ids = _ids_by_name(topic for topic in topics if topic.is_retired)
        self._ids |= _ids_by_name(topic for topic in topics if not topic.is_retired)

    def find(self, value: Any) -> list[int]:
        """Return the topic ids for a list of names, or for a text of names separated by `;`."""
        names = value if isinstance(value, list) else import_file.plain_text(value).split(";")
        texts = [import_file.plain_text(name) for name in names]
        # Without duplicates.
        return list(dict.fromkeys(self._find_one(text) for text in texts if text))

    def _find_one(self, name: str) -> int:
        found = self._ids.get(fold_line(name))
        if found is None and self._make_topics:
            found = self._ids[fold_line(name)] = self._make(name)
        if found is None:
            raise Invalid(f"names {quoted(name)}, which is not in the department's list")
        return found

    def _make(self, name: str) -> int:
        if len(name) > LONGEST_NAME:
            raise Invalid(f"names a topic of {len(name)} letters; the most is {LONGEST_NAME}")
        topic = append_topic(Wording(name_en=name, name_es=name), self._agency_id)
        record(AuditAction.TOPIC_ADDED, by=None, subject=topic)
        self.created.append(topic)
        return topic.id


def _ids_by_name(topics: Iterable[Topic]) -> dict[str, int]:
    """Map keys and names to ids; a key comes before a name. A merged topic stands for the other."""
    by_name: dict[str, int] = {}
    by_key: dict[str, int] = {}
    for topic in topics:
        topic_id = topic.replaced_by_id or topic.id
        by_name |= {fold_line(topic.name_es): topic_id, fold_line(topic.name_en): topic_id}
        by_key[fold_line(topic.key)] = topic_id
    return by_name | by_key


@dataclass(frozen=True)
class NewConcern:
    """Column values of a concern to insert, and its topics."""

    columns: Fields
    topic_ids: list[int]


class ConcernParser:
    """Parses the rows of a file into concerns of one event."""

    def __init__(
        self, event: Event, topics: TopicLookup, problems: Problems, *, topic_column: str | None
    ) -> None:
        self._event = event
        self._topics = topics
        self._problems = problems
        self._topic_column = import_file.field_names([topic_column or "topics"])[0]
        self._columns: set[str] = set()
        self._started_at = now()

    @property
    def ignored_columns(self) -> list[str]:
        return sorted(self._columns - import_file.FIELD_PARSERS.keys() - {self._topic_column, ""})

    def check_columns(self) -> None:
        if self._topic_column not in self._columns | {"topics"}:
            self._problems.add(f"The file has no column {quoted(self._topic_column)}.")

    def concerns(self, file: BinaryIO) -> Iterator[NewConcern]:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        file.seek(0)
        for line, fields in import_file.read_rows(file, self._problems):
            concern = self._concern(line, fields)
            if concern:
                # Importing the same file again violates the column's unique index.
                key = f"import {self._event.id} {digest} {line}"
                concern.columns["form_key_hash"] = hashlib.sha256(key.encode()).hexdigest()
                yield concern

    def _concern(self, line: int, fields: Fields) -> NewConcern | None:
        self._columns |= fields.keys()
        before = self._problems.count
        values = {
            import_file.COLUMNS.get(name, name): self._value(line, name, read, fields.get(name))
            for name, read in import_file.FIELD_PARSERS.items()
        }
        topic_ids = self._value(
            line, self._topic_column, self._topics.find, fields.get(self._topic_column)
        )
        raised_at = self._value(line, "raised_at", self._in_utc, values.pop("raised_at"))
        self._value(line, "state", self._check_talk, values["state"])
        if self._problems.count > before:
            return None
        values["phase"] = values["phase"] or self._phase(raised_at)
        values["created_at"] = raised_at or self._started_at
        values["event_id"] = self._event.id
        # Nobody is there to be asked.
        values |= who_may_read(values["body"], about_officer=values.pop("about_officer"))
        return NewConcern(values, topic_ids)

    def _value(self, line: int, name: str, read: Callable[[Any], Any], given: Any) -> Any:
        try:
            return read(given)
        except Invalid as error:
            self._problems.add(f"{name} {error}", line=line)
            return None

    def _in_utc(self, raised_at: datetime | None) -> datetime | None:
        if raised_at is None:
            return None
        if raised_at.tzinfo is None:
            raised_at = raised_at.replace(tzinfo=ZoneInfo(self._event.time_zone))
        if raised_at > self._started_at:
            raise Invalid(f"is {raised_at.isoformat(' ')}, which is still to come")
        return raised_at.astimezone(UTC)

    def _check_talk(self, state: ConcernState) -> None:
        if state is ConcernState.TALKED_ABOUT and not self._event.has_begun:
            raise Invalid(f"is {quoted(state.value)}, and the event has not begun")

    def _phase(self, raised_at: datetime | None) -> Phase:
        if raised_at:
            return self._event.phase_at(raised_at)
        return Phase.AFTER if self._event.is_over else Phase.BEFORE


def _insert(batch: list[NewConcern]) -> list[int]:
    try:
        inserted = db.session.execute(
            insert(Concern).returning(Concern.form_key_hash, Concern.id),
            [concern.columns for concern in batch],
        )
    except IntegrityError as error:
        if "form_key_hash" not in str(error.orig):
            raise
        raise ImportRefused("This file was already imported for this event.") from None
    ids = {form_key_hash: concern_id for form_key_hash, concern_id in inserted}
    topics = [
        {
            "concern_id": ids[concern.columns["form_key_hash"]],
            "topic_id": topic_id,
            # From the file; no staff member has checked it.
            "assigned_by": AssignedBy.RESIDENT,
        }
        for concern in batch
        for topic_id in concern.topic_ids
    ]
    if topics:
        db.session.execute(insert(ConcernTopic), topics)
    return sorted(ids.values())
