"""Entries of the log under a filter, and what they are about, as far as their reader may see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import AuditAction, AuditEntry, Concern, Event, Matter, StaffMember, Topic
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import readable_by
from coffeecop.models.keys import midnight
from coffeecop.models.topics import topics_of
from coffeecop.staff.audit.details import in_words
from coffeecop.staff.audit.labels import KIND_NAMES, SUBJECT_NAMES, actions_of, sentence_of
from coffeecop.web.csv_files import csv_file, csv_response
from coffeecop.web.i18n import calendar_day, localized
from coffeecop.web.paging import PAGE_SIZE
from coffeecop.web.security import parse_id

# What is chosen in the place of a person.
SERVER = "server"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AuditFilter:
    """Each None leaves a condition out."""

    who: int | str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    about: str | None = None
    number: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read the query of an address; what makes no sense there is no condition."""
        who, kind, about = args.get("who", ""), args.get("kind", ""), args.get("about", "")
        number = parse_id(args.get("number", ""))
        return cls(
            who=SERVER if who == SERVER else parse_id(who),
            kind=kind if kind in KIND_NAMES else None,
            since=_day(args.get("since", "")),
            until=_day(args.get("until", "")),
            about=about if about in SUBJECT_NAMES else None,
            number=number if about in SUBJECT_NAMES else None,
        )

    @property
    def args(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items() if value is not None}

    def args_without(self, name: str) -> dict[str, str]:
        return {other: value for other, value in self.args.items() if other != name}

    def conditions(self, time_zone: str) -> list[ColumnElement[bool]]:
        found = [
            self.who == SERVER and AuditEntry.staff_id.is_(None),
            isinstance(self.who, int) and AuditEntry.staff_id == self.who,
            self.kind and AuditEntry.action.in_(actions_of(self.kind)),
            self.since and AuditEntry.created_at >= midnight(self.since, time_zone),
            self.until and AuditEntry.created_at < midnight(self.until + DAY, time_zone),
            self.about and AuditEntry.subject_table == self.about,
            self.number and AuditEntry.subject_id == self.number,
        ]
        # A condition in SQL has no truth value.
        return [each for each in found if isinstance(each, ColumnElement)]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The days before and after must be days too.
    return day if date(1970, 1, 1) < day < date(9000, 1, 1) else None


# The newest; dates choose older ones.
MOST_EXPORTED = 20_000
AT_A_TIME = 500
COLUMNS = ("number", "time", "person", "action", "about", "about_number", "detail", "hash")
OWNED: dict[str, Any] = {
    model.__tablename__: model for model in (Event, Matter, StaffMember, Topic)
}
PAGES = {
    "concerns": ("staff_concerns.show", "concern_id"),
    "events": ("staff_events.show", "event_id"),
    **dict.fromkeys(("matters", "promises", "public_answers"), ("staff_matters.show", "matter_id")),
}
# Tables whose rows have become matters, and the addresses that these had.
FORMER_PAGES = {"promises": "promises", "public_answers": "answers"}

Subjects = Mapping[str, Mapping[int, Any]]


class AuditLine(NamedTuple):
    """An entry as its reader may see it."""

    entry: AuditEntry
    # The row that the entry is about; None if it is gone or not for this reader.
    subject: Any
    sentence: LazyString
    detail: str

    @property
    def who(self) -> str | None:
        return self.entry.staff_member.name if self.entry.staff_member else None

    @property
    def url(self) -> str | None:
        """Return the page of what it is about, if its reader may open it."""
        page, number = PAGES.get(self.entry.subject_table or "", ("", ""))
        row_id = getattr(self.subject, "id", self.subject)
        return url_for(page, **{number: row_id}) if page and row_id else None

    def cells(self, zone: ZoneInfo) -> tuple[str, ...]:
        """Return the row of a CSV file: codes as they are stored, under COLUMNS."""
        entry = self.entry
        return (
            str(entry.sequence),
            entry.created_at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
            self.who or "",
            entry.action,
            entry.subject_table or "",
            "" if is_hidden(entry, self.subject) else str(entry.subject_id or ""),
            self.detail,
            entry.hash or "",
        )


def is_hidden(entry: AuditEntry, subject: Any) -> bool:
    """Return whether it is about a concern that its reader may not read.

    What was done about a complaint, or why, may tell what is in it.
    """
    return entry.subject_table == Concern.__tablename__ and subject is None


class LogPage(NamedTuple):
    lines: list[AuditLine]
    # The sequence before which the next page begins; None if this is the last.
    before: int | None


def log_page(member: StaffMember, chosen: AuditFilter, *, before: int | None) -> LogPage:
    """Return the newest entries, or those before an entry."""
    entries = _entries(member, chosen, before=before, most=PAGE_SIZE + 1)
    lines = _lines(member, entries[:PAGE_SIZE])
    return LogPage(lines, lines[-1].entry.sequence if len(entries) > PAGE_SIZE else None)


