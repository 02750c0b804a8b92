"""Counts of cars over a limit, read from the CSV file of a speed sign."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

# The text travels with the form from step to step.
LARGEST_FILE = 200_000
MOST_COLUMNS = 40
DELIMITERS = ",;\t|"
SAMPLE = 50
LONGEST_CELL = 60
# Besides ISO 8601: as programs for signs write it in the United States.
DAYS = ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y")
CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")
NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")


class NotATable(Exception):
    """The file has no rows with several columns."""


class SignTable(NamedTuple):
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


class SignHours(NamedTuple):
    """Hours of some days of the week, Monday is 0. They may end after midnight."""

    days: Collection[int]
    first: int
    last: int

    def evening_of(self, moment: datetime) -> date | None:
        """Return the day on which the hours began that a moment belongs to."""
        since = moment - timedelta(hours=self.first)
        length = (self.last - self.first) % 24 or 24
        return since.date() if since.weekday() in self.days and since.hour < length else None


class SpeedCount(NamedTuple):
    """How many of how many were over the limit, by evening; and rows that could not be read."""

    evenings: dict[date, tuple[int, int]]
    unread: int

    @property
    def over(self) -> int:
        return sum(over for over, _all in self.evenings.values())

    @property
    def all(self) -> int:
        return sum(number for _over, number in self.evenings.values())


def decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_table(text: str) -> SignTable:
    """Return the largest table in a text, which may have lines before it. Raises NotATable."""
    lines = text.replace("\0", "").strip().splitlines()
    sample = "\n".join(lines[:SAMPLE])
    delimiter = max(DELIMITERS, key=sample.count)
    try:
        found = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise NotATable from error
    if not found:
        raise NotATable
    width = Counter(map(len, found)).most_common(1)[0][0]
    rows = [[cell.strip()[:LONGEST_CELL] for cell in row] for row in found if len(row) == width]
    if not 2 <= width <= MOST_COLUMNS:
        raise NotATable
    has_names = not any(moment_at(rows[0], at) for at in range(width))
    columns = rows[0] if has_names else [str(at + 1) for at in range(width)]
    return SignTable(columns, rows[1:] if has_names else rows)


def moment_at(row: Sequence[str], at: int) -> datetime | None:
    """Return the moment in a column, or in it and the next one: its day, then its time."""
    both = " ".join(row[at : at + 2])
    return _moment(row[at]) or _moment(both)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        # A day alone has no hour.
        return found.replace(tzinfo=None) if ":" in text else None
    except ValueError:
        pass
    for pattern in (f"{day} {clock}" for day in DAYS for clock in CLOCKS):
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 (the sign's local time)
        except ValueError:
            continue
    return None


def speed_in(text: str) -> float | None:
    found = NUMBER.search(text)
    return float(found[0].replace(",", ".")) if found else None


def count_over(
    table: SignTable, *, time_at: int, speed_at: int, limit: float, hours: SignHours
) -> SpeedCount:
    evenings: dict[date, tuple[int, int]] = {}
    unread = 0
    for row in table.rows:
        moment, speed = moment_at(row, time_at), speed_in(row[speed_at])
        if moment is None or speed is None:
            unread += 1
        elif evening := hours.evening_of(moment):
            over, number = evenings.get(evening, (0, 0))
            evenings[evening] = over + (speed > limit), number + 1
    return SpeedCount(dict(sorted(evenings.items())), unread)


def likely_columns(table: SignTable) -> tuple[int, int]:
    """Return the first column that has moments, and the likeliest that has speeds."""
    width = range(len(table.columns))
    first = table.rows[0] if table.rows else [""] * len(table.columns)
    time_at = next((at for at in width if moment_at(first, at)), 0)
    named = [at for at in width if re.search("speed|mph|velocidad", table.columns[at].casefold())]
    others = [at for at in width if at != time_at and speed_in(first[at]) is not None]
    return time_at, next(iter([*named, *others]), 0)
