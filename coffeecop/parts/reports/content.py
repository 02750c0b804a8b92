"""What a report tells of its events in words, whether they are one or several.

Of several it is made of what the report of each says and of nothing else: so neither it nor the
difference of two of them gives a small number away that these do not.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import SpokenLanguage
from coffeecop.parts.reports.event_reports import EventReport
from coffeecop.parts.reports.figures import LARGEST, Size, Subject, TopicLine, Verdict
from coffeecop.staff.summaries.survey import Felt
from coffeecop.web.event_labels import QUESTION_NAMES
from coffeecop.web.i18n import calendar_day, full_day
from coffeecop.web.roster_labels import language_name, listed, name_with_rank

MOST_MISSED = 3
# The letters of the lines that open it; the first one is there in any case.
LONGEST_STORY = 200
NOTES = {
    Size.MOST: _l("“Most” is all but four at most."),
    Size.SEVERAL: _l("“Several” is five or more."),
    Size.A_FEW: _l("“A few” is two to four."),
    Size.OR_MORE: _l("The least that small numbers can be is counted."),
}
LANGUAGES = {language.value for language in SpokenLanguage}


class ReportContent(NamedTuple):
    summary: Sequence[str]
    # Who heard what, in a line.
    quotes: Sequence[tuple[str, str]] = ()
    # What people raised, how many, and its bar in percent; None: it has none.
    bars: Sequence[tuple[str, str, int | None]] = ()
    bars_note: str = ""
    # A question of the survey, and how many agree.
    felt: Sequence[tuple[str, str]] = ()
    missed: Sequence[str] = ()


def content_of(reports: Sequence[EventReport]) -> ReportContent:
    if not reports:
        return ReportContent([_("No event began on these days.")])
    lines, quotes = lines_of_all(reports), quotes_of(reports)
    both = sum(len(body) for _who, body in quotes[:2])
    return ReportContent(
        summary=list(summary_sentences(reports)),
        quotes=quotes[: 2 if both <= LONGEST_STORY else 1],
        bars=[
            (line.name, line.words, None if line.size is Size.RAISED else round(100 * line.share))
            for line in lines
        ],
        bars_note=" ".join(_notes(reports, {line.size for line in lines})),
        felt=list(_felt(reports)),
        missed=list(_missed(reports)),
    )


def summary_sentences(reports: Sequence[EventReport]) -> Iterator[str]:
    first, last = reports[0].event.day, reports[-1].event.day
    if len(reports) == 1:
        day = full_day(first)
        yield f"{day[:1].upper()}{day[1:]}."
    else:
        yield _(
            "%(number)s events from %(first)s to %(last)s.",
            number=len(reports),
            first=calendar_day(first),
            last=calendar_day(last),
        )
    heads = [report.heads for report in reports if isinstance(report.heads, int)]
    if len(heads) == len(reports):
        yield _("About %(number)s people came.", number=sum(heads))
    elif heads:
        yield _("About %(number)s people came where we counted them.", number=sum(heads))
    concerns = sum(report.concerns or 0 for report in reports)
    if not any(report.has_concerns and not report.concerns for report in reports):
        if concerns:
            yield _("%(number)s told us something.", number=concerns)
    elif concerns:
        yield _("More than %(number)s told us something.", number=concerns)
    else:
        yield _("A few told us something.")


def lines_of_all(reports: Sequence[EventReport]) -> Sequence[TopicLine]:
    """Return what was raised at one event, or at several: each as many as it was at least."""
    if len(reports) == 1:
        return reports[0].topics
    least: dict[Subject, list[int]] = defaultdict(list)
    for report in reports:
        for line in report.topics:
            least[line.subject].append(line.least)
    of = sum(report.concerns or 0 for report in reports)
    lines = [
        TopicLine(subject, Size.OR_MORE, sum(each), of, len(each))
        for subject, each in least.items()
    ]
    return sorted(lines, key=lambda line: (-line.least, -line.events))[:LARGEST]


def quotes_of(reports: Sequence[EventReport]) -> list[tuple[str, str]]:
    lines = [line for report in reports for line in report.lines]
    return [(name_with_rank(line.staff_member.name), line.body or "") for line in lines]


def _notes(reports: Sequence[EventReport], sizes: set[Size]) -> Iterator[str]:
    if not any(report.has_concerns for report in reports):
        yield _("No concerns came in.")
    elif not any(report.concerns for report in reports):
        yield _(
            "Fewer than five concerns came in. Anything this report said about them could give "
            "away who wrote what. So it says nothing."
        )
    elif not sizes:
        yield _("No two of them were about the same.")
    elif Size.RAISED in sizes:
        yield _(
            "What came up most is first. With so few concerns we show no numbers, so that nobody "
            "can be recognized."
        )
    elif sizes != {Size.NUMBER}:
        yield from (str(note) for size, note in NOTES.items() if size in sizes)
        yield _("Small numbers are not shown, so that nobody can be recognized.")
    # In place of a second number beside a bar, which would tell too much.
    if sizes and any(report.is_perhaps_more for report in reports):
        yield _("Perhaps a few more belong here: what the computer is not sure of is not counted.")


def _felt(reports: Sequence[EventReport]) -> Iterator[tuple[str, str]]:
    for key, question in QUESTION_NAMES.items():
        opinions = [report.survey[key] for report in reports]
        enough = [each for each in opinions if each.felt is not Felt.TOO_FEW]
        if len(reports) == 1 and enough:
            yield str(question), enough[0].words
        elif enough:
            number = sum(each.felt is Felt.MORE_THAN_HALF or each.tenths > 5 for each in enough)
            yield str(question), _("Most, at %(number)s of %(all)s", number=number, all=len(enough))


def _missed(reports: Sequence[EventReport]) -> Iterator[str]:
    """Yield who wrote less than their share, and who could not; nothing where it cannot be told."""
    events: dict[tuple[str, int], int] = defaultdict(int)
    for report in reports:
        for each in report.heard:
            events[each.name, each.percent] += each.verdict is Verdict.FEWER
    missed = [(*shown, number) for shown, number in events.items() if number]
    for name, percent, number in missed[:MOST_MISSED]:
        yield ngettext(
            "At this event we heard less of %(name)s than its share: %(percent)s percent of our "
            "residents.",
            "At %(number)s of %(num)s events we heard less of %(name)s than its share: "
            "%(percent)s percent of our residents.",
            len(reports),
            name=community_name(name),
            number=number,
            percent=percent,
        )
    if reports[-1].uncounted:
        yield _(
            "We cannot count %(languages)s: our pages are in English and Spanish only.",
            languages=listed(list(map(community_name, reports[-1].uncounted))),
        )


def community_name(name: str) -> str:
    return language_name(SpokenLanguage(name)) if name in LANGUAGES else name
