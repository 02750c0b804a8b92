"""Several events in one report, made of what the report of each of them says and of nothing else.

So neither it nor the difference of two of them gives a small number away that these do not.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.staff.events.report.figures import Felt, Opinion, Verdict
from coffeecop.staff.events.report.one_event import cannot_count
from coffeecop.staff.events.report.queries import EventReport
from coffeecop.staff.events.report.tables import ReportTable, community_name, subject_name
from coffeecop.staff.events.report.told import RaisedBar, Told
from coffeecop.staff.events.report.topics import LARGEST, Subject
from coffeecop.web.i18n import calendar_day, local_day, localized

MOST_MISSED = 3


class SeasonLine(NamedTuple):
    """At how many events a topic is named, and how many concerns raised it at least."""

    subject: Subject
    events: int
    least: int
    of: int


def season_lines(reports: Sequence[EventReport]) -> list[SeasonLine]:
    lines = defaultdict(list)
    for report in reports:
        for line in report.topics:
            lines[line.subject].append(line.least)
    of = sum(report.concerns or 0 for report in reports)
    found = [SeasonLine(subject, len(least), sum(least), of) for subject, least in lines.items()]
    return sorted(found, key=lambda line: (-line.least, -line.events))[:LARGEST]


def told(reports: Sequence[EventReport]) -> Told:
    lines = season_lines(reports)
    return Told(
        facts=list(_facts(reports)),
        bars=[
            RaisedBar(subject_name(line.subject), _words(line), round(100 * line.least / line.of))
            for line in lines
        ],
        bars_note=_bars_note(reports, bool(lines)),
        felt=" ".join(_felt(reports)),
        missed=list(_missed(reports))[:MOST_MISSED],
    )


def events_table(reports: Sequence[EventReport]) -> ReportTable:
    header = [_("Event"), _("People who came, about"), _("Concerns")]
    rows = []
    for report in reports:
        event = report.event
        label = _(
            "%(title)s, %(day)s",
            title=localized(event, "title"),
            day=local_day(event.starts_at, event),
        )
        heads = report.heads if isinstance(report.heads, int) else None
        rows.append((event, (label, heads, report.concerns)))
    return ReportTable("events", _("The events"), header, rows)


def _facts(reports: Sequence[EventReport]) -> Iterator[str]:
    yield _(
        "%(number)s events from %(first)s to %(last)s.",
        number=len(reports),
        first=calendar_day(reports[0].event.day),
        last=calendar_day(reports[-1].event.day),
    )
    heads = [report.heads for report in reports if isinstance(report.heads, int)]
    if len(heads) == len(reports):
        yield _("About %(number)s people came.", number=sum(heads))
    elif heads:
        yield _("About %(number)s people came where we counted them.", number=sum(heads))
    concerns = sum(report.concerns or 0 for report in reports)
    if any(report.has_concerns and not report.concerns for report in reports):
        yield _("More than %(number)s concerns came in.", number=concerns)
    elif concerns:
        yield _("%(number)s concerns came in.", number=concerns)


def _words(line: SeasonLine) -> str:
    return ngettext(
        "%(least)s or more, at %(num)s event",
        "%(least)s or more, at %(num)s events",
        line.events,
        least=line.least,
    )


def _bars_note(reports: Sequence[EventReport], has_lines: bool) -> str:
    if has_lines:
        return _(
            "“Or more”: small numbers are not shown, so that nobody can be recognized, and the "
            "least that they can be is counted."
        )
    return _("There are too few concerns to tell.")


def _felt(reports: Sequence[EventReport]) -> Iterator[str]:
    heard, of = _agreed(reports, "heard")
    if of:
        yield ngettext(
            "Most people felt heard at %(number)s of %(num)s event with enough answers.",
            "Most people felt heard at %(number)s of %(num)s events with enough answers.",
            of,
            number=heard,
        )
    again, of = _agreed(reports, "again")
    if of:
        yield ngettext(
            "Most would come again at %(number)s of %(num)s.",
            "Most would come again at %(number)s of %(num)s.",
            of,
            number=again,
        )


def _agreed(reports: Sequence[EventReport], question: str) -> tuple[int, int]:
    """Return at how many events most agree, and at how many enough answered the question."""
    opinions = [report.survey[question] for report in reports]
    enough = [each for each in opinions if each.felt is not Felt.TOO_FEW]
    return sum(map(_is_most, enough)), len(enough)


def _is_most(opinion: Opinion) -> bool:
    return opinion.felt is Felt.MORE_THAN_HALF or opinion.tenths > 5


def _missed(reports: Sequence[EventReport]) -> Iterator[str]:
    compared = [report.languages for report in reports] + [report.areas for report in reports]
    events: dict[tuple[str, int], int] = defaultdict(int)
    for community in compared:
        for each in community.heard or () if community else ():
            events[each.name, each.percent] += each.verdict is Verdict.FEWER
    for (name, percent), number in events.items():
        if number:
            yield _(
                "At %(number)s of %(all)s events we heard less of %(name)s than its share: "
                "%(percent)s percent of our residents.",
                name=community_name(name),
                number=number,
                all=len(reports),
                percent=percent,
            )
    last = reports[-1].languages
    if last and last.uncounted:
        yield cannot_count(last)
