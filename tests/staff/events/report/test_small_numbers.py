"""A reader who has the report, both exports and the public pages, and knows how counts are hidden.

The public record adds how many concerns came in and what became of them, never by topic, time,
language or place. So the reader knows the total exactly.
"""

import random
from collections import Counter, defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffeecop.models import Phase, Topic
from coffeecop.staff.events.report import topics as report_topics
from coffeecop.staff.events.report.topics import RaisedTopic, join_small_phases, topic_table
from coffeecop.staff.summaries.suppression import SMALLEST_SHOWN
from tests.staff.events.report.reports import (
    csv_rows,
    make_reported,
    report_page,
    rows_of,
    xlsx_rows,
)
from tests.staff.summaries.test_suppression import Reader

pytestmark = pytest.mark.both_databases

MOST = 24
settings.register_profile("report", derandomize=True, deadline=None, database=None)


def raise_concerns(seed, number, *, topics=7):
    """Return topics of concerns: some have two, some none; most come before the event."""
    rng = random.Random(seed)  # noqa: S311
    weights = [rng.random() ** 2 + 0.02 for _ in range(topics)]
    raised = []
    for concern in range(number):
        phase = rng.choices(list(Phase), [6, 4, rng.choice([1, 3])])[0]
        chosen = set(rng.choices(range(1, topics + 1), weights, k=rng.choice([0, 1, 1, 1, 2])))
        raised += [RaisedTopic(concern, phase, topic) for topic in chosen or [None]]
    return raised


class ReaderWithoutOthers(Reader):
    """Who does not know how many concerns are in no line."""

    def _fits(self, *parts):
        return True


def worked_out(table, raised):
    """Return the small cells for which a reader of the table finds a single value."""
    if not table.lines:
        return []
    shown = [list(line.counts) for line in table.lines]
    kind = Reader if table.lines[-1].topic_id is None else ReaderWithoutOthers
    reader = kind(shown, [line.total for line in table.lines], list(table.totals))
    cells = true_cells(table, raised)
    found = []
    for row, column in product(range(len(shown)), range(len(table.columns))):
        if shown[row][column] is None and cells[row][column] < SMALLEST_SHOWN:
            values = reader.values((row, column))
            assert cells[row][column] in values
            if len(values) == 1:
                found.append((row, column))
    return found


def true_cells(table, raised):
    named = {line.topic_id for line in table.lines} - {None}
    cells = []
    for line in table.lines:
        own = {
            (each.concern_id, each.phase)
            for each in raised
            if (each.topic_id == line.topic_id if line.topic_id else each.topic_id not in named)
        }
        by_phase = Counter(phase for _, phase in own)
        cells.append([sum(by_phase[phase] for phase in column) for column in table.columns])
    return cells


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(10, 45))
def test_no_small_cell_of_the_topics_can_be_worked_out(seed, number):
    raised = raise_concerns(seed, number)
    table = topic_table(raised)

    assert worked_out(table, raised) == [], table
    for line in table.lines:
        assert SMALLEST_SHOWN <= line.total <= number - SMALLEST_SHOWN
        assert all(count is None or count >= SMALLEST_SHOWN for count in line.counts)


def test_without_complementary_suppression_the_reader_finds_cells(monkeypatch):
    """The negative control: this reader does find what is badly hidden."""

    def hide_only_small(rows, totals):
        return [[None if count < SMALLEST_SHOWN else count for count in row] for row in rows]

    monkeypatch.setattr(report_topics, "_suppressed", hide_only_small)
    tables = [(raise_concerns(seed, 40), seed) for seed in range(40)]

    assert [seed for raised, seed in tables if worked_out(topic_table(raised), raised)]


def test_times_with_few_concerns_cannot_be_worked_out_from_joined_ones():
    alike = defaultdict(list)
    for counts in product(range(MOST), repeat=len(Phase)):
        by_phase = dict(zip(Phase, counts, strict=True))
        columns = join_small_phases(by_phase)
        totals = tuple(sum(by_phase[phase] for phase in column) for column in columns)
        if SMALLEST_SHOWN <= sum(counts) < MOST:
            assert min(totals) >= SMALLEST_SHOWN
            alike[tuple(columns), totals].append(counts)
    for rows in alike.values():
        for values in map(set, zip(*rows, strict=True)):
            assert len(values) > 1 or min(values) >= SMALLEST_SHOWN


@pytest.mark.parametrize("seed", range(3))
def test_page_and_exports_together_show_no_more_than_one_of_them(plain_organizer, seed):
    event = make_reported(40, seed=seed)

    page = rows_of(report_page(plain_organizer, event), "topics")
    heading = "What people raised"
    of_csv = [row[1:] for row in csv_rows(plain_organizer, event) if row[0] == heading]
    of_xlsx = [row[1:] for row in xlsx_rows(plain_organizer, event) if row[0] == heading]

    width = len(page[0])
    assert [row[:width] for row in of_csv if len(row) >= width] == page
    assert [as_text(row[:width]) for row in of_xlsx if row[width - 1] != ""] == page
    shown = {row[0]: row[1:] for row in page[1:]}
    assert shown.pop("All concerns")[-1] == "40"
    names = {topic.name_en: topic.id for topic in Topic.query.all()}
    for name, (*cells, total) in shown.items():
        assert name in names or name == "All others, or no topic"
        numbers = [int(cell) for cell in cells if cell != "hidden"]
        assert min(numbers, default=SMALLEST_SHOWN) >= SMALLEST_SHOWN
        # Never one hidden cell alone in a line: the total would tell it.
        assert cells.count("hidden") != 1
        assert SMALLEST_SHOWN <= int(total) <= 40 - SMALLEST_SHOWN


def as_text(row):
    return [str(int(cell)) if isinstance(cell, float) else cell for cell in row]
