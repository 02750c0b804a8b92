"""The report in words: the same sections for the page, the PDF and the exports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import SpokenLanguage, Theme, Topic
from coffeecop.staff.events.report.community import Community
from coffeecop.staff.events.report.figures import Count, Felt, Heard, Protected, Verdict
from coffeecop.staff.events.report.queries import Report
from coffeecop.web.concern_labels import ASKED_NAMES
from coffeecop.web.i18n import localized
from coffeecop.web.roster_labels import language_name, listed

Cell = str | int
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
LANGUAGES = {language.value for language in SpokenLanguage}


@dataclass(frozen=True)
class Section:
    """A part of the report: a table, or pairs of a name and a number; then sentences."""

    key: str
    heading: str
    rows: Sequence[Sequence[Cell]] = ()
    # Of the columns, if there are more than two.
    header: Sequence[Cell] = ()
    sentences: Sequence[str] = ()


def sections(report: Report) -> list[Section]:
    return [
        *_lines(report),
        _turnout(report),
        _promises(report),
        _topics(report),
        _survey(report),
        _answers(report),
        _community(report),
        Section("method", _("How to read this"), sentences=list(_method())),
    ]


def _number(count: Count | None) -> Cell:
    if count is None:
        return str(_("not counted"))
    if count is Protected.FEW:
        return str(_("fewer than 5"))
    return str(_("hidden")) if count is Protected.HIDDEN else int(count)


def _lines(report: Report) -> Iterator[Section]:
    if report.lines:
        rows = [(line.staff_member.name, f"“{line.body}”") for line in report.lines]
        yield Section("lines", _("What officers heard"), rows)


def _turnout(report: Report) -> Section:
    rows = [
        (_("People who came, about"), _number(report.heads)),
        (_("People counted at the door"), _number(report.arrivals)),
        (_("People who said they may come"), _number(report.expected)),
    ]
    return Section("turnout", _("Who came"), rows)


def _promises(report: Report) -> Section:
    heading = _("What was promised")
    if not report.promises.made:
        return Section("promises", heading, sentences=[_("No promise was made.")])
    labels = (
        _("Promises made"),
        _("Kept"),
        _("Still open"),
        _("Of these overdue"),
        _("Dropped, with the reason"),
    )
    return Section("promises", heading, list(zip(labels, report.promises, strict=True)))


def _subject(subject: Topic | Theme | None) -> str:
    match subject:
        case Topic():
            return localized(subject, "name")
        case Theme():
            return subject.label
        case None:
            return str(_("All others, or no topic"))


def _topics(report: Report) -> Section:
    heading = _("What people raised")
    if report.concerns is None:
        few = _(
            "Fewer than five concerns came in. Whatever this report said of them, somebody could "
            "tell who wrote what. So it says nothing."
        )
        none = _("No concerns came in.")
        return Section("topics", heading, sentences=[few if report.has_concerns else none])
    rows: list[tuple[str, Cell]] = []
    for line in report.topics:
        rows.append((_subject(line.subject), line.total))
    rows.append((str(_("All concerns")), report.concerns))
    if report.topics:
        sentence = _("A concern with two topics is in both lines.")
    else:
        sentence = _("No topic can be shown without giving a small number away.")
    if report.phases:
        before, at, after = map(_number, report.phases)
        by_phase = _(
            "Before the event: %(before)s, at it: %(at)s, after it: %(after)s.",
            before=before,
            at=at,
            after=after,
        )
        sentence = f"{by_phase} {sentence}"
    return Section("topics", heading, rows, sentences=[sentence])


def _survey(report: Report) -> Section:
    heading = _("What people thought of it")
    if all(each.felt is Felt.TOO_FEW for each in report.survey.values()):
        return Section("survey", heading, sentences=[_("Fewer than five people answered.")])
    return Section(
        "survey",
        heading,
        [
            (str(QUESTIONS[key]), str(OPINIONS[each.felt]) % each._asdict())
            for key, each in report.survey.items()
        ],
    )


def _answers(report: Report) -> Section:
    rows: list[tuple[str, Cell]] = []
    if report.answers:
        where = map(str, ASKED_NAMES.values())
        labels = [_("Asked for an answer"), *where, _("Asked for no answer")]
        rows += zip(labels, map(_number, report.answers), strict=True)
    if report.came_back is not None:
        rows.append((_("Came back with their receipt"), _number(report.came_back)))
    rows.append((_("Found a public answer first"), _number(report.public_answers)))
    sentences = []
    if report.concerns is None or report.answers is None:
        sentences.append(_("There are too few concerns to say how fast they were answered."))
    if report.median_days is not None:
        sentences.append(
            ngettext(
                "Half had an answer within %(num)s day.",
                "Half had an answer within %(num)s days.",
                report.median_days,
            )
        )
    return Section("answers", _("What came of it"), rows, sentences=sentences)


def _community(report: Report) -> Section:
    heading = _("Who we did not hear")
    if report.concerns is None:
        sentence = _("There are too few concerns to tell.")
        return Section("community", heading, sentences=[sentence])
    if report.languages is None and report.areas is None:
        sentence = _("The department has not typed in the shares of its languages and areas yet.")
        return Section("community", heading, sentences=[sentence])
    rows = [*_heard_rows(report.languages, report.concerns)] if report.languages else []
    rows += _heard_rows(report.areas, report.areas.placed) if report.areas else []
    return Section(
        "community",
        heading,
        rows,
        [_("Language or area"), _("Share"), _("Concerns"), _("What that says")],
        list(_community_sentences(report)),
    )


def _heard_rows(community: Community, of: int) -> Iterator[Sequence[Cell]]:
    for each in community.heard or ():
        name = language_name(SpokenLanguage(each.name)) if each.name in LANGUAGES else each.name
        yield name, f"{each.percent}%", _number(each.number), verdict_words(each, of)


def verdict_words(heard: Heard, of: int) -> str:
    if heard.verdict is None or heard.interval is None:
        return str(_("Hidden, to protect a small number"))
    low, high = floor(100 * heard.interval.low), ceil(100 * heard.interval.high)
    return str(VERDICTS[heard.verdict]) % {"low": low, "high": high, "of": of}


def _community_sentences(report: Report) -> Iterator[str]:
    if report.languages and report.languages.heard is None:
        yield _("There are too few concerns to compare languages.")
    if report.areas and report.areas.heard is None:
        yield _("Too few concerns name a place to compare areas.")
    if report.languages and report.languages.uncounted:
        names = [language_name(SpokenLanguage(code)) for code in report.languages.uncounted]
        yield _(
            "We cannot count %(languages)s: our pages are in English and Spanish only.",
            languages=listed(names),
        )


def _method() -> Iterator[str]:
    yield _(
        "Numbers below five are hidden, with enough others that nobody can work them out. A range "
        "holds the true share 19 times in 20 (Wilson, 1927), if those who wrote are like those who "
        "did not. Often they are not: this report cannot say what people think who did not come."
    )
    yield _(
        "Nothing about a person is stored. A language is that of the text; an area is that of a "
        "place in it. Neither says who somebody is or where they live. The half of the answers "
        "counts those who still wait (Kaplan and Meier, 1958)."
    )
