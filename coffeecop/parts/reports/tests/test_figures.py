"""What may be said of a count, and how sure it is."""

from collections import defaultdict
from itertools import product

import pytest

from coffeecop.parts.reports.figures import (
    SMALLEST_SHOWN,
    Protected,
    Verdict,
    heard,
    protect_row,
    wilson,
)

FEW, HIDDEN = Protected.FEW, Protected.HIDDEN


def test_a_range_is_that_of_the_books():
    # Newcombe, Statistics in Medicine 17 (1998), table I.
    for number, of, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)]:
        assert wilson(number, of) == pytest.approx((low, high), abs=5e-5)
    low, high = wilson(0, 20)
    assert (low, round(high, 4)) == (0, 0.1611)


def test_what_is_few_takes_others_with_it():
    assert protect_row([30, 12, 8]) == [30, 12, 8]
    assert protect_row([30, 3, 12, 40]) == [30, FEW, 12, HIDDEN]
    # Together eight: none of the few could be 4.
    assert protect_row([40, 12, 4, 5]) == [40, 12, FEW, HIDDEN]
    assert protect_row([40, 12, 3, 5]) == [40, HIDDEN, FEW, HIDDEN]
    assert protect_row([3, 4]) is None


@pytest.mark.parametrize(("cells", "largest"), [(2, 40), (3, 24), (4, 15)])
def test_a_reader_who_knows_the_method_and_the_total_finds_no_small_count(cells, largest):
    alike = defaultdict(list)
    for row in product(range(largest), repeat=cells):
        if SMALLEST_SHOWN <= sum(row) < largest:
            alike[sum(row), str(protect_row(row))].append(row)
    for (_total, shown), rows in alike.items():
        for place in range(cells):
            values = {row[place] for row in rows}
            if min(values) < SMALLEST_SHOWN:
                assert len(values) > 1, (shown, rows)


def test_few_are_judged_alike_whatever_their_number():
    fewer = heard("es", 40, FEW, 60)
    assert (fewer.verdict, fewer.interval) == (Verdict.FEWER, wilson(4, 60))
    assert heard("es", 10, FEW, 60).verdict is Verdict.CANNOT_TELL
    assert heard("es", 1, FEW, 60).verdict is Verdict.CANNOT_TELL
    assert heard("en", 40, HIDDEN, 60).verdict is None


@pytest.mark.parametrize(
    ("percent", "number", "of", "verdict"),
    [
        (38, 5, 14, Verdict.CANNOT_TELL),
        (38, 14, 60, Verdict.FEWER),
        (20, 30, 60, Verdict.MORE),
        (20, 610, 3000, Verdict.ABOUT),
    ],
)
def test_a_share_is_missed_only_if_it_lies_above_the_range(percent, number, of, verdict):
    assert heard("es", percent, number, of).verdict is verdict
