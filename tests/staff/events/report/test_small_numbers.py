"""A reader who has the report, both exports and the public pages, and knows how counts are hidden.

The public record adds how many concerns came in and what became of them, never by topic, time,
language or place. So the reader knows the total exactly.
"""

import random
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffeecop.staff.events.report.figures import SMALLEST_SHOWN
from coffeecop.staff.events.report.topics import topic_lines
from tests.staff.events.report.reports import (
    csv_rows,
    make_reported,
    report_page,
    rows_of,
    xlsx_rows,
)

pytestmark = pytest.mark.both_databases
settings.register_profile("report", derandomize=True, deadline=None, database=None)


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
def test_no_line_of_the_topics_and_nothing_beside_it_is_small(seed, number):
    raised = raise_concerns(seed, number)
    concerns = defaultdict(set)
    for concern, topic in raised:
        concerns[topic].add(concern)

    lines = topic_lines(raised)

    named = {line.subject for line in lines} - {None}
    for line in lines:
        assert SMALLEST_SHOWN <= line.total <= number - SMALLEST_SHOWN
        if line.subject:
            assert line.total == len(concerns[line.subject])
    others = {concern for concern, topic in raised if topic not in named}
    assert not named or len(others) >= SMALLEST_SHOWN


@pytest.mark.parametrize("seed", range(3))
def test_page_and_exports_say_the_same(plain_organizer, seed):
    event = make_reported(40, seed=seed)

    page = rows_of(report_page(plain_organizer, event), "topics")
    heading = "What people raised"
    of_csv = [row[1:] for row in csv_rows(plain_organizer, event) if row[0] == heading]
    of_xlsx = [row[1:] for row in xlsx_rows(plain_organizer, event) if row[0] == heading]

    assert [row[:2] for row in of_csv if len(row) > 1] == page
    assert [as_text(row[:2]) for row in of_xlsx if row[1] != ""] == page
    assert ["All concerns", "40"] in page


def as_text(row):
    return [str(int(cell)) if isinstance(cell, float) else cell for cell in row]
