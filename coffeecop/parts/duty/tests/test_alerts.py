"""Whoever is on duty hears at once, on a phone and in Teams, that something waits, and no more."""

from datetime import timedelta

import pytest
from py_vapid import Vapid02

from coffeecop.concerns.assignment import Assignment, add_note, set_assignment
from coffeecop.concerns.locks import lock_concern
from coffeecop.concerns.verbs import decide_flags, take_flags
from coffeecop.db import db, now
from coffeecop.mail.alerts import AGAIN_AFTER, SETTLING
from coffeecop.models import Alert, FlagAction, FlagKind, Language, Role, StaffNotifications
from coffeecop.models.concern.parts import state_of
from coffeecop.parts.duty.hosts import TEST_ORIGIN, application_server_key
from coffeecop.parts.duty.jobs import push
from coffeecop.parts.duty.jobs.alerts import write_duty_alerts
from coffeecop.parts.duty.jobs.push import MOST_TRIES, deliver_due
from coffeecop.parts.duty.messages import queue_test
from coffeecop.parts.duty.models import DutyAlert, DutyChannel, DutyChoice, OnDuty, PushSubscription
from coffeecop.parts.duty.part import PART
from coffeecop.parts.duty.tests.rows import make_phone, put_on_duty
from coffeecop.parts.duty.waking import Came, who_is_woken
from coffeecop.staff.accounts.actions import disable_staff_member
from tests.colleagues import run_concurrently
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_flag,
    make_message,
    make_topic,
    save,
    the_agency,
)
from tests.mail.test_alerts import HERE, MINUTE, NIGHT, NOON, hire
from tests.of_parts import turn_parts_off
from tests.stored import all_of, reload
from tests.visitor import Visitor

URGENT = "1 concern has an urgent flag"


@pytest.fixture
def phones(clock, push_service):
    """Give a person a phone on which alerts are turned on."""

    def give(member):
        phone = push_service.new_phone()
        make_phone(member, **phone.subscription)
        return phone

    return give


def alert_after(clock, delta=MINUTE):
    """Let time pass, and send the alerts that are due."""
    clock.shift(delta)
    write_duty_alerts()
    deliver_due()


def titles(phone):
    return [each["title"] for each in phone.shown]


def open_channel(service):
    agency = the_agency()
    agency.created_at = NOON - timedelta(days=30)
    save(DutyChannel(agency_id=agency.id, url=service.workflow))


# What is told


def make_secret_concern(**values):
    return make_concern(
        event=make_event(title_en="Coffee at the pier"),
        body="Cars race on Maple Court.",
        place="Main St.",
        topics=[make_topic(name_en="Speeding")],
        contact={"name": "Ann Sample", "email": "ann@example.org"},
        **values,
    )


SECRETS = ("Maple", "Cars", "Main St.", "Speeding", "pier", "Ann ", "ann@")


def test_danger_that_sounds_like_a_complaint_rings_who_may_not_read_complaints(clock, phones):
    ana = hire()
    phone = phones(ana)
    put_on_duty(ana)
    make_flag(FlagKind.CHILD_ABUSE, concern=make_secret_concern(sounds_like_complaint=True))

    alert_after(clock)

    assert [shown["title"] for shown in phone.shown] == [URGENT]


def test_the_phone_of_who_is_on_duty_shows_what_kind_how_many_since_when_and_a_link(clock, phones):
    ana = hire()
    phone = phones(ana)
    put_on_duty(ana)
    save(DutyChoice(staff_id=ana.id, answers=True))
    make_flag(FlagKind.SELF_HARM, concern=make_secret_concern(wants_answer=True))
    make_concern(wants_answer=True)

    alert_after(clock)

    (shown,) = phone.shown
    assert shown["title"] == URGENT
    since = "Since Mar 3, 2027, 12:00\u202fPM: please look."
    assert shown["body"].splitlines() == [since, "2 concerns wait for an answer"]
    assert shown["url"] == f"{HERE}/staff/concerns?urgent=open"
    (alert,) = all_of(DutyAlert)
    assert [secret for secret in SECRETS if secret in str(shown) + alert.payload] == []


def test_a_push_service_can_tell_that_it_comes_from_us(clock, phones):
    phone = phones(hire())
    make_flag()

    alert_after(clock)

    (headers,) = phone.headers
    assert Vapid02.verify(headers["Authorization"])
    assert headers["Authorization"].endswith(f"k={application_server_key()}")
    assert (headers["Ttl"], headers["Urgency"]) == ("3600", "high")


