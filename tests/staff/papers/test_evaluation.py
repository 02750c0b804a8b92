"""A chief seals a question before the season, and reads the answer after it."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import (
    AuditAction,
    Role,
    SeasonEntry,
    SeasonQuestion,
    SeasonStep,
    SeasonVerdict,
)
from coffeecop.models.public_record.season import seasons_of
from coffeecop.staff.papers.judging import judge_seasons
from tests.colleagues import colleagues, run_concurrently
from tests.factories import end_season, make_agency, make_event, make_season, sign_in
from tests.pdf import needs_pango
from tests.staff.events.report.reports import make_answers
from tests.stored import all_of, audit_entries, one_of

both_databases = pytest.mark.both_databases

PAGE = "/staff/papers/evaluation"


def days(agency, first=1, last=90):
    return {
        "first_day": str(agency.today + timedelta(days=first)),
        "last_day": str(agency.today + timedelta(days=last)),
    }


def seen_after(number, visitor):
    """Return what an administrator reads so many days later, when the worker has run."""
    with time_machine.travel(now() + timedelta(days=number), tick=False):
        judge_seasons()
        sign_in(visitor, Role.ADMIN)
        return visitor.get(PAGE)


@both_databases
def test_the_walk_of_a_chief_from_the_question_to_the_answer(admin):
    agency = admin.member.agency
    assert "No question yet" in admin.get(PAGE).words

    sent = admin.post(PAGE, question="respected", **days(agency))
    assert (sent.status, sent.location) == (303, PAGE)
    page = admin.get(PAGE)
    entry = one_of(SeasonEntry)
    assert "Do people say that we treated them with respect?" in page.words
    assert "The season has not begun yet." in page.words
    assert entry.seal in page.words
    assert entry.rule_en in page.words
    assert audit_entries(AuditAction.SEASON_CHOSEN)[0].facts == {"seal": entry.seal}

    event = make_event(agency=agency, starts_at=now() + timedelta(days=30))
    with time_machine.travel(now() + timedelta(days=40), tick=False):
        make_answers(event, [3] * 42, respected=5)
        make_answers(event, [3] * 8, respected=2)
    assert "Nothing is counted before it is over." in seen_after(40, admin).words
    assert "The season is over. We count on" in seen_after(91, admin).words
    page = seen_after(126, admin)

    assert "We cannot tell. Too few people answered, or they do not agree enough." in page.words
    assert "Between 7 and 10 of 10 people who answered say yes." in page.words
    assert "Who comes and answers is not the whole town." in page.words
    assert all_of(SeasonEntry)[1].seal in page.words


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (0, 90, "It must be after today: the question comes first."),
        (-1, 90, "It must be after today: the question comes first."),
        (367, 380, "Choose a day within a year."),
        (10, 9, "Choose a day within a year after the first."),
        (10, 377, "Choose a day within a year after the first."),
    ],
)
def test_a_season_that_began_or_that_cannot_be_is_refused(admin, first, last, error):
    given = days(admin.member.agency, first, last)

    page = admin.post(PAGE, question="again", **given)

    assert page.status == 422
    assert error in page.words
    assert page.one("#first_day")["value"] == given["first_day"]
    assert page.one("[name=question][checked]")["value"] == "again"
    assert all_of(SeasonEntry) == []


@pytest.mark.parametrize(
    "fields", [{}, {"question": "x", "first_day": "soon", "last_day": "9" * 99}]
)
def test_what_is_missing_or_wrong_is_said_beside_it(admin, fields):
    page = admin.post(PAGE, **fields)

    assert page.status == 422
    assert len(page.select(".field-invalid")) == 3


@both_databases
def test_another_question_for_some_of_the_days_is_refused_until_the_first_is_withdrawn(admin):
    agency = admin.member.agency
    season = make_season(agency=agency, first=1, last=60)
    make_season(agency=make_agency(), first=1, last=90)

    refused = admin.post(PAGE, question="again", **days(agency, 60, 90))
    assert refused.status == 422
    assert "Another question stands for some of these days." in refused.words
    assert admin.post(PAGE, question="again", **days(agency, 61, 90)).status == 303

    assert admin.post(f"{PAGE}/{season.chosen.id}/withdrawal").status == 303
    assert admin.post(PAGE, question="better", **days(agency, 1, 60)).status == 303
    page = admin.get(PAGE)
    # The newest is told first.
    assert page.texts("section h2")[0].startswith("Did it get better")
    assert "It was withdrawn on" in page.words
    steps = [(each.sequence, each.step) for each in all_of(SeasonEntry, agency_id=agency.id)]
    chosen, withdrawn = SeasonStep.CHOSEN, SeasonStep.WITHDRAWN
    assert steps == [(1, chosen), (2, chosen), (3, withdrawn), (4, chosen)]


def test_what_has_ended_or_is_of_another_department_cannot_be_withdrawn(admin):
    season = make_season(agency=admin.member.agency, first=-90, last=-60)
    end_season(season, SeasonStep.JUDGED, verdict=SeasonVerdict.YES, low=8, high=9)
    other = make_season(agency=make_agency())

    assert admin.post(f"{PAGE}/{season.chosen.id}/withdrawal").status == 303
    assert admin.post(f"{PAGE}/{other.chosen.id}/withdrawal").status == 404
    assert [each.step for each in all_of(SeasonEntry)].count(SeasonStep.WITHDRAWN) == 0
    page = admin.get(PAGE)
    assert not page.has("[action$=withdrawal]")
    assert "The answer is yes. Between 8 and 9 of 10 people who answered say yes." in page.words


@pytest.mark.parametrize(
    ("question", "verdict", "tenths", "words"),
    [
        ("promises", "yes", (8, 9), "The answer is yes. Between 8 and 9 of 10 promises were kept."),
        ("promises", "no", (5, 5), "The answer is no. About 5 of 10 promises were kept."),
        ("promises", "cannot_tell", (None, None), "We cannot tell. Too few promises were due."),
        ("again", "no", (1, 1), "The answer is no. About 1 of 10 people who answered say yes."),
    ],
)
def test_the_answer_is_told_in_words(admin, question, verdict, tenths, words):
    season = make_season(SeasonQuestion(question), agency=admin.member.agency, first=-90, last=-60)
    low, high = tenths
    verdict = SeasonVerdict(verdict)
    end_season(season, SeasonStep.JUDGED, verdict=verdict, low=low, high=high)

    assert words in admin.get(PAGE).words


@both_databases
def test_of_what_several_seal_at_once_one_stands(admin, app):
    agency = admin.member.agency
    given = {"question": "again", **days(agency)}

    def seal(_number, visitor):
        return visitor.post(PAGE, **given).status

    assert sorted(run_concurrently(colleagues(app, 4, Role.ADMIN), seal)) == [303, 422, 422, 422]
    assert len(seasons_of(agency.id)) == 1


@needs_pango
def test_each_paper_can_be_had_as_pdf(admin):
    for name in ("evaluation", "attorney"):
        answer = admin.get(f"/staff/papers/{name}.pdf")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert admin.get("/staff/papers/nothing.pdf").status == 404
