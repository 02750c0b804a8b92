"""Residents read the sealed question of a season, and anyone can check that it stayed as it was."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import update

from coffeecop.db import db, execute_bulk, now
from coffeecop.maintenance.public_record import public_record_faults
from coffeecop.models import SeasonEntry, SeasonQuestion, SeasonStep, SeasonVerdict
from coffeecop.models.hash_chain import ORIGIN, next_hash
from tests.factories import end_season, make_agency, make_event, make_record, make_season
from tests.public.public_record.test_verifier import check as verifier  # noqa: F401  (a fixture)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def check(verifier):  # noqa: F811
    return verifier


@pytest.fixture
def event(app):
    return make_event(starts_at=now() + timedelta(days=30))


@pytest.fixture
def season(event):
    """A question that was answered yes, before one that stands for the event."""
    earlier = make_season(SeasonQuestion.AGAIN, first=-90, last=-60)
    judged = {"verdict": SeasonVerdict.YES, "low": 8, "high": 10}
    end_season(earlier, SeasonStep.JUDGED, **judged)
    return make_season()


def questions(visitor, event):
    return json.loads(visitor.get(f"/events/{event.slug}/season.json").body)


def test_the_page_of_each_event_of_the_season_says_question_and_seal(visitor, event, season):
    other = make_event(starts_at=now() + timedelta(days=90))
    make_season(SeasonQuestion.BETTER, agency=make_agency())

    page = visitor.get(f"/events/{event.slug}/record")

    assert "There is no record of this event yet." in page.words
    assert page.words.count("The question of the season") == 1
    assert "Do people say that we treated them with respect?" in page.words
    assert "The season has not begun yet." in page.words
    assert page.text(".season-seal code") == season.chosen.seal
    assert season.chosen.rule_en in page.words
    assert season.chosen.rule_es in visitor.get(f"/es/events/{event.slug}/record").words
    assert "The question of the season" not in visitor.get(f"/events/{other.slug}/record").words


def test_what_was_withdrawn_stays_to_be_seen_and_so_does_the_answer(visitor, event, season):
    end_season(season)
    newer = make_season(SeasonQuestion.PROMISES, first=2)
    answered = {"verdict": SeasonVerdict.NO, "low": 4, "high": 6}

    page = visitor.get(f"/events/{event.slug}/record")
    assert page.words.count("The question of the season") == 2
    assert "It was withdrawn on" in page.words

    end_season(newer, SeasonStep.JUDGED, **answered)
    page = visitor.get(f"/events/{event.slug}/record")
    assert "The answer is no. Between 4 and 6 of 10 promises were kept." in page.words
    assert "It is the department that marks a promise as kept." in page.words


def test_a_department_without_a_question_says_nothing_of_it(visitor, event):
    assert "question of the season" not in visitor.get(f"/events/{event.slug}/record").words
    assert visitor.get(f"/events/{event.slug}/season.json").status == 404


def test_the_program_tells_what_was_sealed_and_takes_a_seal_that_was_kept(
    visitor, event, season, check
):
    file = questions(visitor, event)

    for kept in (season.chosen.seal, season.chosen.short_seal):
        result = check(file, f"--root={kept}")
        assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert ": question 1 was chosen: again, It is yes if most say so." in lines[0]
    assert lines[1].endswith(": question 1 was judged (yes, 8 to 10 of 10)")
    assert ": question 3 was chosen: respected, " in lines[2]
    assert check(file, f"--root=3:{'0' * 64}").returncode == 1
    assert check(file, f"--root=9:{season.chosen.hash}").returncode == 1


def made_anew(entries):
    """Give all entries new hashes, as who holds the database can."""
    previous = ORIGIN
    for number, entry in enumerate(entries, 1):
        del entry["hash"]
        entry["sequence"] = number
        previous = entry["hash"] = next_hash(previous, dict(entry))


ALTERED = {
    "another rule": lambda entries: entries[2].update(rule_en="It is yes."),
    "a lower bar": lambda entries: entries[2].update(bar=50),
    "a better answer": lambda entries: entries[1].update(low=9),
    "a removed question": lambda entries: entries.pop(2) and entries.pop(0),
    "a removed answer": lambda entries: entries.pop(1),
}


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_what_is_altered_is_refused_and_made_anew_does_not_fit_the_seal_that_was_kept(
    visitor, event, season, check, alter
):
    file = questions(visitor, event)
    alter(file["season"])

    result = check(file)
    assert result.returncode == 1
    assert "WRONG: " in result.stdout

    made_anew(file["season"])
    assert check(file, f"--root={season.chosen.seal}").returncode == 1


def test_what_was_sealed_too_late_or_judged_too_soon_is_refused(visitor, event, season, check):
    honest = questions(visitor, event)
    late, soon = deepcopy(honest), deepcopy(honest)
    late["season"][2]["day"] = late["season"][2]["first_day"]
    soon["season"][1]["day"] = soon["season"][0]["last_day"]
    for file, word in ((late, "sealed after its season had begun"), (soon, "before its season")):
        made_anew(file["season"])
        result = check(file)
        assert (result.returncode, word in result.stdout) == (1, True)


def test_the_record_of_an_event_carries_the_questions_and_is_checked_with_them(
    visitor, season, check
):
    (concern, *_rest) = make_record(5)
    slug = concern.event.slug
    record = json.loads(visitor.get(f"/events/{slug}/record.json").body)
    assert record["season"] == questions(visitor, concern.event)["season"]
    assert check(record).returncode == 0

    record["season"][2]["least"] = 5

    assert "Entry 3 about a season was altered" in check(record).stdout


def test_verify_finds_what_was_changed_in_the_database(app, season):
    assert list(public_record_faults()) == []

    execute_bulk(update(SeasonEntry).where(SeasonEntry.low.is_not(None)).values(low=9))
    db.session.commit()

    (fault,) = public_record_faults()
    assert fault.startswith("Questions of the seasons of ")
    assert "Entry 2 does not match its hash" in fault
