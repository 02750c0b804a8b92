"""What several tables share: foreign keys, partial indexes, columns, versions; idempotency keys."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    bindparam,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, db, now


def to(table: str, rule: str) -> ForeignKey:
    """Refer to a row of a table; the rule says what becomes of this row when that one goes."""
    return ForeignKey(f"{table}.id", ondelete=rule)


# Deleting an event, a concern or an RSVP deletes what belongs to it. Other rows cannot be deleted
# while something refers to them. Exceptions are written out at their columns.
EventId = Annotated[int, mapped_column(to("events", "CASCADE"))]
ConcernId = Annotated[int, mapped_column(to("concerns", "CASCADE"))]
RsvpId = Annotated[int, mapped_column(to("rsvps", "CASCADE"))]
AgencyId = Annotated[int, mapped_column(to("agencies", "RESTRICT"))]
StaffId = Annotated[int, mapped_column(to("staff", "RESTRICT"))]
TopicId = Annotated[int, mapped_column(to("topics", "RESTRICT"))]
# `info` of a column that an export leaves out.
SECRET = {"is_secret": True}


def partial_index(name: str, column: str, *, where: str, unique: bool = False) -> Index:
    """Return an index of the rows that match a condition, the same on both databases."""
    matching = text(where)
    return Index(name, column, unique=unique, sqlite_where=matching, postgresql_where=matching)


def check(name: str, condition: str) -> CheckConstraint:
    return CheckConstraint(condition, name=name)


def present(*names: str) -> list[CheckConstraint]:
    """Return what refuses a text of blanks alone in columns that always have one."""
    return [CheckConstraint(f"length(trim({each})) > 0", name=f"{each}_present") for each in names]


def not_blank(*names: str) -> list[CheckConstraint]:
    """Return what refuses a text of blanks alone in columns that may have none."""
    return [
        CheckConstraint(f"length(trim({each})) > 0", name=f"{each}_not_blank") for each in names
    ]


def bounded(most: int, *names: str) -> list[CheckConstraint]:
    return [CheckConstraint(f"length({each}) <= {most}", name=f"{each}_bounded") for each in names]


class Language(Labelled):
    ENGLISH = "en", N_("English")
    SPANISH = "es", N_("Spanish")


class ShownInPublic:
    """A table that public pages show: each change invalidates cached pages of its department."""


class Retirable:
    """A table whose rows are taken out of use; what refers to them stays."""

    retired_at: Mapped[datetime | None] = mapped_column()

    @property
    def is_in_use(self) -> bool:
        return self.retired_at is None

    @is_in_use.setter
    def is_in_use(self, is_in_use: bool) -> None:
        if is_in_use is not self.is_in_use:
            self.retired_at = None if is_in_use else now()


def put_after(rows: Sequence[Any], others: Sequence[Any], after_id: int) -> None:
    """Place the rows after the one of `others` with this id, or first; all are numbered anew."""
    place = next((place for place, each in enumerate(others, 1) if each.id == after_id), 0)
    for position, each in enumerate([*others[:place], *rows, *others[place:]], start=1):
        each.position = position


class Blankable:
    """A table whose rows stay when the schedule destroys them, with what is counted alone."""

    # What says who it was, or what they said: nothing, once it is destroyed.
    EMPTIED: ClassVar[tuple[str, ...]]

    created_at: Mapped[CreatedAt]
    destroyed_at: Mapped[datetime | None] = mapped_column()

    @classmethod
    def is_there(cls) -> ColumnElement[bool]:
        return cls.destroyed_at.is_(None)

    @property
    def is_destroyed(self) -> bool:
        return self.destroyed_at is not None

    def blank(self, zone: tzinfo) -> None:
        """Leave what is counted, and of the moment the day of this zone."""
        for name in self.EMPTIED:
            setattr(self, name, None)
        self.created_at = start_of_day(self.created_at, zone)
        self.destroyed_at = now()


def empty_if_destroyed(columns: tuple[str, ...]) -> CheckConstraint:
    empty = " AND ".join(f"{name} IS NULL" for name in columns)
    return CheckConstraint(f"destroyed_at IS NULL OR {empty}", name="destroyed_is_empty")


def midnight(day: date, time_zone: str) -> datetime:
    """Return when a local day begins, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def start_of_day(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


class Attempted(HasId):
    """A row that the worker sends: once, or until it gives up."""

    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    last_error: Mapped[str | None] = mapped_column(String(300))
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    @property
    def is_waiting(self) -> bool:
        """Return the same as the SQL condition `is_waiting()`."""
        return self.sent_at is None and self.failed_at is None

    def mark_sent(self) -> None:
        self.sent_at = now()

    def mark_failed(self, reason: str) -> None:
        self.failed_at = now()
        self.last_error = reason

    def try_again(self, at: datetime, reason: str) -> None:
        self.next_attempt_at = at
        self.last_error = reason

    def put_back(self, until: datetime) -> None:
        """Undo a claim: the attempt does not count."""
        self.attempts -= 1
        self.next_attempt_at = until


class Keyed(Protocol):
    """A row with the hash of the key of the form that made it, under a unique constraint."""

    id: Any
    form_key_hash: Any


Stored = TypeVar("Stored", bound=Keyed)


def is_stored(kind: type[Keyed], key_hash: str) -> bool:
    return db.session.scalar(_with_key(kind), {"key_hash": key_hash}) is not None


def stored(kind: type[Stored], key_hash: str) -> Stored | None:
    """Return what the same form made before; who asks has locked what two of one form wait for."""
    return db.session.scalars(select(kind).where(kind.form_key_hash == key_hash)).one_or_none()


@cache
def _with_key(kind: type[Keyed]) -> Select[int]:
    return select(kind.id).where(kind.form_key_hash == bindparam("key_hash"))


def store_once(row: Keyed) -> bool:
    """Insert the row. Return False if a concurrent request with the same key was first."""
    kind, key_hash = type(row), row.form_key_hash
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        if key_hash is None or not is_stored(kind, key_hash):
            raise
        return False
    return True


class ChangedByColleague(Exception):
    """A colleague changed the data after this page was rendered; the user must look at it again."""


class ConcurrentSave(Exception):
    """A colleague saved the same data at the same moment; the user can simply retry."""


class Versioned:
    """A table whose rows count their changes, so that a form can say which version it showed."""

    version: Mapped[int] = mapped_column(server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def check_seen(self, version: str | int | None) -> None:
        """Raise ChangedByColleague if the form showed another version; a new row has none."""
        if str(version or "") != str(self.version or ""):
            raise ChangedByColleague

    def write(
        self, values: Mapping[str, Any], *, seen: str | int | None
    ) -> dict[str, tuple[Any, Any]]:
        """Set what is different, and return it with the values before and after.

        Raises ChangedByColleague if something is, and the form showed another version.
        """
        changed = {
            field: (getattr(self, field), value)
            for field, value in values.items()
            if getattr(self, field) != value
        }
        if changed:
            self.check_seen(seen)
        for field, (_before, value) in changed.items():
            setattr(self, field, value)
        return changed


def part_of_key(key_hash: str, number: int) -> str:
    """Return the key for this one of what one form stores several of."""
    return sha256(f"{key_hash} {number}".encode()).hexdigest()
