"""1.1 chains the roots of the public record that were published before."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from coffeecop.db import db
from coffeecop.maintenance.verify import verify
from coffeecop.models import PublicRecordRoot
from tests.factories import make_concern, make_event, make_record, pass_night
from tests.stored import all_of

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.exhaustive]


def test_roots_from_before_are_chained_as_new_ones_are(fresh_app):
    with fresh_app.app_context():
        for event in (make_event(), make_event()):
            make_record(5, event=event)
            make_concern(event=event)
            pass_night(days=2)
        before = [root.hash for root in all_of(PublicRecordRoot)]
        assert len(set(before)) == 4
        db.session.rollback()

        downgrade(revision="0030")
        columns = inspect(db.engine).get_columns("public_record_roots")
        assert "hash" not in {column["name"] for column in columns}
        upgrade()

        assert [root.hash for root in all_of(PublicRecordRoot)] == before
        assert verify().faults == []
