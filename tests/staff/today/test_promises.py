"""Promises that are late or due soon, for those who see to them."""

import pytest

from coffeecop.db import now
from coffeecop.models import PromiseStatus, PromiseUpdate, Role
from tests.factories import (
    make_agency,
    make_event,
    make_past_event,
    make_promise,
    make_public_answer,
    make_venue,
    save,
    sign_in,
)

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


def test_what_is_published_in_one_language_is_told_to_organizers_with_links(plain_visitor):
    event = make_past_event(we_did_en=None, we_did_es="Un alto.", we_did_published_at=now())
    make_promise(venue=event.venue, public_es=None, days=30)
    told = make_promise(venue=event.venue, days=30)
    for body_es in ("Pedida.", None):
        texts = {"body_en": "Ordered.", "body_es": body_es}
        save(
            PromiseUpdate(
                promise_id=told.id, staff_id=told.owner_id, form_key_hash=f"{body_es}", **texts
            )
        )
    make_public_answer(question_es=None, answer_es=None)
    make_public_answer(question_es=None, answer_es=None, is_published=False)
    make_promise(venue=event.venue, public_es=None, is_public=False)
    make_event()
    sign_in(plain_visitor, Role.OFFICER)
    assert not plain_visitor.get("/staff").has(".in-one-language")

    sign_in(plain_visitor, Role.ORGANIZER)
    page = plain_visitor.get("/staff")

    lines = ["1 is published in Spanish only", "3 are published in English only"]
    assert sorted(page.texts(".in-one-language summary")) == lines
    assert len(page.select(".in-one-language a")) == 4
