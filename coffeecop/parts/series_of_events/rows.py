"""What the list of events says of a series, and how many of it are listed."""

from collections import defaultdict

from flask import url_for
from flask_babel import ngettext

from coffeecop.parts.series_of_events.series import rule_of
from coffeecop.staff.events.queries import EventRow, NeedLine

LISTED_OF_A_SERIES = 3


def arranged(rows: list[EventRow], are_ahead: bool) -> list[EventRow]:
    """Return the rows with their rules; of each series that is ahead only the next ones."""
    of_series: dict[int, list[int]] = defaultdict(list)
    for event, *_other in rows:
        if event.series_id is not None and are_ahead:
            of_series[event.series_id].append(event.id)
    left_out = {each for ids in of_series.values() for each in ids[LISTED_OF_A_SERIES:]}
    later = {
        ids[LISTED_OF_A_SERIES - 1]: len(ids) - LISTED_OF_A_SERIES
        for ids in of_series.values()
        if len(ids) > LISTED_OF_A_SERIES
    }
    shown = [row for row in rows if row.event.id not in left_out]
    return [_with_rule(row, later.get(row.event.id, 0)) for row in shown]


def _with_rule(row: EventRow, later: int) -> EventRow:
    rule = rule_of(row.event)
    if not rule:
        return row
    note = NeedLine("repeat", rule)
    if not later:
        return row._replace(note=note)
    words = ngettext(
        "%(num)s more date: %(rule)s", "%(num)s more dates: %(rule)s", later, rule=rule
    )
    url = url_for("series_of_events.index", event_id=row.event.id)
    return row._replace(note=note, more=NeedLine("repeat", words, url))