def test_it_is_written_in_the_language_of_who_gets_it(clock, phones):
    phone = phones(hire(language=Language.SPANISH))
    make_flag()

    alert_after(clock)

    assert titles(phone) == ["1 inquietud tiene una alerta urgente"]


def test_a_card_in_teams_has_what_kind_how_many_since_when_and_a_link(clock, push_service):
    open_channel(push_service)
    make_flag(FlagKind.SELF_HARM, concern=make_secret_concern(wants_answer=True))
    make_flag(concern=make_concern(is_complaint=True, wants_answer=True))

    alert_after(clock)

    (card,) = push_service.cards
    content = card["attachments"][0]["content"]
    assert (content["type"], content["body"][0]["text"]) == ("AdaptiveCard", URGENT)
    value = "1, since Mar 3, 2027, 12:00\u202fPM (the oldest)"
    assert content["body"][1]["facts"] == [
        {"title": "Urgent flag", "value": value},
        {"title": "Waiting for an answer", "value": value},
    ]
    assert content["actions"][0]["url"] == f"{HERE}/staff/concerns?urgent=open"
    assert [secret for secret in SECRETS if secret in str(card)] == []


def test_a_card_says_nothing_of_complaints_and_comes_at_most_each_ten_minutes(clock, push_service):
    open_channel(push_service)
    make_flag(concern=make_concern(is_complaint=True, wants_answer=True))
    alert_after(clock)
    assert push_service.cards == []

    for minutes, cards in ((1, 1), (5, 1), (6, 2)):
        make_concern(wants_answer=True)
        alert_after(clock, minutes * MINUTE)
        assert len(push_service.cards) == cards


def test_a_test_of_a_channel_takes_nothing_from_the_next_card(clock, push_service):
    open_channel(push_service)
    make_flag()
    clock.shift(MINUTE)
    queue_test(the_agency())
    db.session.commit()

    alert_after(clock, timedelta(0))

    texts = [card["attachments"][0]["content"]["body"][0]["text"] for card in push_service.cards]
    assert sorted(texts) == [URGENT, "This is a test"]


# Whose phone rings


def test_the_deputy_is_first_once_who_was_on_duty_has_left(clock, phones):
    ana, bob, boss = hire(), hire(), hire(Role.ADMIN)
    phones(ana), hire(Role.ADMIN)
    phone = phones(bob)
    put_on_duty(ana, bob)
    disable_staff_member(ana, by=boss)
    db.session.commit()
    make_flag()

    alert_after(clock)

    assert titles(phone) == [URGENT]
    assert len(all_of(PushSubscription)) == 1


@pytest.mark.parametrize(
    ("kinds", "rings"),
    [
        ({}, [URGENT]),
        ({"answers": True, "flags": False}, ["1 concern waits for an answer"]),
        ({"flags": False}, []),
    ],
)
def test_each_person_says_what_wakes_them(clock, phones, kinds, rings):
    ana = hire()
    phone = phones(ana)
    save(DutyChoice(staff_id=ana.id, **kinds))
    make_flag(concern=make_concern(wants_answer=True))

    alert_after(clock)

    assert titles(phone) == rings


@pytest.mark.parametrize(("role", "rings"), [(Role.OFFICER, 0), (Role.COMPLAINTS, 1)])
def test_a_complaint_wakes_those_who_read_complaints_and_is_not_named(clock, phones, role, rings):
    phone = phones(hire(role))
    make_flag(concern=make_concern(is_complaint=True))
    make_concern(is_complaint=True)

    alert_after(clock)

    assert titles(phone) == [URGENT] * rings
    assert "omplaint" not in str([(each["title"], each["body"]) for each in phone.shown])


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["is_complaint", "may_be_complaint"])
def test_danger_that_who_is_on_duty_may_not_read_rings_whoever_may_also_at_night(
    clock, phones, kind
):
    clock.move_to(NIGHT)
    ana, bob, eve = hire(Role.OFFICER), hire(Role.OFFICER), hire(Role.COMPLAINTS)
    on_duty, deputy, reader = phones(ana), phones(bob), phones(eve)
    elsewhere = phones(hire(Role.COMPLAINTS, agency=make_agency()))
    put_on_duty(ana, bob)
    make_flag()
    alert_after(clock)
    assert (titles(on_duty), titles(reader)) == ([URGENT], [])

    make_flag(FlagKind.SELF_HARM, concern=make_concern(**{kind: True}))
    alert_after(clock, 11 * MINUTE)

    assert titles(reader) == [URGENT]
    assert [len(each.shown) for each in (on_duty, deputy, elsewhere)] == [1, 0, 0]


