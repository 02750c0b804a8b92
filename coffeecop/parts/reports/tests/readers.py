"""What a report says of concerns, and what their columns and other pages say."""

from collections import defaultdict
from dataclasses import replace

from coffeecop.models import Event, Language
from coffeecop.parts.reports.event_reports import event_reports
from coffeecop.parts.reports.tests.sheets import report_page, told
from coffeecop.staff.summaries.survey import SMALLEST_SHOWN
from coffeecop.web.concern_labels import ASKED_NAMES
from tests.concerns import every_reader
from tests.stored import all_of

# What is not kept of concerns that were destroyed.
NOT_KEPT = ("Came back with their receipt", "Days until half had an answer")


def report_says(concerns):
    own = defaultdict(list)
    for each in filter(every_reader.is_in_stream, concerns):
        own[each.event_id].append(each)
    for report in event_reports(all_of(Event)):
        number = len(own[report.event.id])
        assert report.has_concerns == (number > 0)
        assert report.concerns == (number if number >= SMALLEST_SHOWN else None)


def fits(told, number):
    """Return whether a number is one that the report may have put so."""
    return {"fewer than 5": number < 5, "hidden": number >= 5}.get(told) or told == str(number)


def page_says(reader, event, _in_states, where):
    if not event.is_over:
        return
    report = told(report_page(reader, event))
    for state, name in ASKED_NAMES.items():
        assert fits(report[f"Of those who asked: {name}"], where[state]), report
    assert report["Asked for an answer"] in ("hidden", str(where.total()))


def numbers_of(event):
    """Return what it counts of an event, and nobody can change by destroying."""
    (report,) = event_reports([event])
    return replace(
        report,
        counts=[each for each in report.counts if each.name not in NOT_KEPT],
        heard=[each for each in report.heard if each.name in {*Language}],
    )


READERS = [report_says]
READERS_OF_PAGES = [page_says]
NUMBERS = [numbers_of]
