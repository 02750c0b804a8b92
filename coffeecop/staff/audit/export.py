"""CSV export of the log."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from coffeecop.models import Concern
from coffeecop.staff.audit.queries import Line
from coffeecop.web.csv_files import csv_file

COLUMNS = ("number", "time", "person", "action", "about", "about_number", "detail", "hash")


def log_csv(lines: Iterable[Line], *, time_zone: str) -> str:
    """Return the file: codes as they are stored, and details as this reader may see them."""
    return csv_file(COLUMNS, (_cells(line, ZoneInfo(time_zone)) for line in lines))


def _cells(line: Line, zone: ZoneInfo) -> tuple[str, ...]:
    entry = line.entry
    is_hidden = entry.subject_table == Concern.__tablename__ and line.subject is None
    return (
        str(entry.sequence),
        entry.created_at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
        line.who or "",
        entry.action,
        entry.subject_table or "",
        "" if is_hidden else str(entry.subject_id or ""),
        line.detail,
        entry.hash or "",
    )