@pytest.mark.both_databases
@pytest.mark.parametrize(("breaks", "at_night"), [(True, [URGENT]), (False, [])])
def test_at_night_only_danger_rings_and_all_else_in_the_morning(clock, phones, breaks, at_night):
    clock.move_to(NIGHT)
    ana = hire()
    phone = phones(ana)
    save(DutyChoice(staff_id=ana.id, answers=True))
    save(StaffNotifications(staff_id=ana.id, flags_break_quiet=breaks))
    make_concern(wants_answer=True)
    alert_after(clock)
    assert titles(phone) == []
    make_flag()
    alert_after(clock)
    assert titles(phone) == at_night

    make_concern(wants_answer=True)
    alert_after(clock, timedelta(hours=9))

    assert len(phone.shown) == len(at_night) + 1


# The deputy


def take(concern, by):
    take_flags(concern, by=by)


def decide(concern, by):
    decide_flags(concern, FlagAction.CALL, shown=state_of(concern.flag_rows), by=by)


def note(concern, by):
    add_note(concern, key_hash="note", body="On my way.", by=by)


def give(concern, by):
    lock_concern(concern, by=by)
    set_assignment(concern, Assignment(by, None, None), by=by)


@pytest.mark.parametrize("look", [None, take, decide, note, give])
def test_the_deputy_is_woken_after_half_an_hour_if_nobody_has_looked(clock, phones, look):
    ana, bob, cal = hire(), hire(), hire()
    first, second = phones(ana), phones(bob)
    put_on_duty(ana, bob)
    concern = make_concern()
    make_flag(concern=concern)
    alert_after(clock)
    assert (titles(first), titles(second)) == ([URGENT], [])
    if look:
        look(reload(concern), reload(cal))
        db.session.commit()

    alert_after(clock, 28 * MINUTE)
    assert titles(second) == []
    alert_after(clock, 2 * MINUTE)

    assert titles(second) == ([] if look else [URGENT])
    if not look:
        assert "Nobody has looked for half an hour." in second.shown[0]["body"]
    alert_after(clock, 40 * MINUTE)
    assert (len(first.shown), len(second.shown)) == (1, 0 if look else 1), "and not again"


@pytest.mark.both_databases
@pytest.mark.parametrize("is_answered", [False, True])
def test_a_word_of_a_resident_that_nobody_looked_at_wakes_the_deputy_too(
    clock, phones, is_answered
):
    ana, bob = hire(), hire()
    save(DutyChoice(staff_id=bob.id, answers=True))
    phone = phones(bob)
    put_on_duty(ana, bob)
    concern = make_concern(wants_answer=True)
    make_message(concern, "We look.", by=ana)
    clock.shift(timedelta(hours=2))
    make_message(concern, "And now?")
    if is_answered:
        clock.shift(MINUTE)
        make_message(concern, "Done.", by=ana)

    alert_after(clock, 31 * MINUTE)

    assert titles(phone) == ([] if is_answered else ["1 concern waits for an answer"])


def test_danger_that_rings_a_deputy_at_once_takes_nothing_from_their_turn(clock, phones):
    ana, eve = hire(Role.OFFICER), hire(Role.COMPLAINTS)
    deputy = phones(eve)
    put_on_duty(ana, eve)
    make_flag()
    clock.shift(timedelta(minutes=30))
    make_flag(concern=make_concern(is_complaint=True))

    alert_after(clock)

    assert titles(deputy) == ["2 concerns have an urgent flag"]


@pytest.mark.parametrize(
    ("came", "duty", "woken"),
    [
        (Came(Alert.FLAGS), [], dict.fromkeys(["ana", "bob", "eve", "fay"], SETTLING)),
        (Came(Alert.FLAGS), ["ana"], {"ana": SETTLING}),
        (Came(Alert.FLAGS), ["ana", "bob"], {"ana": SETTLING, "bob": AGAIN_AFTER}),
        (Came(Alert.FLAGS, True), [], {"eve": SETTLING, "fay": SETTLING}),
        (Came(Alert.FLAGS, True), ["ana", "bob"], {"eve": SETTLING, "fay": SETTLING}),
        (Came(Alert.FLAGS, True), ["ana", "eve"], {"eve": SETTLING, "fay": SETTLING}),
        (Came(Alert.FLAGS, True), ["eve", "bob"], {"eve": SETTLING}),
        (Came(Alert.COMPLAINTS, True), ["ana", "bob"], {}),
        (Came(Alert.COMPLAINTS, True), ["ana", "eve"], {"eve": AGAIN_AFTER}),
        (Came(Alert.ANSWERS), ["eve"], {"eve": SETTLING}),
    ],
)
def test_who_is_rung_for_what_and_after_how_long(app, came, duty, woken):
    readers = {name: hire(Role.COMPLAINTS) for name in ("eve", "fay")}
    people = {"ana": hire(), "bob": hire(), **readers}
    found = who_is_woken(came, people.values(), OnDuty(*(people[name] for name in duty)))

    assert {name: found[each] for name, each in people.items() if each in found} == woken


