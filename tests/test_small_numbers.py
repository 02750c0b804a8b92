"""A reader who knows the total, what is shown, and from where on a count is small."""

from itertools import combinations_with_replacement, permutations

import pytest

from coffeecop.small_numbers import SMALLEST_SHOWN, protected


def rows_with_total(total, cells):
    for bar in combinations_with_replacement(range(total + 1), cells - 1):
        edges = (0, *bar, total)
        yield tuple(right - left for left, right in zip(edges, edges[1:], strict=False))


def worked_out(row, shown):
    """Return the small counts of a row that its hidden cells leave only one value for."""
    places = [place for place, count in enumerate(shown) if count is None]
    rest = sum(row[place] for place in places)
    if not places:
        return []
    fits = [
        values
        for values in rows_with_total(rest, len(places))
        # Something was small, or nothing would have been hidden.
        if min(values) < SMALLEST_SHOWN
    ]
    return [
        row[place]
        for at, place in enumerate(places)
        if len({values[at] for values in fits}) == 1 and row[place] < SMALLEST_SHOWN
    ]


def unmasked(method, total, cells=4):
    return [row for row in rows_with_total(total, cells) if worked_out(row, method(row))]


@pytest.mark.parametrize("total", range(SMALLEST_SHOWN, 26))
def test_no_hidden_count_can_be_worked_out(total):
    assert unmasked(protected, total) == []


def test_hiding_only_the_small_counts_would_not_do():
    def naive(row):
        return [None if count < SMALLEST_SHOWN else count for count in row]

    assert unmasked(naive, 12)


def test_large_counts_stay_in_sight():
    assert protected([12, 9, 7]) == [12, 9, 7]
    assert protected([20, 0, 9, 8, 1]) == [20, None, 9, None, None]


def test_the_order_of_the_cells_does_not_matter():
    shown = {tuple(sorted(map(str, protected(row)))) for row in permutations([12, 3, 7, 0])}
    assert len(shown) == 1
