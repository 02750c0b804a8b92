"""0047 lets requests and holds have more than concerns, and goes back to concerns alone."""

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from coffeecop import MIGRATIONS
from coffeecop.db import db
from coffeecop.models import HeldRecord, RecordKind, Redaction, RequestItem
from tests.factories import make_concern, make_event, make_promise, make_request, save

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
# What stood before it.
BEFORE = next(
    script.down_revision
    for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    if script.revision == "0047"
)


def test_what_is_a_concern_stays_both_ways_and_the_rest_is_not_lost(fresh_app):
    with fresh_app.app_context():
        event = make_event()
        concern = make_concern(event=event)
        request = make_request(concern)
        of_one = {"kind": RecordKind.CONCERN, "number": concern.id}
        save(Redaction(request_id=request.id, words="Maple", code="Privacy", **of_one))
        save(Redaction(request_id=request.id, words="Ann", code="Privacy"))
        db.session.rollback()

        downgrade(revision=BEFORE)
        with db.engine.connect() as connection:
            rows = connection.execute(text("SELECT concern_id, words FROM redactions ORDER BY id"))
            assert [tuple(row) for row in rows] == [(concern.id, "Maple"), (None, "Ann")]

        upgrade()
        kept = (RecordKind.CONCERN, concern.id)
        for table in (RequestItem, HeldRecord):
            refs = db.session.execute(select(table.kind, table.number, table.concern_id))
            assert [tuple(row) for row in refs] == [(*kept, concern.id)]
        refs = db.session.execute(select(Redaction.kind, Redaction.number).order_by(Redaction.id))
        assert [tuple(row) for row in refs] == [kept, (None, None)]
        # Goes on from the last id.
        save(Redaction(request_id=request.id, words="Bob", code="Privacy"))
        make_request(make_promise(event=event))
        db.session.rollback()
        with pytest.raises(Exception, match="lost or orphaned: .*(held_records|request_items), "):
            downgrade(revision=BEFORE)
