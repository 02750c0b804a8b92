"""Officers count who comes, on several phones at once."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import Arrival, CountedBy, EventStatus, Role
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_agency, make_draft, make_event, save, sign_in
from tests.staff.form_filling import whole
from tests.stored import all_of, one_of
from tests.visitor import Visitor

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(app):
    """An event that is going on."""
    return make_event(starts_at=now() - timedelta(minutes=10))


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


def test_a_tap_sent_again_counts_once_and_two_taps_count_two(officer, event):
    for number in (1, 1, 1, 2):
        assert tap(officer, event, key(number)).status == 303

    assert total() == 2


def test_20_taps_at_once_on_several_phones_are_20(app, event):
    officers = colleagues(app, 5, Role.OFFICER)
    path = page_of(event)

    def tap_four_times(number, visitor):
        return [
            visitor.post(path, key=key(10 * number + each), people=1, form_key="").status
            for each in range(4)
        ]

    assert run_concurrently(officers, tap_four_times) == [[303] * 4] * 5
    assert total() == 20


def test_one_tap_sent_20_times_at_once_is_one(app, event):
    officer = Visitor(app)
    sign_in(officer, Role.OFFICER)
    cookie = officer.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    path, phones = page_of(event), [Visitor(app) for _ in range(20)]
    for phone in phones:
        phone.client.set_cookie(cookie.key, cookie.value)
        phone.csrf_token = officer.csrf_token

    statuses = run_concurrently(
        phones, lambda _, phone: phone.post(path, key=key(1), people=1, form_key="").status
    )

    assert set(statuses) == {303}
    assert total() == 1


def test_undo_takes_back_ones_own_last_tap_alone(app, officer, event):
    tap(officer, event, key(1), people=2)
    tap(officer, event, key(2), people=3)
    colleague = Visitor(app)
    sign_in(colleague, Role.OFFICER)
    tap(colleague, event, key(3), people=4)

    assert officer.follow(undo(officer, event)).text(".head-count").startswith("6 counted")
    undo(officer, event)

    assert one_of(Arrival).people == 4
    assert officer.get(page_of(event)).has("[name=arrival_id][disabled]")


def test_an_undo_sent_again_takes_back_nothing_more(officer, event):
    tap(officer, event, key(1))
    tap(officer, event, key(2))
    last = officer.get(page_of(event)).value("[name=arrival_id]")

    for _again in range(2):
        assert undo(officer, event, last).status == 303

    assert total() == 1


def test_nobody_takes_back_what_a_colleague_or_a_guest_counted(app, officer, event):
    colleague = Visitor(app)
    sign_in(colleague, Role.OFFICER)
    tap(colleague, event, key(1))
    come_in_at_the_door(event, 2)

    for arrival in all_of(Arrival):
        undo(officer, event, arrival.id)

    assert total() == 3


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
    cancelled = make_event(starts_at=event.starts_at, status=EventStatus.CANCELLED)

    assert "This event is a draft." in whole(officer, page_of(draft)).words
    assert "This event is cancelled" in whole(officer, page_of(cancelled)).words
    assert tap(officer, draft).status == tap(officer, cancelled).status == 422


def test_another_department_does_not_count_here(officer):
    other = make_event(agency=make_agency(), starts_at=now() - timedelta(minutes=10))

    assert officer.get(page_of(other)).status == tap(officer, other).status == 404


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


def test_the_code_for_the_door_is_shown_in_both_languages(plain_officer, event):
    codes = plain_officer.get(page_of(event)).soup.select("#door-codes section")

    assert [code["lang"] for code in codes] == ["en", "es"]
    assert all(code.svg for code in codes)


def test_a_look_costs_few_statements(plain_officer, event, queries):
    tap(plain_officer, event)
    with queries() as statements:
        plain_officer.get(page_of(event), **{"HX-Request": "true"})

    assert len(statements) <= 9
