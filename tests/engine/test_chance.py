"""Whether two counts differ by chance alone. The tables are Fisher's and from textbooks."""

import pytest

from coffeecop.engine.changes import may_be_chance


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
