"""The evaluation of a season: one question, sealed before it, and the answer after it."""

from flask_babel import gettext as _

from coffeecop.models import Agency
from coffeecop.models.public_record.season import Season, seasons_of
from coffeecop.web.i18n import calendar_day, localized
from coffeecop.web.papers import Paper, Part
from coffeecop.web.season_labels import season_limits, season_question, season_state


def evaluation_paper(agency: Agency) -> Paper:
    newest_first = seasons_of(agency.id)
    newest, earlier = newest_first[:1], newest_first[1:]
    parts = [part for season in newest for part in _parts(season)] or [_nothing_chosen()]
    return Paper(
        _("Season's evaluation"),
        _(
            "One question, chosen and sealed before the first event, and answered once after the "
            "last. “We cannot tell” is a normal answer."
        ),
        [*parts, *([_earlier(earlier)] if earlier else [])],
    )


def _nothing_chosen() -> Part:
    return Part(
        _("No question yet"),
        [
            _(
                "Choose it before the season. Then nobody can say that you looked for the question "
                "to which you had the best answer."
            )
        ],
    )


def _parts(season: Season) -> list[Part]:
    parts = [
        Part(season_question(season), [season_state(season)], _facts(season)),
        Part(_("How it is judged"), [localized(season.chosen, "rule")]),
    ]
    if not season.is_withdrawn:
        parts.append(Part(_("What cannot be concluded"), season_limits(season)))
    return parts


def _facts(season: Season) -> list[tuple[str, str]]:
    facts = [
        (_("Season"), _days(season)),
        (_("Sealed on"), calendar_day(season.chosen.created_on)),
        (_("The seal"), season.chosen.seal),
    ]
    if season.end and season.end.verdict:
        facts.append((_("The seal of the answer"), season.end.seal))
    return facts


def _earlier(seasons: list[Season]) -> Part:
    return Part(
        _("Earlier questions"),
        facts=[(f"{season_question(each)} {_days(each)}", season_state(each)) for each in seasons],
    )


def _days(season: Season) -> str:
    return _(
        "%(first)s to %(last)s",
        first=calendar_day(season.first_day),
        last=calendar_day(season.last_day),
    )
