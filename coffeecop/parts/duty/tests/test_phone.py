"""Alerts on a person's own phone: turned on and off there, and ended with the session."""

import json

import pytest
from sqlalchemy import update

from coffeecop.db import db
from coffeecop.models import Role, StaffSession
from coffeecop.parts.duty.models import DutyAlert, PushSubscription
from coffeecop.parts.duty.tests.push_service import Phone
from coffeecop.parts.duty.tests.rows import make_phone
from coffeecop.staff.accounts.actions import disable_staff_member
from tests.colleagues import run_concurrently
from tests.factories import make_staff, save, sign_in
from tests.of_parts import turn_parts_off
from tests.staff.form_filling import arrive, whole
from tests.stored import all_of, one_of, reload
from tests.visitor import Visitor

FCM = "https://fcm.googleapis.com/fcm/send/1"


@pytest.fixture
def own(officer):
    """An officer who is signed in on a device of their own."""
    save(one_of(StaffSession), is_own_device=True)
    return officer


def turn_on(visitor, endpoint=FCM, **fields):
    subscription = {**Phone(endpoint).subscription, **fields}
    return visitor.post("/staff/account/phone", **subscription)


@pytest.mark.both_databases
def test_a_phone_is_turned_on_tested_and_turned_off(own):
    page = whole(own, "/staff/account?show=notifications")
    assert page.one("#phone-form")["data-phone-on"]
    assert "This browser cannot get alerts, or its scripts are off." in page.words

    page = arrive(own, turn_on(own))

    phone = one_of(PushSubscription)
    assert (phone.session_id, phone.endpoint) == (one_of(StaffSession).id, FCM)
    assert "Gets alerts" in page.one("#sessions").text
    assert not page.has("#phone-form")
    page = arrive(own, own.post("/staff/account/phone/test"))
    alert = one_of(DutyAlert, is_test=True)
    assert json.loads(alert.payload)["title"] == "This is a test"
    assert "An alert has waited for 1 minute to get out." in page.words

    page = arrive(own, own.post("/staff/account/phone/off"))

    assert (all_of(PushSubscription), all_of(DutyAlert)) == ([], [])
    assert page.has("#phone-form")


def test_what_went_wrong_is_beside_the_setting(own):
    turn_on(own)
    own.post("/staff/account/phone/test")
    one_of(DutyAlert).mark_failed("answer 403")
    db.session.commit()

    words = whole(own, "/staff/account").words

    assert "Failed The last alert was given up 1 minute ago. answer 403" in words


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/1",
        "https://fcm.googleapis.com:8443/1",
        "https://fcm.googleapis.com@10.0.0.1/1",
        "https://fcm.googleapis.com.example.org/1",
        "https://evil-fcm.googleapis.com/1",
        "https://10.0.0.1/1",
        "https://[::1]/1",
        "https://localhost/1",
        "https://169.254.169.254/latest",
        "https://fcm.googleapis.com\\@10.0.0.1/1",
        "https://fcm.googleapis.com:port/1",
        "https://push.apple.com.example.org/1",
        "//fcm.googleapis.com/1",
        f"https://fcm.googleapis.com/{'x' * 1000}",
    ],
)
def test_only_a_known_push_service_is_taken_and_never_an_address_inside(own, endpoint):
    page = turn_on(own, endpoint)

    assert page.refused("#phone .error-summary")
    assert all_of(PushSubscription) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com:443/wp/1",
        "https://web.push.apple.com/1",
        "https://updates.push.services.mozilla.com/wpush/v2/1",
        "https://wns2-by3p.notify.windows.com/w/?token=1",
    ],
)
def test_the_push_services_of_browsers_are_taken(own, endpoint):
    assert turn_on(own, endpoint).status == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"p256dh": ""},
        {"p256dh": "ñ"},
        {"p256dh": "BA" * 44},
        {"auth": "AA"},
        {"auth": "A" * 4000},
        {"auth": "A" * 22 + "!" * 50},
    ],
)
def test_keys_that_cannot_be_used_are_refused(own, fields):
    assert turn_on(own, **fields).status == 422
    assert all_of(PushSubscription) == []


