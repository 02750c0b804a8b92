"""More, less, new and gone are said only where chance does not explain it."""

import pytest

from coffeecop.engine.changes import Change, chance_of, change_of

TOPICS = 13


@pytest.mark.parametrize(
    ("numbers", "chance"),
    [
        # The lady tasting tea: 4 of 4 cups against 0 of 4, one way of 70.
        ((4, 4, 0, 4), 1 / 70),
        ((3, 4, 1, 4), 17 / 70),
        ((5, 20, 5, 20), 0.6407),
        ((12, 40, 3, 60), 0.00084),
    ],
)
def test_the_chance_of_a_difference_is_exact(numbers, chance):
    assert chance_of(*numbers) == pytest.approx(chance, rel=0.05)


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        ((20, 60), (4, 60), Change.MORE),
        ((4, 60), (20, 60), Change.FEWER),
        ((12, 60), (0, 60), Change.NEW),
        # Each of these was a sentence once, and chance explains it.
        ((1, 60), (0, 60), Change.SAME),
        ((4, 12), (2, 13), Change.SAME),
        ((0, 22), (4, 45), Change.SAME),
        ((10, 60), (4, 60), Change.SAME),
        # Twice as many, of twice as many.
        ((40, 120), (20, 60), Change.SAME),
        ((0, 0), (0, 0), Change.SAME),
        ((0, 0), (9, 20), Change.SAME),
    ],
)
def test_a_change_is_one_that_chance_does_not_explain(now, then, expected):
    assert change_of(*now, *then, topics=TOPICS) is expected


def test_two_people_are_no_change_even_if_chance_would_not_explain_them():
    assert chance_of(2, 2, 0, 2000) < 0.0001
    assert change_of(2, 2, 0, 2000, topics=1) is Change.SAME


def test_the_more_topics_are_compared_the_more_it_takes():
    assert change_of(9, 40, 1, 60, topics=1) is Change.MORE
    assert change_of(9, 40, 1, 60, topics=30) is Change.SAME


@pytest.mark.parametrize(
    ("now_of", "then", "is_final", "expected"),
    [
        (60, (20, 60), True, Change.GONE),
        # Somebody may still raise it, or a text that nobody confirmed may be about it.
        (60, (20, 60), False, Change.FEWER),
        # 4.9 were to be expected.
        (50, (200, 2050), True, Change.FEWER),
    ],
)
def test_a_topic_is_gone_only_where_five_were_expected(now_of, then, is_final, expected):
    assert change_of(0, now_of, *then, topics=1, is_final=is_final) is expected
