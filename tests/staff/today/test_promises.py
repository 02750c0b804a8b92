"""Promises that are late or due soon, for those who see to them."""

import pytest

from coffeecop.models import PromiseStatus, Role
from tests.factories import make_agency, make_event, make_promise, make_venue, sign_in

pytestmark = pytest.mark.both_databases


def test_ones_own_promises_are_told_and_to_organizers_all(plain_visitor):
    venue = make_event().venue
    officer = sign_in(plain_visitor, Role.OFFICER)
    make_promise(venue=venue, owner=officer, days=-1)
    make_promise(venue=venue, deputy_id=officer.id, days=7)
    make_promise(venue=venue, days=-1)
    make_promise(venue=venue, owner=officer, days=8)
    make_promise(venue=venue, owner=officer, days=-9, status=PromiseStatus.KEPT)

    own = plain_visitor.get("/staff").text(".promises-due")
    sign_in(plain_visitor, Role.ORGANIZER)
    everybodys = plain_visitor.get("/staff").text(".promises-due")

    assert own == "1 promise is overdue 1 promise is due within a week"
    assert everybodys == "2 promises are overdue 1 promise is due within a week"


def test_without_any_nothing_is_said(plain_visitor):
    make_promise(venue=make_venue(agency=make_agency()), days=-1)
    sign_in(plain_visitor, Role.ORGANIZER, agency=make_agency())

    assert not plain_visitor.get("/staff").has(".promises-due")
