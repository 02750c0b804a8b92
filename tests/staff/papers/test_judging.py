"""By which rule the question of a season is answered, and that the answer gives nobody away."""

from collections import defaultdict
from datetime import timedelta
from itertools import combinations_with_replacement, product

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import Better, PromiseStatus, SeasonQuestion, SeasonVerdict
from coffeecop.models.public_record.season import BARS, Bar, seasons_of
from coffeecop.staff.events.report.figures import opinion
from coffeecop.staff.papers.judging import (
    Bounds,
    Part,
    bounds,
    judge_answers,
    judge_promises,
    judge_seasons,
)
from tests.factories import make_concern, make_event, make_promise, make_season, the_agency
from tests.staff.events.report.reports import make_answers

YES, NO, CANNOT_TELL = SeasonVerdict.YES, SeasonVerdict.NO, SeasonVerdict.CANNOT_TELL
ORDER = [NO, CANNOT_TELL, YES]
BAR = Bar(75, least=20)


def judged(yes, of):
    return judge_answers(Bounds(yes, yes, of), BAR)


# The rule


def test_yes_and_no_are_said_only_where_chance_leaves_no_other_answer():
    # The ends of the interval, by the books: 35 of 40 is 74 to 95 percent, 36 is 77 to 96.
    assert [judged(yes, 40).verdict for yes in (24, 25, 35, 36)] == [
        NO,
        CANNOT_TELL,
        CANNOT_TELL,
        YES,
    ]
    assert judged(36, 40) == (YES, 7, 10)
    assert judged(24, 40) == (NO, 4, 8)


def test_of_too_few_nothing_is_told_whatever_they_say():
    assert judged(19, 19) == (CANNOT_TELL, None, None)
    assert judged(20, 20) == (YES, 8, 10)
    assert judge_answers(bounds([]), BAR) == (CANNOT_TELL, None, None)


@pytest.mark.parametrize("of", [20, 37, 200])
def test_with_each_further_yes_the_answer_never_becomes_less_of_one(of):
    found = [judged(yes, of) for yes in range(of + 1)]

    for less, more in zip(found, found[1:], strict=False):
        assert ORDER.index(less.verdict) <= ORDER.index(more.verdict)
        assert less.low <= more.low
        assert less.high <= more.high
    assert {each.verdict for each in found} == {*ORDER}


def test_a_range_that_is_wider_is_never_surer():
    for low in range(0, 41):
        for high in range(low, 41):
            wide = judge_answers(Bounds(low, high, 40), BAR).verdict
            assert wide in (CANNOT_TELL, judged(low, 40).verdict)
            assert wide in (CANNOT_TELL, judged(high, 40).verdict)


def test_promises_are_all_counted_so_that_there_is_no_chance():
    found = [judge_promises(kept, 20, Bar(75, least=5)) for kept in (14, 15, 20)]
    assert found == [(NO, 7, 7), (YES, 7, 8), (YES, 10, 10)]
    assert judge_promises(4, 4, Bar(75, least=5)) == (CANNOT_TELL, None, None)


# What it gives away


def test_what_a_small_event_said_stays_open_beside_its_own_report():
    # Of six unanimous events of seven people each may have had four who say yes.
    assert bounds([Part(7, 7)] * 6) == (39, 42, 42)
    # A single one counts as what its report says, and one of four people as nothing.
    assert bounds([Part(30, 40), Part(7, 7), Part(0, 4)]) == (34, 37, 47)
    assert bounds([Part(30, 40), Part(38, 40)]) == (66, 70, 80)


def test_the_truth_is_always_within_what_is_counted():
    for first, second, third in product(range(9), range(11), range(13)):
        found = bounds([Part(first, 8), Part(second, 10), Part(third, 12)])
        assert found.low <= first + second + third <= found.high


