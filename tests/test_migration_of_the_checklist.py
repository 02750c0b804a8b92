"""1.1 gives each department's checklist a line about the council, and goes back without a loss."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from coffeecop.db import db, now
from coffeecop.models import ChecklistItem, ChecklistTick
from coffeecop.models import ChecklistStep as Step
from tests.factories import make_agency, make_checklist, make_event, make_staff, save
from tests.stored import all_of

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
STEPS = "SELECT count(*) FROM checklist_items WHERE step IS NOT NULL"


def test_lines_stay_with_their_ticks_and_only_lists_without_one_get_it(fresh_app):
    with fresh_app.app_context():
        has_list, has_own, has_none = make_agency(), make_agency(), make_agency()
        item = make_checklist(agency=has_list)[Step.COUNCIL]
        event, officer = make_event(agency=has_list), make_staff(agency=has_list)
        save(ChecklistTick(event_id=event.id, item_id=item.id, ticked_by_id=officer.id))
        own = {"agency_id": has_own.id, "days_before": 1, "retired_at": now()}
        save(ChecklistItem(label="Bring cookies", **own))
        ids = item.id, [has_list.id, has_own.id], has_none.id
        db.session.rollback()

        downgrade(revision="0030")
        with db.engine.connect() as connection:
            assert connection.scalar(text(STEPS)) == len(Step) - 1
        upgrade()

        item_id, with_lists, without = ids
        council = all_of(ChecklistItem, step=Step.COUNCIL)
        assert [each.agency_id for each in council] == with_lists
        assert (council[0].id, council[0].label) == (item_id, None)
        assert [tick.item_id for tick in all_of_ticks()] == [item_id]
        assert all_of(ChecklistItem, agency_id=without) == []


def all_of_ticks():
    return db.session.query(ChecklistTick).all()
