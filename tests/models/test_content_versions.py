"""Each change of what residents see makes the pages of its department anew, and no others."""

import pytest
from sqlalchemy import select

from coffeecop import models
from coffeecop.db import db
from coffeecop.models.event.parts import RosterLanguage
from coffeecop.models.keys import ShownInPublic
from tests.factories import make_agency, make_event, make_one_of_each, save
from tests.of_parts import of_parts
from tests.stored import content_versions

# A change of each kind of row.
CHANGES = {
    models.Agency: {"phone": "805-555-0199"},
    models.Event: {"title_en": "Coffee at the library"},
    models.Matter: {"asked_en": "An unlit crosswalk."},
    models.MatterConcern: {"is_quoted": True},
    models.MatterPhoto: {"alt_en": "Two lights"},
    models.MatterStep: {"state": models.MatterState.ANSWERED, "said_en": "Two lights."},
    models.RosterEntry: {"name": "Sgt. Example"},
    RosterLanguage: {"language": models.SpokenLanguage.SPANISH},
    models.Service: {"phone": "805-555-0199"},
    models.Topic: {"name_en": "Streets"},
    models.Venue: {"name": "Example Library"},
    **dict(of_parts("SHOWN_IN_PUBLIC", "rows")),
}


@pytest.fixture
def own(app):
    """The department that has one of each."""
    make_one_of_each()
    make_agency()
    return db.session.scalars(select(models.Agency).order_by(models.Agency.id)).first()


def changed(before):
    """Return whether something was invalidated for all, and whose pages were."""
    (all_before, before), (all_now, current) = before, content_versions()
    return all_now != all_before, {each for each in current if current[each] != before.get(each)}


def test_every_kind_of_row_makes_the_pages_of_its_own_department_anew(own):
    assert set(CHANGES) == set(ShownInPublic.__subclasses__())
    for kind, values in CHANGES.items():
        before = content_versions()
        row = db.session.scalars(select(kind).order_by(*kind.__table__.primary_key)).first()
        assert all(getattr(row, name) != value for name, value in values.items())
        save(row, **values)
        assert changed(before) == (False, {own.id}), kind


def test_what_is_new_and_what_is_gone_does_too(app):
    event = make_event(roster=["Lt. Sample", "Officer Example"])
    make_event(agency=make_agency())
    for change in (
        lambda: event.roster.append(models.RosterEntry(name="Sgt. Example")),
        lambda: event.roster[1].languages.add(models.SpokenLanguage.SPANISH),
        lambda: event.roster[1].languages.clear(),
        lambda: event.roster.pop(),
        lambda: db.session.delete(event),
    ):
        before = content_versions()
        change()
        db.session.commit()
        assert changed(before) == (False, {event.agency_id})


def test_a_second_department_makes_all_pages_anew(app):
    # The site was called like the first.
    make_event()
    before = content_versions()

    second = make_agency()

    assert changed(before) == (True, {second.id})


def test_a_change_does_not_wait_for_the_worker_that_saves_what_it_read(app):
    event = make_event()
    with db.engine.connect() as worker:
        worker.execute(select(models.Agency.id).with_for_update(read=True)).all()
        before = content_versions()
        save(event, title_en="Coffee at the library")

    assert changed(before) == (False, {event.agency_id})
