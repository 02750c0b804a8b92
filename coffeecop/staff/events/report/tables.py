"""The tables behind the report: for the files, and for the page that says how it was counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import Event, Matter, MatterState, SpokenLanguage
from coffeecop.staff.events.report.community import Community
from coffeecop.staff.events.report.figures import Count, Felt, Heard, Opinion, Protected, Verdict
from coffeecop.staff.events.report.queries import EventReport
from coffeecop.staff.events.report.topics import Size, Subject, TopicLine
from coffeecop.web.concern_labels import ASKED_NAMES
from coffeecop.web.i18n import localized
from coffeecop.web.matters_shown import pair_of
from coffeecop.web.roster_labels import language_name, name_with_rank

# None: an empty cell.
Cell = str | int | date | None
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
STATES = {
    MatterState.HEARD: _l("Heard"),
    MatterState.ANSWERED: _l("Answered"),
    MatterState.DOING: _l("Promised"),
    MatterState.DONE: _l("Done"),
    MatterState.CANNOT: _l("Cannot be done"),
}
LANGUAGES = {language.value for language in SpokenLanguage}


@dataclass(frozen=True)
class ReportTable:
    """Rows of as many cells as the header has, each with its event."""

    key: str
    heading: str
    header: Sequence[str]
    rows: Sequence[tuple[Event, Sequence[Cell]]]


def tables(
    reports: Sequence[EventReport], matters: Iterable[tuple[Event, Matter]]
) -> list[ReportTable]:
    """Return those that have rows; each event is told by itself."""

    def table(key: str, heading: str, header: Sequence[str]) -> ReportTable:
        rows = [(each.event, row) for each in reports for row in ROWS[key](each)]
        return ReportTable(key, heading, header, rows)

    words = _("In words")
    found = [
        table(
            "topics",
            _("What people raised"),
            [_("Topic or matter"), _("Concerns"), _("Out of how many concerns"), words],
        ),
        _matters(matters),
        table("counts", _("Who came and wrote"), [_("What was counted"), _("Number"), words]),
        table("survey", _("How it felt"), [_("Question"), _("Answers"), _("How many agree")]),
        table(
            "community",
            _("Who we did not hear"),
            [_("Language or area"), _("Percent of residents"), _("Concerns"), words],
        ),
        table("lines", _("What officers heard"), [_("Officer"), _("What they heard")]),
    ]
    return [each for each in found if each.rows]


def size_words(line: TopicLine) -> str:
    if line.size is Size.NUMBER:
        return str(_("%(number)s of %(all)s", number=line.least, all=line.of))
    return str(SIZES[line.size])


def subject_name(subject: Subject) -> str:
    return subject.name if isinstance(subject, Matter) else localized(subject, "name")


def community_name(name: str) -> str:
    return language_name(SpokenLanguage(name)) if name in LANGUAGES else name


def _topics(report: EventReport) -> Iterator[Sequence[Cell]]:
    for line in report.topics:
        is_number = line.size is Size.NUMBER
        number, words = (line.least, "") if is_number else (None, size_words(line))
        yield subject_name(line.subject), number, line.of, words


def _matters(matters: Iterable[tuple[Event, Matter]]) -> ReportTable:
    header = [
        _("Matter"),
        _("What became of it"),
        _("Due on"),
        _("Said on"),
        _("What people said"),
        _("What the department says"),
    ]
    rows = [(event, _matter(each)) for event, each in matters]
    return ReportTable("matters", _("What we said, where it stands"), header, rows)


def _matter(matter: Matter) -> Sequence[Cell]:
    pair, said = pair_of(matter), matter.said
    said_on = said.day if said else None
    return matter.name, state_words(matter), matter.due_on, said_on, pair.asked, pair.said


def state_words(matter: Matter) -> str:
    """Return what became of it: late from the day after it was due."""
    return str(_("Late") if matter.is_overdue else STATES[matter.state])


def _counts(report: EventReport) -> Iterator[Sequence[Cell]]:
    yield _counted(_("People who came, about"), report.heads)
    yield _counted(_("People counted at the door"), report.arrivals)
    yield _counted(_("People who said they may come"), report.expected)
    if report.concerns is not None:
        yield _counted(_("All concerns"), report.concerns)
    if report.phases:
        phases = _("Before the event"), _("At the event"), _("After the event")
        yield from map(_counted, phases, report.phases)
    if report.answers:
        where = [_("Of those who asked: %(state)s", state=each) for each in ASKED_NAMES.values()]
        answers = _("Asked for an answer"), *where, _("Asked for no answer")
        yield from map(_counted, answers, report.answers)
    if report.came_back is not None:
        yield _counted(_("Came back with their receipt"), report.came_back)
    yield _counted(_("Found their answer first"), report.found_first)
    if report.median_days is not None:
        words = ngettext(
            "Half had an answer within %(num)s day.",
            "Half had an answer within %(num)s days.",
            report.median_days,
        )
        yield _("Days to an answer"), report.median_days, words


def _counted(label: str, count: Count | None) -> Sequence[Cell]:
    return label, None if isinstance(count, Protected) else count, _number_words(count)


def _number_words(count: Count | None) -> str:
    if count is None:
        return str(_("not counted"))
    if count is Protected.FEW:
        return str(_("fewer than 5"))
    return str(_("hidden")) if count is Protected.HIDDEN else ""


def _survey(report: EventReport) -> Iterator[Sequence[Cell]]:
    for key, each in report.survey.items():
        number = None if each.felt is Felt.TOO_FEW else each.answers
        yield str(QUESTIONS[key]), number, opinion_words(each)


def opinion_words(opinion: Opinion) -> str:
    return str(OPINIONS[opinion.felt]) % opinion._asdict()


def _community(report: EventReport) -> Iterator[Sequence[Cell]]:
    if report.languages and report.concerns:
        yield from _heard(report.languages, report.concerns)
    if report.areas:
        yield from _heard(report.areas, report.areas.placed)


def _heard(community: Community, of: int) -> Iterator[Sequence[Cell]]:
    for each in community.heard or ():
        number = None if isinstance(each.number, Protected) else each.number
        yield community_name(each.name), each.percent, number, verdict_words(each, of)


def verdict_words(heard: Heard, of: int) -> str:
    if heard.verdict is None or heard.interval is None:
        return str(_("Hidden, to protect a small number"))
    low, high = floor(100 * heard.interval.low), ceil(100 * heard.interval.high)
    return str(VERDICTS[heard.verdict]) % {"low": low, "high": high, "of": of}


def _lines(report: EventReport) -> Iterator[Sequence[Cell]]:
    for line in report.lines:
        yield name_with_rank(line.staff_member.name), line.body


ROWS = {
    "topics": _topics,
    "counts": _counts,
    "survey": _survey,
    "community": _community,
    "lines": _lines,
}
