"""Off hides the record; what came in meanwhile is in it all the same."""

import pytest

from coffeecop.concerns import verbs
from coffeecop.db import db, db_writes
from coffeecop.models import Concern
from coffeecop.parts.public_record.jobs import record_unrecorded
from coffeecop.parts.public_record.models import (
    PublicRecordEntry,
    PublicRecordHead,
    PublicRecordRoot,
    RecordState,
)
from coffeecop.parts.public_record.tests.rows import make_record
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_event, make_past_event, make_staff, pass_night, save
from tests.findings import faults_found
from tests.of_parts import turn_parts_off
from tests.public.concerns.sent_concern import CODE
from tests.stored import all_of, reload

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(app):
    """An event that is over, with a seal over five lines."""
    event = make_past_event()
    make_record(4, event=event)
    make_concern(event=event, kind="question", receipt_hash=hash_code(CODE))
    pass_night()
    return event


def turn_on(agency):
    save(agency, parts_off=[])


def shown(visitor, event):
    """Return what residents find of it, page by page."""
    own = f"/events/{event.slug}"
    pages = (f"{own}/record", f"/es{own}/record.json", f"/receipts/{CODE}/proof.json")
    return [
        *(visitor.get(page).status == 200 for page in pages),
        visitor.get(own).has(f"a[href='{own}/record']"),
        visitor.get(f"/receipts/{CODE}").has("a[href$='proof.json']"),
    ]


def test_off_is_off_and_on_again_shows_what_was_there(visitor, event):
    assert shown(visitor, event) == [True] * 5
    turn_parts_off(event.agency)
    assert shown(visitor, event) == [False] * 5

    turn_on(reload(event).agency)
    assert shown(visitor, event) == [True] * 5


def test_what_happens_while_it_is_off_is_in_it_and_no_seal_says_that_it_was_published(event):
    kept, *_others = db.session.query(Concern).order_by(Concern.id)
    turn_parts_off(event.agency)
    with db_writes():
        verbs.destroy(db.session.get_one(Concern, kept.id), by=None)
    make_concern(event=event)
    pass_night(days=2)

    states = [entry.state_after for entry in all_of(PublicRecordEntry)]
    assert states[5:] == [RecordState.DESTROYED, RecordState.NOTED]
    assert [root.size for root in all_of(PublicRecordRoot)] == [5]
    assert faults_found() == []

    turn_on(reload(event).agency)
    pass_night(days=3)
    assert [root.size for root in all_of(PublicRecordRoot)] == [5, 7]
    assert faults_found() == []


def test_who_never_had_it_has_none_and_begins_on_the_day_it_is_turned_on(app):
    event, officer = make_event(), make_staff()
    turn_parts_off(event.agency)
    gone, concern = make_concern(event=event), make_concern(event=event)
    with db_writes():
        verbs.hide(db.session.get_one(Concern, concern.id), "spam", by=officer)
        verbs.destroy(db.session.get_one(Concern, gone.id), by=None)
    record_unrecorded()
    assert (all_of_none(PublicRecordHead), all_of_none(PublicRecordEntry)) == (0, 0)

    turn_on(reload(event).agency)
    record_unrecorded()
    assert [(e.state_before, e.state_after) for e in all_of(PublicRecordEntry)] == [
        (None, RecordState.HIDDEN)
    ]


def all_of_none(model):
    return db.session.query(model).count()


def test_residents_read_what_is_stored_as_long_as_it_is(visitor, event):
    page = "/privacy?again={}"
    told = "A line in the public record"
    assert told in visitor.get(page.format(1)).words
    turn_parts_off(event.agency)
    assert told in visitor.get(page.format(2)).words, "it is written on"

    for model in (PublicRecordRoot, PublicRecordEntry, PublicRecordHead):
        db.session.query(model).delete()
    db.session.commit()
    assert told not in visitor.get(page.format(3)).words
