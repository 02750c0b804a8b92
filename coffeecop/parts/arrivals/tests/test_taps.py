"""Officers count who comes, on several phones at once."""

from datetime import timedelta

import pytest

from coffeecop.db import db, db_writes, now
from coffeecop.models import Arrival, CountedBy, Event, Role
from coffeecop.parts.arrivals.counting import undo_arrival
from tests.colleagues import run_concurrently
from tests.factories import make_cancelled, make_draft, make_event, make_staff, save, sign_in
from tests.staff.form_filling import whole
from tests.stored import all_of, reload
from tests.visitor import Visitor


def page_of(event):
    return f"/staff/events/{event.id}/arrivals"


def tap(visitor, event, key="k" * 32, people=1):
    return visitor.post(page_of(event), key=key, people=people)


def key(number):
    return f"{number:032d}"


def undo(visitor, event, arrival_id=None):
    if arrival_id is None:
        arrival_id = visitor.get(page_of(event)).value("[name=arrival_id]")
    return visitor.post(f"{page_of(event)}/undo", arrival_id=arrival_id)


def come_in_at_the_door(event, people):
    save(Arrival(event_id=event.id, form_key_hash="door", people=people, counted_by=CountedBy.DOOR))


def total():
    return sum(arrival.people for arrival in all_of(Arrival))


def test_each_tap_counts_and_the_page_says_who_counted(officer, event):
    come_in_at_the_door(event, 8)
    tap(officer, event, key(1))

    counted = officer.follow(tap(officer, event, key(2), people=4))

    assert counted.text(".head-count") == "13 counted: 5 by officers, 8 at the door"
    assert {arrival.staff_id for arrival in all_of(Arrival)} == {officer.member.id, None}


@pytest.mark.both_databases
def test_of_20_phones_at_once_each_tap_counts_once_however_often_it_is_sent(app, event):
    officer = Visitor(app)
    sign_in(officer, Role.OFFICER)
    cookie = officer.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    path, phones = page_of(event), [Visitor(app) for _ in range(20)]
    for phone in phones:
        phone.client.set_cookie(cookie.key, cookie.value)
        phone.csrf_token = officer.csrf_token

    def tap_own_and_shared(number, phone):
        keys = key(number), key(99)
        return [phone.post(path, key=each, people=1, form_key="").status for each in keys]

    assert run_concurrently(phones, tap_own_and_shared) == [[303] * 2] * 20
    assert total() == 21


@pytest.mark.both_databases
def test_undo_takes_back_ones_own_last_tap_alone_and_once(app, officer, event):
    come_in_at_the_door(event, 8)
    colleague = Visitor(app)
    sign_in(colleague, Role.OFFICER)
    tap(colleague, event, key(3), people=4)
    theirs = all_of(Arrival)
    tap(officer, event, key(1), people=2)
    tap(officer, event, key(2), people=3)
    last = officer.get(page_of(event)).value("[name=arrival_id]")

    for _again in range(2):
        page = officer.follow(undo(officer, event, last))
    assert page.text(".head-count").startswith("14 counted")
    undo(officer, event)
    for arrival in theirs:
        undo(officer, event, arrival.id)

    assert total() == 12
    assert officer.get(page_of(event)).has("[name=arrival_id][disabled]")


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-61, False), (-59, True), (89, True), (209, True), (211, False)]
)
def test_one_counts_from_an_hour_before_until_two_hours_after(officer, minutes, is_open):
    event = make_event(starts_at=now() - timedelta(minutes=minutes))

    assert whole(officer, page_of(event)).has("#tap-form") is is_open
    assert tap(officer, event).status == (303 if is_open else 422)
    assert undo(officer, event, 1).status == (303 if is_open else 422)


@pytest.mark.parametrize("people", ["0", "5", "x", ""])
def test_a_tap_counts_one_to_four(officer, event, people):
    assert tap(officer, event, people=people).status == 422
    assert tap(officer, event, key="short").status == 422
    assert total() == 0


def test_at_a_draft_or_a_cancelled_event_the_page_says_why_nobody_is_counted(officer, event):
    draft = make_draft(starts_at=event.starts_at)
    cancelled = make_cancelled(starts_at=event.starts_at)

    assert "This event is a draft." in whole(officer, page_of(draft)).words
    assert "This event is cancelled" in whole(officer, page_of(cancelled)).words
    assert tap(officer, draft).status == tap(officer, cancelled).status == 422


def test_a_look_at_a_count_that_did_not_change_gets_no_page(app, event):
    phone, other = Visitor(app, htmx=True), Visitor(app)
    for visitor in (phone, other):
        sign_in(visitor, Role.OFFICER)
    version = phone.get(page_of(event)).headers["ETag"]
    compressed = {"If-None-Match": version, "Accept-Encoding": "br"}

    assert phone.get(page_of(event), **compressed).status == 304
    tap(other, event)

    changed = phone.get(page_of(event), **{"If-None-Match": version})
    assert changed.text(".head-count").startswith("1 counted")


def test_a_look_costs_few_statements_and_the_page_has_the_codes_for_the_door(
    plain_officer, event, queries
):
    tap(plain_officer, event)
    with queries() as statements:
        plain_officer.get(page_of(event), **{"HX-Request": "true"})

    assert len(statements) <= 9
    codes = plain_officer.get(page_of(event)).select("#door-codes section")
    assert [(code["lang"], bool(code.one("svg"))) for code in codes] == [("en", True), ("es", True)]


def test_a_count_that_a_case_needs_is_not_taken_back(app, needed):
    officer = make_staff()
    event = make_event(starts_at=make_event().created_at)
    tap = save(
        Arrival(
            event_id=event.id, form_key_hash="tap", counted_by=CountedBy.STAFF, staff_id=officer.id
        )
    )
    needed(tap)

    with db_writes():
        undo_arrival(db.session.get_one(Event, event.id), tap.id, by=officer)

    assert reload(tap)
