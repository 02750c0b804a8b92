"""Whoever deletes or wipes a row asks whether a case needs it."""

from coffeecop.db import db
from coffeecop.models import Concern, Event
from coffeecop.models.may_go import may_go, may_go_condition
from tests.factories import make_concern
from tests.of_parts import turn_parts_off


def goes(model):
    return {row.id for row in db.session.query(model).filter(may_go_condition(model))}


def test_what_a_case_needs_may_not_go(needed, app):
    first, second = make_concern(), make_concern()
    needed(first)

    assert (may_go(first), may_go(second)) == (False, True)
    assert goes(Concern) == {second.id}
    assert may_go(first.event)
    assert goes(Event) == {first.event_id, second.event_id}


def test_without_anybody_who_keeps_something_all_may_go(app, monkeypatch, queries):
    monkeypatch.setattr("coffeecop.models.may_go.links_of", lambda _agency, _kind: [])
    concern = make_concern()

    with queries() as statements:
        assert may_go(concern)
    assert statements == []
    assert goes(Concern) == {concern.id}


def test_what_is_needed_stays_where_a_department_has_all_parts_off(needed, app):
    concern = make_concern()
    needed(concern)

    turn_parts_off(concern.event.agency)

    assert not may_go(concern)
