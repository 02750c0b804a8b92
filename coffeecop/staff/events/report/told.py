"""What a report tells of its events in words, whether they are one or several.

Of several it is made of what the report of each says and of nothing else: so neither it nor the
difference of two of them gives a small number away that these do not.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import Matter, SpokenLanguage
from coffeecop.staff.events.report.figures import Count, Felt, Heard, Opinion, Protected, Verdict
from coffeecop.staff.events.report.queries import EventReport
from coffeecop.staff.events.report.topics import LARGEST, Size, Subject, TopicLine
from coffeecop.web.i18n import calendar_day, full_day, localized
from coffeecop.web.roster_labels import language_name, listed, name_with_rank

MOST_MISSED = 3
# The letters of the lines that open it; the first one is there in any case.
LONGEST_STORY = 200
QUESTIONS = {
    "heard": _l("I felt heard"),
    "approachable": _l("The officers were easy to talk to"),
    "respected": _l("They treated me with respect"),
    "again": _l("I'd come again"),
}
OPINIONS = {
    Felt.TOO_FEW: _l("Fewer than five answered"),
    Felt.HALF_OR_FEWER: _l("Half or fewer; with %(answers)s answers this is a hint, no more"),
    Felt.MORE_THAN_HALF: _l("More than half; with %(answers)s answers this is a hint, no more"),
    Felt.AT_MOST: _l("At most %(tenths)s in 10; with %(answers)s answers, up to %(high)s in 10"),
    Felt.AT_LEAST: _l("At least %(tenths)s in 10; with %(answers)s answers, %(low)s or more in 10"),
    Felt.ABOUT: _l(
        "About %(tenths)s in 10; with %(answers)s answers it could be %(low)s to %(high)s in 10"
    ),
}
VERDICTS = {
    Verdict.FEWER: _l("Fewer than we would expect: %(high)s percent at most"),
    Verdict.MORE: _l("More than we would expect: %(low)s to %(high)s percent"),
    Verdict.ABOUT: _l("About what we would expect: %(low)s to %(high)s percent"),
    Verdict.CANNOT_TELL: _l("We cannot tell from %(of)s concerns"),
}
SIZES = {
    Size.MOST: _l("most"),
    Size.SEVERAL: _l("several"),
    Size.A_FEW: _l("a few"),
    Size.RAISED: _l("two or more"),
}
NOTES = {
    Size.MOST: _l("“Most” is all but four at most."),
    Size.SEVERAL: _l("“Several” is five or more."),
    Size.A_FEW: _l("“A few” is two to four."),
    Size.OR_MORE: _l("The least that small numbers can be is counted."),
}
LANGUAGES = {language.value for language in SpokenLanguage}


class Told(NamedTuple):
    facts: Sequence[str]
    # Who heard what, in a line.
    quotes: Sequence[tuple[str, str]] = ()
    # What people raised, how many, and its bar in percent; None: it has none.
    bars: Sequence[tuple[str, str, int | None]] = ()
    bars_note: str = ""
    # A question of the survey, and how many agree.
    felt: Sequence[tuple[str, str]] = ()
    missed: Sequence[str] = ()


def told_of(reports: Sequence[EventReport]) -> Told:
    if not reports:
        return Told([_("No event began on these days.")])
    lines, quotes = lines_of_all(reports), lines_told(reports)
    both = sum(len(body) for _who, body in quotes[:2])
    return Told(
        facts=list(facts(reports)),
        quotes=quotes[: 2 if both <= LONGEST_STORY else 1],
        bars=[
            (
                subject_name(line.subject),
                size_words(line),
                None if line.size is Size.RAISED else round(100 * line.share),
            )
            for line in lines
        ],
        bars_note=" ".join(_notes(reports, {line.size for line in lines})),
        felt=list(_felt(reports)),
        missed=list(_missed(reports)),
    )


def facts(reports: Sequence[EventReport]) -> Iterator[str]:
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


def size_words(line: TopicLine) -> str:
    if line.size is Size.NUMBER:
        return _("%(number)s of %(all)s", number=line.least, all=line.of)
    if line.size is Size.OR_MORE:
        return ngettext(
            "%(least)s or more, at %(num)s event",
            "%(least)s or more, at %(num)s events",
            line.events,
            least=line.least,
        )
    return str(SIZES[line.size])


def subject_name(subject: Subject) -> str:
    return subject.name if isinstance(subject, Matter) else localized(subject, "name")


def lines_told(reports: Sequence[EventReport]) -> list[tuple[str, str]]:
    """Return who heard what, in a line."""
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
    for key, question in QUESTIONS.items():
        opinions = [report.survey[key] for report in reports]
        enough = [each for each in opinions if each.felt is not Felt.TOO_FEW]
        if len(reports) == 1 and enough:
            yield str(question), opinion_words(enough[0])
        elif enough:
            number = sum(each.felt is Felt.MORE_THAN_HALF or each.tenths > 5 for each in enough)
            yield str(question), _("Most, at %(number)s of %(all)s", number=number, all=len(enough))


def opinion_words(opinion: Opinion) -> str:
    return str(OPINIONS[opinion.felt]) % opinion._asdict()


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


def verdict_words(heard: Heard) -> str:
    if heard.verdict is None or heard.interval is None:
        return _("Hidden, to protect a small number")
    low, high = floor(100 * heard.interval.low), ceil(100 * heard.interval.high)
    return str(VERDICTS[heard.verdict]) % {"low": low, "high": high, "of": heard.of}


def count_words(count: Count | None) -> str:
    """Return a number, or what stands in its place."""
    match count:
        case None:
            return _("not counted")
        case Protected.FEW:
            return _("fewer than 5")
        case Protected.HIDDEN:
            return _("hidden")
    return str(count)
