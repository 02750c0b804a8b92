"""What may be said of a topic beside the number of all concerns, which anyone can know."""

import random
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffeecop.models import Topic
from coffeecop.parts.reports.content import lines_of_all
from coffeecop.parts.reports.figures import (
    LEAST_NAMED,
    LEAST_SIZED,
    SMALLEST_SHOWN,
    Size,
    topic_lines,
)

settings.register_profile("report", derandomize=True, deadline=None, database=None)
A, B = Topic(key="a"), Topic(key="b")


def raised(number, first, second=0, both=0):
    """Return as many concerns, of which so many are about A, about B, and about both."""
    pairs = [(concern, A) for concern in range(first)]
    pairs += [(concern, B) for concern in range(first - both, first - both + second)]
    told = {concern for concern, _subject in pairs}
    return [*pairs, *((concern, None) for concern in range(number) if concern not in told)]


def said(lines):
    """Return what a reader sees of each line, and how long its bar is."""
    return tuple((line.subject, line.size, line.least, line.of, line.share) for line in lines)


def worlds(number):
    """Yield all ways in which so many concerns can be about A and B, with each number."""
    for first, second in product(range(number + 1), repeat=2):
        for both in range(max(0, first + second - number), min(first, second) + 1):
            yield {A: first, B: second}, raised(number, first, second, both)


def may_be(alike, number):
    """Fail if what a reader sees leaves one number only where it is few, or all others are."""
    for seen, counted in alike.items():
        for subject in (A, B):
            values = {counts[subject] for counts in counted}
            if min(values) < SMALLEST_SHOWN or max(values) > number - SMALLEST_SHOWN:
                assert len(values) > 1, (number, seen, values)


@pytest.mark.parametrize("number", range(SMALLEST_SHOWN, 15))
def test_a_reader_who_knows_the_method_and_the_total_finds_no_small_number(number):
    alike = defaultdict(list)
    for counts, pairs in worlds(number):
        alike[said(topic_lines(pairs))].append(counts)

    may_be(alike, number)


@pytest.mark.parametrize(
    ("number", "first", "words"),
    [
        (11, 1, []),
        (11, 2, [(Size.A_FEW, 2, 3 / 11)]),
        (11, 4, [(Size.A_FEW, 2, 3 / 11)]),
        (11, 6, [(Size.NUMBER, 6, 6 / 11)]),
        (11, 7, [(Size.MOST, 7, 9 / 11)]),
        (11, 11, [(Size.MOST, 7, 9 / 11)]),
        (9, 2, [(Size.RAISED, 2, 2 / 9)]),
        (9, 9, [(Size.RAISED, 2, 2 / 9)]),
        (9, 1, []),
    ],
)
def test_a_small_number_is_a_word_with_one_bar_whatever_it_is(number, first, words):
    lines = topic_lines(raised(number, first))

    assert [(line.size, line.least, line.share) for line in lines] == words


def test_violence_at_home_is_never_a_few():
    topic = Topic(key="domestic-violence")

    few, five = ([(n, topic if n < number else None) for n in range(20)] for number in (4, 5))

    assert topic_lines(few) == []
    assert [line.least for line in topic_lines(five)] == [5]


def raise_concerns(seed, number, *, topics=7):
    """Return topics of concerns: some have two, some none."""
    rng = random.Random(seed)  # noqa: S311
    weights = [rng.random() ** 2 + 0.02 for _ in range(topics)]
    raised = []
    for concern in range(number):
        chosen = set(rng.choices(range(1, topics + 1), weights, k=rng.choice([0, 1, 1, 1, 2])))
        raised += [(concern, topic) for topic in chosen or [None]]
    return raised


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(10, 45))
def test_no_number_of_a_line_and_nothing_beside_the_numbers_is_small(seed, number):
    topics = {place: Topic(key=f"topic-{place}") for place in range(1, 8)}
    pairs = [(concern, topics.get(place)) for concern, place in raise_concerns(seed, number)]
    concerns = defaultdict(set)
    for concern, topic in pairs:
        concerns[topic].add(concern)

    lines = topic_lines(pairs)

    numbered = [line for line in lines if line.size is Size.NUMBER]
    for line in lines:
        own = len(concerns[line.subject])
        assert own >= line.least >= LEAST_NAMED
        assert line.size is not Size.NUMBER or own == line.least
    for line in numbered:
        assert SMALLEST_SHOWN <= line.least <= number - SMALLEST_SHOWN
    rest = set(range(number)).difference(*(concerns[line.subject] for line in numbered))
    assert not numbered or len(rest) >= SMALLEST_SHOWN
    assert number >= LEAST_SIZED


class Told:
    """As much of a report as the season's lines are made of."""

    def __init__(self, number, pairs):
        self.concerns, self.topics = number, topic_lines(pairs)


def test_the_difference_of_two_seasons_tells_no_more_than_the_reports_of_their_events():
    number = 10
    earlier = Told(20, raised(20, 9))
    alike = defaultdict(list)
    for counts, pairs in worlds(number):
        event = Told(number, pairs)
        both = lines_of_all([earlier, event])
        alike[said(event.topics), tuple(both), tuple(lines_of_all([event]))].append(counts)

    may_be(alike, number)
