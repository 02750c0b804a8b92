"""The record of what was merged until 1.1 is corrected by entries."""

import pytest
from flask_migrate import upgrade
from sqlalchemy import select, update

from coffeecop.db import db, db_writes
from coffeecop.models import Concern
from coffeecop.parts.public_record import log
from coffeecop.parts.public_record.faults import public_record_faults
from coffeecop.parts.public_record.jobs import record_unrecorded
from coffeecop.parts.public_record.states import last_state
from tests.maintenance.test_migration_of_merges import app_of_1_0, before, ids, stored  # noqa: F401  (fixtures)
from tests.old_rows import reflected

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.exhaustive]


def test_the_public_record_is_corrected_by_the_next_run_of_the_worker(ids, monkeypatch):  # noqa: F811
    corrected, same = ids["not answered"], ids["answered too"]
    concerns, of_both = reflected("concerns"), [corrected, same]
    with db.engine.begin() as connection:
        kept = connection.execute(
            select(concerns.c.id, concerns.c.merged_into_id).where(concerns.c.id.in_(of_both))
        ).all()
        as_main = {"state": "answered", "merged_into_id": None}
        when = {"first_answer_at": stored("first_answer_at", 5)}
        connection.execute(
            update(concerns).where(concerns.c.id.in_(of_both)).values(**as_main, **when)
        )
    # As 1.1 did, which had no parts.
    events = db.session.scalars(select(Concern.event_id).where(Concern.id.in_(of_both))).all()
    monkeypatch.setattr(log, "events_of", lambda _concern_ids: {*events})
    with db_writes():
        log.record_states(of_both)
    monkeypatch.undo()
    with db.engine.begin() as connection:
        for concern_id, main_id in kept:
            merged = {"state": "merged", "merged_into_id": main_id}
            connection.execute(update(concerns).where(concerns.c.id == concern_id).values(merged))

    upgrade()
    record_unrecorded()

    recorded = dict(
        db.session.execute(select(Concern.id, last_state()).where(Concern.id.in_(of_both))).all()
    )
    assert recorded == {corrected: "waiting", same: "answered"}
    assert list(public_record_faults()) == []
