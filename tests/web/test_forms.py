"""The key of a resident's form: signed, and not for ever."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import Concern, Rsvp
from coffeecop.web.forms import LONGEST_FORM_LIFE, new_form_key
from tests.factories import make_event


def send(visitor, event, **fields):
    fields = {"body": "Cars speed.", "talk": "y", **fields}
    return visitor.post(f"/events/{event.slug}/concerns", **fields)


@pytest.mark.parametrize("key", ["", "k" * 22, "k.k.k", "ñ\u202e.🙂", "x" * 5000])
def test_a_forged_key_gives_the_form_back_with_a_new_one(visitor, key):
    event = make_event()

    page = send(visitor, event, form_key=key)

    assert "out of date" in page.refused("[role=alert]")
    assert page.value("#body") == "Cars speed."
    assert "checked" in page.one("[name=talk]")
    assert db.session.query(Concern).count() == 0
    assert send(visitor, event, form_key=page.value("[name=form_key]")).status == 303


def test_a_page_left_open_for_a_week_still_sends_and_a_day_later_asks_once_more(visitor):
    event, key = make_event(), new_form_key()

    with time_machine.travel(now() + LONGEST_FORM_LIFE - timedelta(minutes=1), tick=False):
        assert send(visitor, event, form_key=key).status == 303
    with time_machine.travel(now() + LONGEST_FORM_LIFE + timedelta(days=1), tick=False):
        page = send(visitor, event, form_key=key, body="Dogs bark.")
        assert page.status == 422
        assert page.value("#body") == "Dogs bark."


def test_a_second_person_on_the_same_phone_sends_an_rsvp_of_their_own(visitor):
    event, key = make_event(), new_form_key()
    path = f"/events/{event.slug}/rsvps"
    ann = {"party_size": "2", "name": "Ann Example", "email": "ann@example.org"}

    first = visitor.post(path, form_key=key, **ann)
    for other in ({"party_size": "3"}, {**ann, "needs": "step_free"}):
        second = visitor.post(path, form_key=key, **other)
        assert second.location != first.location, other
        assert "ann@example.org" not in visitor.follow(second).body or "email" in other

    assert db.session.query(Rsvp).count() == 3
