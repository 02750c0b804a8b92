"""An event's concerns as a file for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from coffeecop.models import Concern, Event

COLUMNS = (
    "id",
    "event",
    "raised_at",
    "phase",
    "kind",
    "outcome",
    "topics",
    "place",
    "for_neighbour",
    "language",
    "status",
    "text",
)
# Excel reads UTF-8 only when the file begins with this.
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet runs a cell that begins like this (OWASP, CSV injection). The apostrophes are
# matched so that a text which had one of its own is told apart: take one away to get the text.
FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")


def concerns_csv(event: Event, concerns: Iterable[Concern]) -> str:
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    zone = ZoneInfo(event.time_zone)
    writer.writerows([harmless(cell) for cell in _cells(event, row, zone)] for row in concerns)
    return file.getvalue()


def harmless(cell: str) -> str:
    """Return the cell as a spreadsheet shows it rather than runs it."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def _cells(event: Event, concern: Concern, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        str(concern.id),
        event.title_en,
        concern.created_at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
        concern.phase,
        concern.kind,
        concern.outcome,
        "; ".join(topic.name_en for topic in concern.topics),
        concern.place or "",
        "yes" if concern.for_neighbour else "no",
        concern.language,
        concern.status,
        concern.body,
    )
