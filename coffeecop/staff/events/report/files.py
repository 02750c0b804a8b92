"""What a report tells as one table: each row with its event, its day and the department."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from coffeecop.models import Matter
from coffeecop.staff.events.report.queries import EventReport
from coffeecop.staff.events.report.told import (
    QUESTIONS,
    community_name,
    count_words,
    lines_told,
    opinion_words,
    size_words,
    subject_name,
    verdict_words,
)
from coffeecop.staff.events.report.topics import Size
from coffeecop.web.i18n import localized
from coffeecop.web.reports_shown import matter_lines
from coffeecop.web.xlsx_files import Cell


def header() -> list[str]:
    event = _("Department"), _("Event"), _("Date"), _("Part of the report")
    return [*event, _("Line of it"), _("Number"), _("Out of how many"), _("In words")]


def rows_of(
    reports: Sequence[EventReport], matters: Mapping[int, Sequence[Matter]]
) -> Iterator[Sequence[Cell]]:
    """Yield the rows, each event told by itself; what is protected has words and no number."""
    for report in reports:
        event = report.event
        for row in (*_figures(report), *_matters(matters[event.id])):
            yield localized(event.agency, "name"), localized(event, "title"), event.day, *row


def _figures(report: EventReport) -> Iterator[Sequence[Cell]]:
    raised, counted = _("What people raised"), _("Who came and wrote")
    for line in report.topics:
        number = line.least if line.size is Size.NUMBER else None
        yield raised, subject_name(line.subject), number, line.of, size_words(line)
    for each in report.counts:
        number = each.number if isinstance(each.number, int) else None
        yield counted, each.name, number, None, count_words(each.number)
    for key, answers in report.survey.items():
        yield _("How it felt"), str(QUESTIONS[key]), None, None, opinion_words(answers)
    for heard in report.heard:
        number = heard.number if isinstance(heard.number, int) else None
        residents = _("%(percent)s percent of residents", percent=heard.percent)
        words = f"{residents}. {verdict_words(heard)}"
        yield _("Who we did not hear"), community_name(heard.name), number, heard.of, words
    for officer, body in lines_told([report]):
        yield _("What officers heard"), officer, None, None, body


def _matters(matters: Sequence[Matter]) -> Iterator[Sequence[Cell]]:
    for line, matter in zip(matter_lines(matters), matters, strict=True):
        asked = localized(matter, "asked")
        words = " ".join(filter(None, [f"{line.state}.", asked, line.words]))
        yield _("What came of it"), line.name, None, None, words
