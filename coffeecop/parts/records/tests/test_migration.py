"""What a department counts with moves from its row to a table of the part."""

import pytest

from coffeecop.parts.records.models.requests import due_day
from coffeecop.parts.records.models.settings import settings_of
from tests.factories import the_agency
from tests.old_rows import MOMENT, add, add_department, app_at, move_to, rows_of

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def test_each_department_goes_on_counting_as_it_did(environ, new_database):
    with app_at("1.1", environ, new_database):
        texas = {"fiscal_year_month": 9, "request_in_business_days": True}
        add_department(**texas, request_days=7, closed_days=["2026-12-25"])
        other = add("agencies", time_zone="America/Los_Angeles")
        move_to("head")

        told = {row.agency_id: row for row in rows_of("records_settings")}
        assert {*told} == {1, other}
        assert (told[other].fiscal_year_month, told[other].request_days) == (7, 10)
        own = settings_of(the_agency())
        assert (own.fiscal_year_month, own.request_days, own.closed_days) == (9, 7, ["2026-12-25"])
        assert len(rows_of("staff")) == 1
        assert due_day(MOMENT.date(), the_agency()).isoformat() == "2026-02-10"
