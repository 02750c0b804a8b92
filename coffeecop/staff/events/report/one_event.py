"""What the report says of one event."""

from collections.abc import Iterator
from math import ceil

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.models import SpokenLanguage
from coffeecop.staff.events.report.community import Community
from coffeecop.staff.events.report.figures import Felt, Heard, Opinion, Verdict
from coffeecop.staff.events.report.queries import EventReport
from coffeecop.staff.events.report.tables import community_name, size_words, subject_name
from coffeecop.staff.events.report.told import RaisedBar, Told
from coffeecop.staff.events.report.topics import Size
from coffeecop.web.i18n import full_day
from coffeecop.web.roster_labels import language_name, listed

MOST_AREAS = 1
# Of fewer answers a share may be chance.
SURE_FROM = 30
SHARES = {
    Felt.HALF_OR_FEWER: _l("half or fewer"),
    Felt.MORE_THAN_HALF: _l("more than half"),
    Felt.AT_MOST: _l("at most %(tenths)s in 10"),
    Felt.AT_LEAST: _l("at least %(tenths)s in 10"),
    Felt.ABOUT: _l("about %(tenths)s in 10"),
}

SIZE_NOTES = {
    Size.MOST: _l("“Most” is all but four at most."),
    Size.SEVERAL: _l("“Several” is five or more."),
    Size.A_FEW: _l("“A few” is two to four."),
}


def told(report: EventReport) -> Told:
    return Told(
        facts=list(_facts(report)),
        bars=[
            RaisedBar(
                subject_name(line.subject),
                size_words(line) if line.size is not Size.RAISED else "",
                round(100 * line.share) if line.size is not Size.RAISED else None,
            )
            for line in report.topics
        ],
        bars_note=" ".join(filter(None, [_bars_note(report), _perhaps_note(report)])),
        felt=_felt(report.survey["heard"], report.survey["again"]),
        missed=list(_missed(report)),
    )


def _facts(report: EventReport) -> Iterator[str]:
    day = full_day(report.event.day)
    yield f"{day[:1].upper()}{day[1:]}."
    if isinstance(report.heads, int):
        yield _("About %(number)s people came.", number=report.heads)
    elif isinstance(report.arrivals, int):
        yield _("%(number)s people were counted at the door.", number=report.arrivals)
    if report.concerns:
        yield _("%(number)s told us something.", number=report.concerns)
    elif report.has_concerns:
        yield _("A few told us something.")


def _bars_note(report: EventReport) -> str:
    if not report.has_concerns:
        return _("No concerns came in.")
    if report.concerns is None:
        return _(
            "Fewer than five concerns came in. Whatever this report said of them, somebody could "
            "tell who wrote what. So it says nothing."
        )
    sizes = {line.size for line in report.topics}
    if not sizes:
        return _("No two of them were about the same.")
    if Size.RAISED in sizes:
        return _(
            "What came up most is first. With so few concerns we show no numbers, so that nobody "
            "can be recognized."
        )
    if sizes == {Size.NUMBER}:
        return ""
    words = [str(note) for size, note in SIZE_NOTES.items() if size in sizes]
    return " ".join([*words, _("Small numbers are not shown, so that nobody can be recognized.")])


def _perhaps_note(report: EventReport) -> str:
    """Return what is said in place of a second number beside a bar, which would tell too much."""
    if not (report.topics and report.is_perhaps_more):
        return ""
    return _("Perhaps a few more belong here: what the computer is not sure of is not counted.")


def _felt(heard: Opinion, again: Opinion) -> str:
    words = {"answers": max(heard.answers, again.answers)}
    if heard.felt is not Felt.TOO_FEW and again.felt is not Felt.TOO_FEW:
        sentence = _(
            "%(answers)s people answered: %(heard)s felt heard, and %(again)s would come again.",
            heard=_share(heard),
            again=_share(again),
            **words,
        )
    elif heard.felt is not Felt.TOO_FEW:
        sentence = _(
            "%(answers)s people answered: %(heard)s felt heard.", heard=_share(heard), **words
        )
    elif again.felt is not Felt.TOO_FEW:
        sentence = _(
            "%(answers)s people answered: %(again)s would come again.", again=_share(again), **words
        )
    else:
        return ""
    hint = _("With so few answers this is a hint, no more.")
    return f"{sentence} {hint}" if words["answers"] < SURE_FROM else sentence


def _share(opinion: Opinion) -> str:
    return str(SHARES[opinion.felt]) % {"tenths": opinion.tenths}


def _missed(report: EventReport) -> Iterator[str]:
    """Yield who wrote less than their share, and who could not; nothing where it cannot be told."""
    for each in _fewer(report.languages):
        yield _(
            "At most %(most)s percent of the concerns are in %(language)s. %(percent)s percent of "
            "our residents speak it.",
            most=_most(each),
            language=community_name(each.name),
            percent=each.percent,
        )
    for each in _fewer(report.areas)[:MOST_AREAS]:
        yield _(
            "At most %(most)s percent of those that name a place are about %(area)s. %(percent)s "
            "percent of our residents live there.",
            most=_most(each),
            area=each.name,
            percent=each.percent,
        )
    if report.concerns and report.languages and report.languages.uncounted:
        yield cannot_count(report.languages)


def cannot_count(languages: Community) -> str:
    names = [language_name(SpokenLanguage(code)) for code in languages.uncounted]
    return _(
        "We cannot count %(languages)s: our pages are in English and Spanish only.",
        languages=listed(names),
    )


def _fewer(community: Community | None) -> list[Heard]:
    heard = community.heard or () if community else ()
    return [each for each in heard if each.verdict is Verdict.FEWER and each.interval]


def _most(heard: Heard) -> int:
    return ceil(100 * heard.interval.high) if heard.interval else 100
