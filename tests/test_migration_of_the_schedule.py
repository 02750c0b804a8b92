"""1.1 makes lines of the schedule of the years that a department had set, and goes back."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from coffeecop.db import db
from coffeecop.models import Series
from coffeecop.models.retention import PLAIN, rule_of, starter_schedules
from tests.factories import make_agency, make_rule
from tests.stored import reload

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.exhaustive]
YEARS = "SELECT retention_years, complaint_retention_years FROM agencies ORDER BY id"


def test_years_become_lines_and_lines_become_years(fresh_app):
    with fresh_app.app_context():
        usual, other, short = make_agency(), make_agency(), make_agency()
        make_rule(Series.CONCERN, agency=other, keep=7)
        make_rule(Series.COMPLAINT, agency=other, keep=15)
        # Fewer than the columns took.
        make_rule(Series.COMPLAINT, agency=short, keep=2)
        db.session.rollback()

        downgrade(revision="0030")
        with db.engine.connect() as connection:
            assert [*map(tuple, connection.execute(text(YEARS)))] == [(2, 5), (7, 15), (2, 5)]

        upgrade()
        plain = starter_schedules()[PLAIN].lines
        for agency, expected in ((usual, [2, 5]), (other, [7, 15]), (short, [2, 5])):
            found = reload(agency)
            series = (Series.CONCERN, Series.COMPLAINT)
            assert [rule_of(found, each).keep for each in series] == expected
            assert rule_of(found, Series.CONTACT).keep == plain[Series.CONTACT]["keep"]
        assert reload(usual).retention_rules == []
