"""People count themselves in at the door, once per phone and event."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine

from coffeecop.models import Arrival, CountedBy
from coffeecop.public.forms import door as forms
from coffeecop.web.forms import new_form_key
from coffeecop.web.tokens import door_code
from tests.colleagues import post_all
from tests.factories import make_cancelled, make_draft, make_event, make_past_event
from tests.stored import all_of, one_of
from tests.visitor import Visitor


def door(event, prefix=""):
    return f"{prefix}/events/{event.slug}/arrival"


def scanned(event, prefix=""):
    return f"{door(event, prefix)}?door={door_code(event)}"


def come(visitor, event, **fields):
    return visitor.post(door(event), **{"party_size": "1", "door": door_code(event), **fields})


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_one_tap_counts_and_leads_to_what_is_on_ones_mind(visitor, event, prefix):
    page = visitor.get(scanned(event, prefix))
    assert page.has("#arrival-form button")
    assert page.one("[name=door]")["type"] == "hidden"

    sent = visitor.post(page.one("#arrival-form")["action"], party_size="1")
    counted = visitor.follow(sent)

    assert counted.has("#concern-form textarea")
    arrival = one_of(Arrival)
    assert (arrival.people, arrival.counted_by) == (1, CountedBy.DOOR)
    assert arrival.staff_id is None
    # No cache keeps these pages.
    again = visitor.get(door(event, prefix))
    answers = (page, sent, counted, again)
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


def test_a_phone_is_counted_once_at_each_event(visitor, event):
    come(visitor, event)

    again = visitor.get(door(event))
    come(visitor, event)

    assert again.location == f"{door(event)}/thanks"
    assert len(all_of(Arrival)) == 1
    come(visitor, make_event(starts_at=event.starts_at))
    assert len(all_of(Arrival)) == 2


def test_the_cookie_says_nothing_and_ends_with_the_event(visitor, event):
    pages = (door(event), f"{door(event)}/thanks", f"/events/{event.slug}", "/")
    assert [path for path in pages if "Set-Cookie" in visitor.get(path).headers] == []

    cookie = come(visitor, event).cookies[f"counted-{event.id}"]

    assert cookie.value == "1"
    assert parsedate_to_datetime(cookie["expires"]) == event.ends_at
    assert (cookie["samesite"], cookie["httponly"], cookie["secure"]) == ("Lax", True, "")
    assert not cookie["max-age"]


@pytest.mark.usefixtures("over_https")
def test_over_https_the_cookie_is_of_this_host_alone(visitor, event):
    cookie = come(visitor, event).cookies[f"__Host-counted-{event.id}"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert visitor.get(door(event)).location == f"{door(event)}/thanks"


@pytest.mark.both_databases
@pytest.mark.usefixtures("unlimited")
def test_one_form_sent_20_times_at_once_counts_once(app, event):
    size = {"party_size": "5", "exact_size": "12"}
    form = {**size, "door": door_code(event), "form_key": new_form_key()}

    statuses, _ = post_all(app, [(door(event), form)] * 20)

    assert set(statuses) == {303}
    assert one_of(Arrival).people == 12


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-31, False), (-30, True), (0, True), (89, True), (90, False)]
)
def test_the_door_is_open_from_half_an_hour_before_until_the_end(visitor, event, minutes, is_open):
    with time_machine.travel(event.starts_at + timedelta(minutes=minutes), tick=False):
        assert visitor.get(door(event)).has("#arrival-form") is is_open
        assert come(visitor, event).status == (303 if is_open else 422)

    assert len(all_of(Arrival)) == is_open


@pytest.mark.parametrize(
    ("make", "told"),
    [(make_event, "You can count yourself in from"), (make_past_event, "This event is over")],
)
def test_who_comes_too_early_or_too_late_is_led_to_the_event(visitor, make, told):
    event = make()

    page = visitor.get(door(event))

    assert told in page.words
    assert page.one("#arrival a.button")["href"] == f"/events/{event.slug}"


def test_nobody_is_counted_at_a_draft_or_a_cancelled_event(visitor, event):
    draft = make_draft(starts_at=event.starts_at)
    cancelled = make_cancelled(starts_at=event.starts_at)

    assert visitor.get(door(draft)).status == come(visitor, draft).status == 404
    assert "It won't take place." in visitor.get(door(cancelled)).words
    assert come(visitor, cancelled).status == 422
    assert all_of(Arrival) == []


def test_without_the_code_of_the_day_nobody_is_counted(visitor, event):
    tomorrow = make_event(starts_at=event.starts_at + timedelta(days=1))
    for wrong in ("", "aaaaaa", door_code(tomorrow), "x" * 5000, "é", "\u0000"):
        page = come(visitor, event, door=wrong)
        assert "Type the six letters and digits" in page.refused("#door-error")
    for odd in ("aaaaaa", "1&_external=1&door=2", "é"):
        page = visitor.get(f"{door(event)}?door={odd}")
        assert page.one("[name=door]")["type"] == "text"
    assert visitor.get(door(event)).one("[name=door]").get("value", "") == ""
    assert all_of(Arrival) == []


@pytest.mark.parametrize("write", [str.upper, str.lower, "-".join, " ".join])
def test_the_code_is_typed_as_people_type_it(visitor, event, write):
    code = door_code(event)
    typed = f" {write(code if write in (str.upper, str.lower) else (code[:3], code[3:]))} "

    assert come(visitor, event, door=typed, party_size="2").status == 303
    assert one_of(Arrival).people == 2


def test_who_came_by_the_sheet_and_looked_at_the_event_first_types_no_code(plain_visitor, event):
    to_event = plain_visitor.get(scanned(event)).one(".event-line a")["href"]
    to_door = plain_visitor.get(to_event).one(f"a[href^='{door(event)}']")["href"]

    page = plain_visitor.get(to_door)
    assert page.one("[name=door]")["type"] == "hidden"
    # What is shared of the event lets nobody else count.
    shared = plain_visitor.get(to_event).one("[data-share]")["data-copy"]
    assert door_code(event) not in shared


def test_the_code_goes_along_to_the_other_language_and_nowhere_else(plain_visitor, event):
    page = plain_visitor.get(scanned(event))
    code = door_code(event)

    assert page.one("a[hreflang=es]")["href"] == scanned(event, "/es")
    assert code not in plain_visitor.get(f"/events/{event.slug}").body
    assert code not in plain_visitor.get(door(event)).body


def test_one_sender_counts_no_crowd_and_keeps_nobody_else_out(app, event, monkeypatch):
    monkeypatch.setattr(forms, "PEOPLE_OF_SENDER", "40 per minute")
    crowd = {"party_size": "5", "exact_size": "20"}
    statuses = [come(Visitor(app), event, **crowd).status for _ in range(3)]
    assert statuses == [303, 303, 429]

    other = Visitor(app)
    other.client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert come(other, event).status == 303


def test_a_whole_cafe_may_come_through_one_address(app, event):
    answers = [come(Visitor(app), event).status for _guest in range(60)]

    assert set(answers) == {303}
    too_many = come(Visitor(app), event)
    assert too_many.status == 429
    assert too_many.has("#arrival-form [role=alert]")
