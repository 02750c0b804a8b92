"""CSV export of an event's concerns."""

import csv
import io
import re
from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import selectinload

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernFlag,
    ConcernTopic,
    Event,
    Theme,
    ThemeConcern,
    ThemeStatus,
)
from coffeecop.models.concern import in_event_stream
from coffeecop.models.suggestion import Confidence
from coffeecop.staff.queries.conditions import confidence

COLUMNS = (
    "id",
    "event",
    "raised_at",
    "phase",
    "kind",
    "outcome",
    "topics",
    # In topic order.
    "topics_assigned_by",
    "topics_confidence",
    "theme",
    "flags",
    "place",
    "for_neighbor",
    "language",
    "text_language",
    "status",
    "text",
)
CONFIDENCE = {
    Confidence.CHECKED: "checked by staff",
    Confidence.RESIDENT: "chosen by the resident",
    Confidence.SURE: "the program is quite sure",
    Confidence.FAIR: "the program is fairly sure",
    Confidence.UNSURE: "the program is not sure",
    Confidence.NOTHING: "the program found none",
    Confidence.UNREAD: "not read by the program yet",
}
HIDDEN = "hidden"
# Excel detects UTF-8 only by a byte order mark.
BYTE_ORDER_MARK = "\ufeff"
# Cells that a spreadsheet would evaluate (OWASP, CSV injection). Apostrophes are matched too, so
# that the escaping is reversible: remove one apostrophe to get the text.
FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")


class ExportedConcern(NamedTuple):
    concern: Concern
    confidence: Confidence
    theme: Theme | None


def exported_concerns(event: Event) -> list[ExportedConcern]:
    """Return all concerns of an event in order of arrival, without contact details."""
    is_shown = Theme.status.in_([ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF])
    found = db.session.execute(
        select(Concern, confidence(), Theme)
        .outerjoin(ThemeConcern, ThemeConcern.concern_id == Concern.id)
        .outerjoin(Theme, and_(Theme.id == ThemeConcern.theme_id, is_shown))
        .where(Concern.event_id == event.id, in_event_stream())
        .order_by(Concern.created_at, Concern.id)
        .options(
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
            selectinload(Concern.flag_rows),
        )
    )
    return [
        ExportedConcern(concern, Confidence(who_says), theme) for concern, who_says, theme in found
    ]


def concerns_csv(
    event: Event, exported: Iterable[ExportedConcern], *, hides_languages: bool
) -> str:
    """Return the CSV file. If the event's language table hides a count, so does the file."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in exported:
        cells = _cells(event, each)
        if hides_languages:
            cells |= {"language": HIDDEN, "text_language": HIDDEN}
        writer.writerow([escape_formula(cells[column]) for column in COLUMNS])
    return file.getvalue()


def escape_formula(cell: str) -> str:
    """Escape a cell that a spreadsheet would evaluate as a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def _cells(event: Event, exported: ExportedConcern) -> dict[str, str]:
    concern, who_says, theme = exported
    topic_rows = sorted(concern.topic_rows, key=lambda row: row.topic.position)
    raised_at = concern.created_at.astimezone(ZoneInfo(event.time_zone))
    return {
        "id": str(concern.id),
        "event": event.title_en,
        "raised_at": raised_at.isoformat(sep=" ", timespec="seconds"),
        "phase": concern.phase,
        "kind": concern.kind,
        "outcome": concern.outcome,
        "topics": "; ".join(row.topic.name_en for row in topic_rows),
        "topics_assigned_by": "; ".join(row.assigned_by for row in topic_rows),
        "topics_confidence": CONFIDENCE[who_says],
        "theme": theme.label if theme else "",
        "flags": "; ".join(f"{flag.kind}: {_review_state(flag)}" for flag in concern.flag_rows),
        "place": concern.place or "",
        "for_neighbor": "yes" if concern.for_neighbor else "no",
        "language": concern.language,
        "text_language": concern.text_language or "",
        "status": concern.status,
        "text": concern.body,
    }


def _review_state(flag: ConcernFlag) -> str:
    if flag.is_right is None:
        return "not looked at"
    return "looked at, right" if flag.is_right else "looked at, a mistake"