def test_nothing_that_a_report_hides_follows_from_it_and_the_answer():
    """For each answer, each event may still have had all that its report leaves open."""
    for sizes in combinations_with_replacement((5, 7, 9, 10, 12), 3):
        told = defaultdict(lambda: [set(), set(), set()])
        for counts in product(*(range(size + 1) for size in sizes)):
            parts = [Part(*each) for each in zip(counts, sizes, strict=True)]
            known = tuple(part.known for part in parts)
            for left_open, yes in zip(told[known, bounds(parts)], counts, strict=True):
                left_open.add(yes)
        for (known, _answer), left_open in told.items():
            for (low, high), possible in zip(known, left_open, strict=True):
                assert possible == set(range(low, high + 1))


def test_what_counts_of_an_event_follows_from_its_report():
    for of in range(5, 41):
        counted = defaultdict(set)
        for yes in range(of + 1):
            part = Part(yes, of)
            assert part.known[0] <= yes <= part.known[1]
            # A number that may be told is told in tenths there.
            if part.known != (yes, yes):
                counted[opinion({5: yes, 1: of - yes})].add(part.known)
        assert {len(known) for known in counted.values()} == {1}


# From what is in the database

both_databases = pytest.mark.both_databases


def past_season(question, **values):
    return make_season(question, **{"first": -100, "last": -36, **values})


def past_event(days=60):
    return make_event(starts_at=now() - timedelta(days=days))


def answer():
    judge_seasons()
    db.session.expire_all()
    (season,) = seasons_of(the_agency().id)
    return season.end and (season.end.verdict, season.end.low, season.end.high)


@both_databases
@pytest.mark.parametrize(
    ("question", "other"),
    [(SeasonQuestion.RESPECTED, "again"), (SeasonQuestion.AGAIN, "respected")],
)
def test_answers_to_the_question_count_and_no_others(app, question, other):
    past_season(question)
    make_answers(past_event(60), [3] * 40, **{question: 5, other: 1})
    make_answers(past_event(50), [3] * 4, **{question: 1})
    # Before and after the season.
    make_answers(past_event(101), [3] * 40, **{question: 1})
    make_answers(past_event(35), [3] * 40, **{question: 1})

    assert answer() == (YES, 7, 10)


@both_databases
def test_promises_of_the_season_count_that_were_due(app):
    past_season(SeasonQuestion.PROMISES)
    event = past_event()
    for _each in range(6):
        make_promise(event=event, status=PromiseStatus.KEPT, days=-10)
    make_promise(event=event, days=-10)
    make_promise(event=event, status=PromiseStatus.DROPPED, days=-10, is_public=False)
    # Due later, or of another season.
    make_promise(event=event, days=5)
    make_promise(event=past_event(120), days=-10)

    assert answer() == (YES, 7, 8)


@both_databases
def test_whether_it_got_better_is_told_as_the_page_of_promises_tells_it(app):
    past_season(SeasonQuestion.BETTER)
    event = past_event()
    for _promise in range(3):
        concerns = [
            make_concern(event=event, better=Better.YES, better_at=now()) for _each in range(12)
        ]
        make_promise(event=event, concerns=concerns)

    # Ten of each: in whole fives.
    assert answer() == (YES, 7, 10)


@both_databases
def test_it_is_judged_once_and_not_before_the_last_answers_are_in(app):
    season = make_season(first=-100, last=-35)
    event = past_event()
    make_answers(event, [3] * 40, respected=5)
    assert answer() is None

    with time_machine.travel(now() + timedelta(days=1), tick=False):
        first = answer()
    make_answers(event, [3] * 400, respected=1)
    with time_machine.travel(now() + timedelta(days=9), tick=False):
        assert answer() == first

    assert first[0] is YES
    assert (season.bar, season.chosen.sequence) == (BARS[SeasonQuestion.RESPECTED], 1)


@both_databases
def test_a_season_without_events_has_a_normal_answer(app):
    past_season(SeasonQuestion.AGAIN)

    assert answer() == (CANNOT_TELL, None, None)