def test_a_department_without_it_rings_nobody_and_what_waits_does_not_go_out(
    clock, phones, push_service
):
    phone = phones(hire())
    open_channel(push_service)
    make_flag()
    clock.shift(MINUTE)
    write_duty_alerts()
    turn_parts_off(the_agency())

    deliver_due()
    make_flag()
    alert_after(clock, 11 * MINUTE)

    assert (phone.shown, push_service.cards) == ([], [])
    assert [alert.last_error for alert in all_of(DutyAlert)] == ["turned off"] * 2


# Once, later, or never


@pytest.mark.both_databases
def test_two_workers_write_and_send_each_alert_once(clock, phones, app, push_service):
    open_channel(push_service)
    phone = phones(hire())
    make_flag()
    clock.shift(MINUTE)

    def work(_number, _visitor):
        write_duty_alerts()
        deliver_due()

    run_concurrently([Visitor(app), Visitor(app)], work)

    assert len(phone.shown) == 1
    assert len(push_service.cards) == 1


def test_what_is_refused_for_now_is_sent_later_and_given_up_after_an_hour(
    clock, phones, push_service
):
    phones(hire())
    make_flag()
    push_service.status = 503
    alert_after(clock)
    (alert,) = all_of(DutyAlert)
    waits = [alert.next_attempt_at - now()]
    for tries in range(2, MOST_TRIES + 1):
        clock.move_to(alert.next_attempt_at + timedelta(seconds=1))
        deliver_due()
        deliver_due()
        alert = reload(alert)
        assert (push_service.asked, alert.attempts) == (tries, tries)
        waits.append(alert.next_attempt_at - now())

    assert waits[:-1] == sorted(waits[:-1])
    assert MINUTE <= waits[0] <= 1.25 * MINUTE
    assert (alert.failed_at, alert.last_error) == (now(), "answer 503")
    assert timedelta(hours=1) < now() - NOON < timedelta(minutes=90)


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_forgotten(clock, phones, push_service, status):
    phones(hire())
    make_flag()
    push_service.status = status

    alert_after(clock)

    assert (all_of(PushSubscription), all_of(DutyAlert), push_service.asked) == ([], [], 1)


@pytest.mark.parametrize("status", [302, 307, 400, 403, 413])
def test_what_is_refused_for_good_is_not_tried_again_and_no_redirect_is_followed(
    clock, phones, push_service, status
):
    open_channel(push_service)
    phones(hire())
    make_flag()
    push_service.status = status

    alert_after(clock)

    assert push_service.asked == 2
    for alert in all_of(DutyAlert):
        # A redirect is a fault of the other side, which may pass.
        assert bool(alert.failed_at) is (status >= 400)
        assert "no word" not in alert.last_error


def test_an_address_that_is_not_a_push_services_is_not_asked(clock, app, phones, push_service):
    phones(hire())
    open_channel(push_service)
    make_flag()
    app.config[TEST_ORIGIN] = "http://127.0.0.1:1"

    alert_after(clock)

    assert push_service.asked == 0
    assert all(alert.failed_at for alert in all_of(DutyAlert))


def test_one_bad_alert_does_not_stop_the_others(clock, phones, push_service):
    make_phone(hire(), endpoint=f"{push_service.origin}/push/bad", p256dh="BA", auth="AA")
    phone = phones(hire())
    make_flag()

    alert_after(clock)

    assert titles(phone) == [URGENT]


def test_no_transaction_is_open_while_a_push_service_answers(
    clock, phones, push_service, transactions_at
):
    are_open = transactions_at(push, "_session")
    open_channel(push_service)
    phones(hire())
    make_flag()

    alert_after(clock)

    assert are_open == [False, False]


def test_the_worker_does_both_again_and_again(clock, phones):
    phone = phones(hire())
    make_flag()
    clock.shift(MINUTE)

    for job in PART.jobs:
        job.run()

    assert titles(phone) == [URGENT]
    assert [(job.name, job.seconds) for job in PART.jobs] == [("duty alerts", 15), ("push", 15)]


def test_a_session_that_has_ended_rings_no_more(clock, phones):
    phone = phones(hire())
    clock.shift(timedelta(days=15))
    make_flag()

    alert_after(clock)

    assert phone.shown == []
