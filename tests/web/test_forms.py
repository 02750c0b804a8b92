"""The key of a resident's form: signed, and not for ever."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import Concern
from coffeecop.web.forms import LONGEST_FORM_LIFE, new_form_key
from tests.factories import make_event


def send(visitor, event, **fields):
    fields = {"body": "Cars speed.", "outcome": "talk", **fields}
    return visitor.post(f"/events/{event.slug}/concerns", **fields)


@pytest.mark.parametrize("key", ["", "k" * 22, "k.k.k", "ñ\u202e.🙂", "x" * 5000])
def test_a_forged_key_gives_the_form_back_with_a_new_one(visitor, key):
    event = make_event()

    page = send(visitor, event, form_key=key)

    assert page.status == 422
    assert "out of date" in page.text("[role=alert]")
    assert page.value("#body") == "Cars speed."
    assert page.one("[value=talk]").has_attr("checked")
    assert db.session.query(Concern).count() == 0
    assert send(visitor, event, form_key=page.value("[name=form_key]")).status == 303


def test_a_form_without_a_key_is_given_back(app, plain_visitor):
    event = make_event()

    answer = plain_visitor.client.post(f"/events/{event.slug}/concerns", data={"body": "Cars."})

    assert answer.status_code == 422


def test_a_page_left_open_for_a_week_still_sends_and_a_day_later_asks_once_more(visitor):
    event, key = make_event(), new_form_key()

    with time_machine.travel(now() + LONGEST_FORM_LIFE - timedelta(minutes=1), tick=False):
        assert send(visitor, event, form_key=key).status == 303
    with time_machine.travel(now() + LONGEST_FORM_LIFE + timedelta(days=1), tick=False):
        page = send(visitor, event, form_key=key, body="Dogs bark.")
        assert page.status == 422
        assert page.value("#body") == "Dogs bark."


def test_a_ready_made_page_carries_keys_that_work(visitor):
    event = make_event()
    pages = [visitor.get(f"/events/{event.slug}", **{"HX-Request": "false"}) for _ in range(2)]
    keys = [page.value("#concern-form [name=form_key]") for page in pages]

    assert keys[0] != keys[1]
    for key in keys:
        assert send(visitor, event, form_key=key).status == 303
