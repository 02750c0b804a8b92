"""More, less, new and gone are said only where chance does not explain it."""

import pytest

from coffeecop.engine.changes import TopicChange, chance_of, change_of, may_be_chance


@pytest.mark.parametrize(
    ("numbers", "chance"),
    [
        # The lady tasting tea: 4 of 4 cups against 0 of 4, one way of 70.
        ((4, 4, 0, 4), 1 / 70),
        ((3, 4, 1, 4), 17 / 70),
        ((5, 20, 5, 20), 0.6407),
        ((12, 40, 3, 60), 0.00084),
        ((2, 2, 0, 2000), 1 / 2_003_001),
    ],
)
def test_the_chance_of_a_difference_is_exact(numbers, chance):
    assert chance_of(*numbers) == pytest.approx(chance, rel=0.05)


@pytest.mark.parametrize(
    ("now", "then", "topics", "expected"),
    [
        ((20, 60), (4, 60), 13, TopicChange.MORE),
        ((4, 60), (20, 60), 13, TopicChange.FEWER),
        ((12, 60), (0, 60), 13, TopicChange.NEW),
        # Each of these was a sentence once, and chance explains it.
        ((1, 60), (0, 60), 13, TopicChange.SAME),
        ((4, 12), (2, 13), 13, TopicChange.SAME),
        ((0, 22), (4, 45), 13, TopicChange.SAME),
        ((10, 60), (4, 60), 13, TopicChange.SAME),
        # Twice as many, of twice as many.
        ((40, 120), (20, 60), 13, TopicChange.SAME),
        ((0, 0), (0, 0), 13, TopicChange.SAME),
        ((0, 0), (9, 20), 13, TopicChange.SAME),
        # The more topics are compared, the more it takes.
        ((9, 40), (1, 60), 1, TopicChange.MORE),
        ((9, 40), (1, 60), 30, TopicChange.SAME),
        # Two people, even if chance would not explain them.
        ((2, 2), (0, 2000), 1, TopicChange.SAME),
    ],
)
def test_a_change_is_one_that_chance_does_not_explain(now, then, topics, expected):
    assert change_of(*now, *then, topics=topics) is expected


@pytest.mark.parametrize(
    ("now_of", "then", "is_final", "expected"),
    [
        (60, (20, 60), True, TopicChange.GONE),
        # Somebody may still raise it, or a text that nobody confirmed may be about it.
        (60, (20, 60), False, TopicChange.FEWER),
        # 4.9 were to be expected.
        (50, (200, 2050), True, TopicChange.FEWER),
    ],
)
def test_a_topic_is_gone_only_where_five_were_expected(now_of, then, is_final, expected):
    assert change_of(0, now_of, *then, topics=1, is_final=is_final) is expected


@pytest.mark.parametrize(
    ("before", "after", "is_chance"),
    [
        # Fisher's lady tasting tea: p = 0.486, and all eight right: p = 0.029.
        ((3, 4), (1, 4), True),
        ((4, 4), (0, 4), False),
        ((41, 60), (12, 58), False),
        ((41, 60), (36, 58), True),
        ((0, 5), (0, 5), True),
        # Agresti, Categorical Data Analysis: p = 0.0503 for 13 of 13 and 9 of 13 is not enough.
        ((13, 13), (9, 13), True),
    ],
)
def test_a_difference_is_told_as_one_where_chance_is_unlikely(before, after, is_chance):
    assert may_be_chance(before, after) is is_chance
