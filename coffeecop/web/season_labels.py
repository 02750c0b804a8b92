"""The question of a season in words: what it is, how it is judged, and what came of it."""

from datetime import date

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.models import SeasonQuestion, SeasonVerdict
from coffeecop.models.public_record.season import BARS, COUNTED_AFTER, Season
from coffeecop.web.i18n import calendar_day

QUESTIONS = {
    SeasonQuestion.RESPECTED: _l("Do people say that we treated them with respect?"),
    SeasonQuestion.AGAIN: _l("Would people come again?"),
    SeasonQuestion.PROMISES: _l("Do we keep what we promise?"),
    SeasonQuestion.BETTER: _l("Did it get better for those who told us?"),
}
SOURCES = {
    SeasonQuestion.RESPECTED: _l(
        "The survey of each event asks people how far this is true: “They treated me with "
        "respect.” “Mostly” and “Very much” count as yes."
    ),
    SeasonQuestion.AGAIN: _l(
        "The survey of each event asks people how far this is true: “I'd come again.” “Mostly” "
        "and “Very much” count as yes."
    ),
    SeasonQuestion.PROMISES: _l(
        "We count all promises made at these events that are due by the day of counting. One that "
        "is marked as kept by then counts as yes."
    ),
    SeasonQuestion.BETTER: _l(
        "Weeks after they told us something, we ask people: “Did it get better?” We count those "
        "for whom we published a promise at these events. Only “Yes” counts as yes."
    ),
}


def init_app(app: Flask) -> None:
    for shown in (season_question, season_state, season_limits):
        app.add_template_filter(shown)


def season_question(season: Season) -> str:
    return str(QUESTIONS[season.question])


def season_rule(question: SeasonQuestion, first_day: date, last_day: date) -> str:
    """Return how it is judged, as it is sealed."""
    days = {"first": calendar_day(first_day), "last": calendar_day(last_day)}
    return " ".join(
        [
            _("It is about all public events from %(first)s to %(last)s and no others.", **days),
            str(SOURCES[question]),
            _(
                "We count once, in the night after %(day)s.",
                day=calendar_day(last_day + COUNTED_AFTER),
            ),
            *judged_by(question),
        ]
    )


def judged_by(question: SeasonQuestion) -> list[str]:
    percent, least = BARS[question]
    if question is SeasonQuestion.PROMISES:
        kept = _(
            "The answer is yes if at least %(bar)s of 100 are kept, and no if fewer are.",
            bar=percent,
        )
        return [kept, _("With fewer than %(least)s promises we cannot tell.", least=least)]
    return [
        _(
            "Chance can make the count too high or too low. We work out by how much (Wilson, 95 "
            "percent)."
        ),
        _(
            "It is yes if more than %(bar)s of 100 say yes even at the low end. It is no if fewer "
            "do even at the high end.",
            bar=percent,
        ),
        _("In between, or if fewer than %(least)s people answered, we cannot tell.", least=least),
        _(
            "Where fewer than five people answered, their answers are left out. Where the answer "
            "could tell what a few people said, we count the least and the most that it can be."
        ),
    ]


def rules_in_short() -> list[tuple[str, str]]:
    """Return each question with how it would be judged."""
    return [
        (str(question), " ".join([str(SOURCES[each]), *judged_by(each)]))
        for each, question in QUESTIONS.items()
    ]


def season_state(season: Season) -> str:
    """Return how far it is, or the answer."""
    today = season.chosen.agency.today
    if season.end and season.end.verdict:
        return _answer(season, season.end.verdict)
    if season.end:
        return _("It was withdrawn on %(day)s.", day=calendar_day(season.end.created_on))
    if today < season.first_day:
        return _("The season has not begun yet.")
    if today <= season.last_day:
        return _("The season goes on. Nothing is counted before it is over.")
    day = calendar_day(season.counted_on)
    return _("The season is over. We count on %(day)s, when all answers are in.", day=day)


def _answer(season: Season, verdict: SeasonVerdict) -> str:
    of_promises = season.question is SeasonQuestion.PROMISES
    if verdict is SeasonVerdict.YES:
        answer = _("The answer is yes.")
    elif verdict is SeasonVerdict.NO:
        answer = _("The answer is no.")
    elif of_promises:
        answer = _("We cannot tell. Too few promises were due.")
    else:
        answer = _("We cannot tell. Too few people answered, or they do not agree enough.")
    return " ".join(filter(None, [answer, _range(season, of_promises)]))


def _range(season: Season, of_promises: bool) -> str:
    if season.end is None or season.end.low is None:
        return ""
    numbers = {"low": season.end.low, "high": season.end.high}
    if numbers["low"] == numbers["high"]:
        if of_promises:
            return _("About %(low)s of 10 promises were kept.", **numbers)
        return _("About %(low)s of 10 people who answered say yes.", **numbers)
    if of_promises:
        return _("Between %(low)s and %(high)s of 10 promises were kept.", **numbers)
    return _("Between %(low)s and %(high)s of 10 people who answered say yes.", **numbers)


def season_limits(season: Season) -> list[str]:
    """Return what cannot be concluded from an answer."""
    causes = _(
        "It does not show that the events are the cause: we did not compare with a town that has "
        "none."
    )
    if season.question is SeasonQuestion.PROMISES:
        return [
            _("It is the department that marks a promise as kept. Look at them yourself."),
            _("A kept promise does not show that it helped."),
            causes,
        ]
    return [
        _("Who comes and answers is not the whole town."),
        _("Who was not content may have left without a word."),
        causes,
        _("One question does not tell how the department does the rest of its work."),
    ]