def test_a_shared_device_gets_none(officer):
    page = turn_on(officer)

    assert page.status == 422
    assert "This is a shared device." in page.words
    assert all_of(PushSubscription) == []


@pytest.mark.both_databases
def test_who_turns_it_on_where_another_person_was_takes_the_phone_over(own):
    turn_on(own)
    former = make_phone(make_staff(), endpoint=f"{FCM}2")

    turn_on(own, former.endpoint)

    phone = one_of(PushSubscription)
    assert (phone.endpoint, phone.session_id) == (
        f"{FCM}2",
        one_of(StaffSession, id=phone.session_id).id,
    )
    assert phone.session.staff_id == own.member.id


@pytest.mark.both_databases
def test_a_phone_that_six_turn_on_at_once_is_one_persons(app):
    def visitor():
        visitor = Visitor(app)
        sign_in(visitor)
        return visitor

    visitors = [visitor() for _ in range(6)]
    db.session.execute(update(StaffSession).values(is_own_device=True))
    db.session.commit()

    answers = run_concurrently(visitors, lambda _number, visitor: turn_on(visitor).status)

    assert answers == [303] * 6
    assert one_of(PushSubscription).endpoint == FCM


@pytest.mark.both_databases
def test_two_taps_turn_a_phone_on_once(own, app):
    answers = run_concurrently([own, own], lambda _number, visitor: turn_on(visitor).status)

    assert answers == [303] * 2
    assert one_of(PushSubscription).endpoint == FCM


def sign_out(visitor):
    visitor.post("/staff/sign-out")


def sign_out_from_elsewhere(visitor):
    visitor.post(f"/staff/account/sessions/{all_of(StaffSession)[0].id}/sign-out")


def be_disabled(visitor):
    boss = make_staff(Role.ADMIN)
    disable_staff_member(reload(visitor.member), by=boss)
    db.session.commit()


@pytest.mark.both_databases
@pytest.mark.parametrize("end", [sign_out, sign_out_from_elsewhere, be_disabled])
def test_alerts_end_with_the_session_and_with_the_account(own, end):
    turn_on(own)
    own.post("/staff/account/phone/test")

    end(own)

    assert (all_of(PushSubscription), all_of(DutyAlert)) == ([], [])


@pytest.mark.both_databases
def test_there_is_no_test_without_a_phone_and_not_without_end(own):
    assert own.post("/staff/account/phone/test").status == 422
    turn_on(own)

    answers = [own.post("/staff/account/phone/test").status for _ in range(6)]

    assert answers == [303] * 5 + [422]


def checked(page):
    return [each["value"] for each in page.select("[name=wakes][checked]")]


def test_each_person_chooses_what_rings_and_complaints_only_who_reads_them(own):
    page = whole(own, "/staff/account")
    assert checked(page) == ["flags"]
    assert not page.has("[name=wakes][value=complaints]")

    for chosen in (["answers"], []):
        own.post("/staff/account/wakes", wakes=chosen)
        assert checked(whole(own, "/staff/account")) == chosen
    page = own.post("/staff/account/wakes", wakes=["complaints"])
    assert page.refused("#wakes-error")


def test_a_department_without_it_shows_and_takes_nothing_of_it(own):
    turn_parts_off(own.member.agency)

    assert not whole(own, "/staff/account").has("#phone")
    assert turn_on(own).status == 404
    assert all_of(PushSubscription) == []


def test_a_phone_keeps_the_staff_pages_as_an_app(officer):
    page = whole(officer, "/staff/account")
    manifest = officer.client.get(page.one("link[rel=manifest]")["href"])

    assert manifest.mimetype == "application/manifest+json"
    assert (manifest.json["start_url"], manifest.json["display"]) == ("/staff", "standalone")
    assert officer.client.get(manifest.json["icons"][0]["src"]).status_code == 200
