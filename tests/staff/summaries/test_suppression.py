"""A reader who knows the totals, what is shown, and from where on a count is small."""

from collections import defaultdict
from itertools import combinations_with_replacement, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffeecop.staff.summaries.suppression import SMALLEST_SHOWN, suppress_row, suppress_table

pytestmark = pytest.mark.both_databases

# The same examples in every run, and however slow the machine is.
settings.register_profile("suppression", derandomize=True, deadline=None, database=None)
settings.load_profile("suppression")
SMALL_AND_LARGE = st.one_of(st.integers(0, SMALLEST_SHOWN + 1), st.integers(0, 60))


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


def test_no_hidden_count_of_a_few_can_be_worked_out():
    for total in range(SMALLEST_SHOWN, 14):
        assert unmasked(suppress_row, total) == []


def test_hiding_only_the_small_counts_would_not_do():
    def naive(row):
        return [None if count < SMALLEST_SHOWN else count for count in row]

    assert unmasked(naive, 12)


def test_large_counts_stay_in_sight():
    assert suppress_row([12, 9, 7]) == [12, 9, 7]
    assert suppress_row([20, 0, 9, 8, 1]) == [20, None, 9, None, None]


def test_the_order_of_the_cells_does_not_matter():
    shown = {tuple(sorted(map(str, suppress_row(row)))) for row in permutations([12, 3, 7, 0])}
    assert len(shown) == 1


# Tables


class Reader:
    """Who finds every value that a hidden cell can have, by going through all tables that fit.

    The reader knows each row's total, how many there are in each column (in which one that is in
    two rows counts once), what is shown, and that something among what is hidden is small.
    """

    def __init__(self, shown, row_totals, column_totals, *, smallest=SMALLEST_SHOWN):
        self.shown = shown
        self.row_totals = row_totals
        self.column_totals = column_totals
        self.smallest = smallest
        rows = range(len(shown))
        # What the columns can add up to before, and after, each row; and whether one was small.
        self.before = [{(*(0 for _ in column_totals), False)}]
        for row in rows:
            self.before.append(self._add(self.before[-1], row))
        self.after = [{(*(0 for _ in column_totals), False)}]
        for row in reversed(rows):
            self.after.append(self._add(self.after[-1], row))
        self.after.reverse()

    def values(self, place):
        row, column = place
        return {
            cells[column]
            for cells, small in self._rows(row)
            if any(
                self._fits(first, cells, last) and (first[-1] or small or last[-1])
                for first in self.before[row]
                for last in self.after[row + 1]
            )
        }

    def _rows(self, row):
        """Yield what a row could be, and whether something hidden in it is small."""
        shown = self.shown[row]
        places = [place for place, count in enumerate(shown) if count is None]
        rest = self.row_totals[row] - sum(count for count in shown if count is not None)
        if not places:
            yield tuple(shown), False
            return
        for values in rows_with_total(rest, len(places)):
            cells = list(shown)
            for place, value in zip(places, values, strict=True):
                cells[place] = value
            if all(map(int.__le__, cells, self.column_totals)):
                yield tuple(cells), min(values) < self.smallest

    def _add(self, states, row):
        return {
            (*map(int.__add__, state, cells), state[-1] or small)
            for cells, small in self._rows(row)
            for state in states
        }

    def _fits(self, *parts):
        sums = [sum(part[at] for part in parts) for at in range(len(self.column_totals))]
        return all(map(int.__ge__, sums, self.column_totals))


def totals_of(table):
    return [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]


def places_worked_out(table, shown, column_totals=None, *, least=2):
    """Return the small hidden cells that have fewer values than they ought to."""
    rows, columns = totals_of(table)
    reader = Reader(shown, rows, column_totals or columns)
    total = sum(rows)
    found = []
    for row, column in product(range(len(table)), range(len(columns))):
        if shown[row][column] is None and table[row][column] < SMALLEST_SHOWN:
            freedom = min(rows[row], columns[column], total - rows[row], total - columns[column])
            values = reader.values((row, column))
            assert table[row][column] in values
            if len(values) < min(least, freedom + 1):
                found.append((row, column, values))
    return found


