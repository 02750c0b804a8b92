"""1.1 makes lines of the schedule and of checklists, and smaller photos, of what 1.0 had."""

from io import BytesIO

import pytest
from PIL import Image

from coffeecop.models import ChecklistItem, ChecklistStep
from tests.old_rows import YEARS, add, add_department, app_at, move_to, rows_of
from tests.photos import photo_file
from tests.stored import all_of

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.exhaustive]


@pytest.fixture
def app_of_1_0(environ, new_database):
    with app_at("0030", environ, new_database) as app:
        yield app


def test_years_that_were_not_the_usual_ones_become_lines_of_the_schedule(app_of_1_0):
    add_department(retention_years=7, complaint_retention_years=5)
    move_to("head")

    assert [(rule.series, rule.keep) for rule in rows_of("retention_rules")] == [("concern", 7)]


def test_only_lists_that_there_are_get_the_line_about_the_council(app_of_1_0):
    add_department(**YEARS)
    other = add("agencies", time_zone="America/Los_Angeles", **YEARS)
    add("checklist_items", step="host", label=None)
    move_to("head")

    (council,) = all_of(ChecklistItem, step=ChecklistStep.COUNCIL)
    assert (council.agency_id, council.days_before) == (1, 7)
    assert all_of(ChecklistItem, agency_id=other) == []


def test_photos_larger_than_phones_show_them_are_made_smaller_and_others_stay(app_of_1_0):
    add_department(**YEARS)
    large, small = photo_file(size=(1600, 900)).read(), photo_file(size=(800, 600)).read()
    for content, width, height in ((large, 1600, 900), (small, 800, 600)):
        closed = {"status": "kept", "closed_at": None, "closed_by_id": 1}
        promise_id = add("promises", **{**closed, "closed_at": rows_of("staff")[0].created_at})
        add("promise_photos", promise_id=promise_id, content=content, width=width, height=height)
    move_to("head")

    first, second = rows_of("matter_photos")
    assert (first.width, first.height) == Image.open(BytesIO(first.content)).size == (1024, 576)
    assert second.content == small