def log_context(member: StaffMember, args: Mapping[str, str]) -> dict[str, Any]:
    chosen, before = AuditFilter.read(args), parse_id(args.get("before", ""))
    own = select(StaffMember.id, StaffMember.name).where(StaffMember.agency_id == member.agency_id)
    rows = db.session.execute(own.order_by(StaffMember.name, StaffMember.id))
    people = {SERVER: _("A command on the server")}
    people |= {str(staff_id): name for staff_id, name in rows}
    return {
        "chosen": chosen,
        "conditions": _conditions(chosen, people),
        "log": log_page(member, chosen, before=before),
        "is_first_page": before is None,
        "most_exported": MOST_EXPORTED,
        "people": people,
        "kind_names": KIND_NAMES,
        "subject_names": SUBJECT_NAMES,
    }


def _conditions(chosen: AuditFilter, people: Mapping[str, str]) -> dict[str, str]:
    days = {name: getattr(chosen, name) for name in ("since", "until")}
    words = {
        "who": people.get(str(chosen.who), people[SERVER]),
        "kind": KIND_NAMES.get(chosen.kind or ""),
        "about": SUBJECT_NAMES.get(chosen.about or ""),
        **{name: calendar_day(day) for name, day in days.items() if day},
    }
    return {name: str(words.get(name) or value) for name, value in chosen.args.items()}


def export_lines(member: StaffMember, args: Mapping[str, str]) -> list[AuditLine]:
    """Return the newest entries first, MOST_EXPORTED at most; the log has that they left."""
    chosen = AuditFilter.read(args)
    entries = _entries(member, chosen, before=None, most=MOST_EXPORTED)
    parts = (entries[at : at + AT_A_TIME] for at in range(0, len(entries), AT_A_TIME))
    lines = [line for part in parts for line in _lines(member, part)]
    detail = {"entries": len(lines), **chosen.args}
    record(AuditAction.AUDIT_EXPORTED, by=member, subject=member.agency, detail=detail)
    return lines


def exported_file(member: StaffMember, lines: Iterable[AuditLine]) -> Response:
    agency, zone = member.agency, ZoneInfo(member.agency.time_zone)
    file = csv_file(COLUMNS, (line.cells(zone) for line in lines))
    return csv_response(file, f"{agency.slug}-audit-{now():%Y-%m-%d}.csv")


def _entries(
    member: StaffMember, chosen: AuditFilter, *, before: int | None, most: int
) -> Sequence[AuditEntry]:
    conditions = [*chosen.conditions(member.agency.time_zone), *_visible(member, chosen)]
    if before:
        conditions.append(AuditEntry.sequence < before)
    return db.session.scalars(
        select(AuditEntry)
        .where(*conditions)
        .order_by(AuditEntry.sequence.desc())
        .limit(most)
        .options(joinedload(AuditEntry.staff_member))
    ).all()


def _visible(member: StaffMember, chosen: AuditFilter) -> list[ColumnElement[bool]]:
    # Without an agency: commands, and sign-ins with an address that nobody has.
    found = [or_(AuditEntry.agency_id == member.agency_id, AuditEntry.agency_id.is_(None))]
    if chosen.number and chosen.about == Concern.__tablename__:
        # To find entries by the number of a complaint would tell that it is one.
        found.append(AuditEntry.subject_id.in_(_readable_concerns(member, [chosen.number])))
    return found


def _lines(member: StaffMember, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    subjects = _subjects(member, entries)
    names = {topic.key: localized(topic, "name") for topic in topics_of(member.agency_id)}
    lines = []
    for entry in entries:
        subject = subjects[entry.subject_table or ""].get(entry.subject_id or 0)
        detail = "" if is_hidden(entry, subject) else in_words(entry, names)
        lines.append(AuditLine(entry, subject, sentence_of(entry), detail))
    return lines


def _subjects(member: StaffMember, entries: Iterable[AuditEntry]) -> Subjects:
    """Return the rows that entries are about and that this person may see, by table and id."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.subject_table and entry.subject_id:
            ids[entry.subject_table].add(entry.subject_id)
    found: dict[str, dict[int, Any]] = defaultdict(dict)
    for table in ids.keys() & OWNED.keys():
        model = OWNED[table]
        own = select(model).where(model.id.in_(ids[table]), model.agency_id == member.agency_id)
        found[table] = {row.id: row for row in db.session.scalars(own)}
    for table in ids.keys() & FORMER_PAGES.keys():
        paths = {f"{FORMER_PAGES[table]}/{each}": each for each in ids[table]}
        became = Matter.former_path.in_(paths), Matter.agency_id == member.agency_id
        rows = db.session.scalars(select(Matter).where(*became))
        found[table] = {paths[row.former_path or ""]: row for row in rows}
    concerns = ids[Concern.__tablename__]
    if concerns:
        readable = db.session.scalars(_readable_concerns(member, concerns))
        found[Concern.__tablename__] = {concern_id: concern_id for concern_id in readable}
    return found


def _readable_concerns(member: StaffMember, ids: Iterable[int]) -> Any:
    return select(Concern.id).join(Concern.event).where(Concern.id.in_(ids), readable_by(member))