def tables(rows, columns, counts):
    row = st.lists(counts, min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


@settings(max_examples=80)
@given(
    st.one_of(
        tables(3, 2, st.integers(0, 30)),
        tables(6, 2, SMALL_AND_LARGE),
        tables(15, 2, SMALL_AND_LARGE),
        tables(3, 3, st.integers(0, 9)),
        tables(4, 3, st.integers(0, 6)),
    )
)
def test_no_hidden_cell_of_a_table_can_be_worked_out(table):
    shown = suppress_table(table)

    assert places_worked_out(table, shown, least=SMALLEST_SHOWN) == [], (table, shown)


@pytest.mark.parametrize(
    "table",
    [
        # One small cell in a corner, and large ones around it.
        [[4, 90], [80, 70]],
        [[0, 90], [80, 70]],
        # Two small cells that share no row or column, so that each looks safe beside the other.
        [[3, 40, 40], [40, 2, 40], [40, 40, 40]],
        # A whole row, or a whole column, of small cells.
        [[1, 2, 1], [40, 30, 20], [20, 30, 40]],
        [[1, 40], [2, 30], [0, 20], [4, 10]],
        # A circle of hidden cells in which the small ones hold nothing that could be moved.
        [[0, 0, 9], [0, 9, 0], [9, 0, 0]],
        # All that is left to hide with is small itself.
        [[1, 0], [0, 1], [50, 50]],
        [[4, 4], [4, 4]],
        # One topic has nearly all there is.
        [[60, 40], [1, 0], [0, 0]],
        # Hidden cells in one column only, and one of them nearly all of it.
        [[99, 1], [1, 99]],
        [[5, 0, 0], [0, 5, 0], [0, 0, 5]],
    ],
)
def test_adversarial_tables_hold(table):
    shown = suppress_table(table)

    assert places_worked_out(table, shown) == [], shown


@st.composite
def concerns_in_several_rows(draw):
    """Draw the size of a table and, for each concern, its column and its rows."""
    rows, columns, most = draw(st.sampled_from([(3, 2, 25), (5, 2, 25), (8, 2, 25), (3, 3, 8)]))
    concern = st.tuples(
        st.integers(0, columns - 1), st.sets(st.integers(0, rows - 1), min_size=1, max_size=3)
    )
    return rows, columns, draw(st.lists(concern, min_size=1, max_size=most))


@settings(max_examples=150)
@given(concerns_in_several_rows())
def test_concerns_in_two_rows_do_not_give_a_cell_away(drawn):
    """The totals by column then count fewer than the rows do."""
    rows, columns, concerns = drawn
    table, column_totals = [[0] * columns for _ in range(rows)], [0] * columns
    for column, in_rows in concerns:
        column_totals[column] += 1
        for row in in_rows:
            table[row][column] += 1
    shown = suppress_table(table, most=column_totals)

    reader = Reader(shown, [sum(row) for row in table], column_totals)

    for row, column in product(range(rows), range(columns)):
        count = table[row][column]
        if shown[row][column] is None and count < SMALLEST_SHOWN:
            everything = Reader([[None] * columns] * rows, reader.row_totals, column_totals)
            # Only where the totals alone give it away can nothing be done.
            assert len(reader.values((row, column))) >= min(
                2, len(everything.values((row, column)))
            ), (table, shown)


def test_hiding_only_the_small_cells_of_a_table_or_each_row_by_itself_would_not_do():
    table = [[4, 90, 3], [80, 70, 60]]
    naive = [[None if count < SMALLEST_SHOWN else count for count in row] for row in table]

    assert places_worked_out(table, naive)
    assert places_worked_out(table, [suppress_row(row) for row in table])


def test_large_cells_of_a_table_stay_in_sight():
    assert suppress_table([[50, 40], [30, 20]]) == [[50, 40], [30, 20]]
    shown = suppress_table([[60, 50], [40, 3], [30, 6], [90, 80]])
    assert shown == [[60, 50], [None, None], [None, None], [90, 80]]


@pytest.mark.parametrize(
    ("rows", "columns", "total", "smallest"),
    [(2, 2, 20, 5), (3, 2, 12, 5), (3, 2, 10, 3), (2, 3, 7, 2), (3, 3, 6, 2)],
)
def test_a_reader_who_knows_the_method_learns_nothing_more(rows, columns, total, smallest):
    """Tables that look the same when published, and have the same totals, differ in each cell."""
    alike = defaultdict(list)
    for cells in rows_with_total(total, rows * columns):
        table = [cells[at : at + columns] for at in range(0, len(cells), columns)]
        if min(totals_of(table)[1]) >= smallest:
            shown = suppress_table(table, smallest=smallest)
            alike[str((totals_of(table), shown))].append((table, shown))
    assert len(alike) > 10
    for tables in alike.values():
        row_totals, _ = totals_of(tables[0][0])
        for row, column in product(range(rows), range(columns)):
            if tables[0][1][row][column] is None and 0 < row_totals[row] < total:
                values = {table[row][column] for table, _ in tables}
                assert len(values) > 1 or min(values) >= smallest, tables
