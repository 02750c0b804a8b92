"""Officers at their work: each tap is counted, with a thumb, without scripts, and by keys alone."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import AssignedBy, Concern, ConcernState, Kind, Message
from tests.factories import (
    make_concern,
    make_event,
    make_past_event,
    make_staff,
    make_topic,
    suggest,
)
from tests.journeys.checks import check_easy_to_use
from tests.journeys.fixtures import DESK
from tests.journeys.steps import Taps
from tests.stored import all_of, reload, topic_assignments


@pytest.fixture
def topics(app):
    return [
        make_topic(name_en="Parking", name_es="Estacionamiento"),
        make_topic(name_en="Noise and neighbors", name_es="Ruido y vecinos"),
        make_topic(name_en="Roads", name_es="Calles"),
    ]


def shows(page, concern):
    """Wait for the page of this concern."""
    expect(page.locator("#concern > header :is(h1, h2)")).to_contain_text(str(concern.id))


def questions(number):
    event = make_past_event()
    return [
        make_concern(
            event=event, kind=Kind.QUESTION, body=f"Text {n}.", receipt_hash=f"receipt {n}"
        )
        for n in range(number)
    ]


def test_topics_are_confirmed_with_one_tap_each_and_two_where_the_guess_is_wrong(
    phone, topics, sign_in_on
):
    parking, noise, roads = topics
    event = make_event()
    # The newest is the first of the list.
    *rest, second, first = [make_concern(event=event, body=f"Text {n}.") for n in range(6)]
    for concern in (*rest, second, first):
        suggest(concern, parking, 0.8)
    sign_in_on(phone)
    phone.goto("/staff/concerns?sorting=open")
    phone.locator(".list-menu summary").tap()
    check_easy_to_use(phone)
    phone.locator(".list-menu summary").tap()
    phone.locator(".items a").first.tap()
    shows(phone, first)

    tap = Taps(phone)
    tap("#right-form button")
    shows(phone, second)
    tap("#other-form summary")
    tap(f"#other-form button[value='{roads.id}']")
    for number, concern in enumerate(reversed(rest)):
        shows(phone, concern)
        expect(phone.locator(".place")).to_contain_text(str(len(rest) - number))
        tap("#right-form button")

    expect(phone.locator("#concern-list .empty-state")).to_be_visible()
    right, wrong = 5, 1
    # So 40 of which 6 are guessed wrongly take 46 taps, and one to open the first.
    assert tap.number == right + 2 * wrong
    assert topic_assignments(first) == {parking.id: AssignedBy.ENGINE}
    assert topic_assignments(second) == {roads.id: AssignedBy.STAFF}
    assert all(concern.topics_are_checked for concern in all_of(Concern))


def test_concerns_are_answered_with_one_tap_each_besides_the_words(phone, sign_in_on):
    concerns = questions(4)
    colleague = make_staff(name="Sgt. Colleague")
    sign_in_on(phone)
    phone.goto("/staff/concerns?waiting=1")

    tap = Taps(phone)
    tap(".items a")
    shows(phone, concerns[0])
    # The answer is on the first screen of a phone.
    assert phone.locator("#body").bounding_box()["y"] < 844 - 64 - 104
    for concern, step in zip(concerns, ("send", "send", "talk"), strict=False):
        shows(phone, concern)
        if step == "send":
            phone.locator("#body").fill("We will look at it.")
        tap(f"#answer-form button[value={step}]")
    shows(phone, concerns[3])
    expect(phone.locator("#undo-form")).to_be_visible()
    assert tap.number == 1 + 3

    phone.locator("#body").fill("A colleague will look at it.")
    phone.locator("#assignment > summary").tap()
    phone.locator("#colleague").select_option(str(colleague.id))
    check_easy_to_use(phone)
    phone.locator("button[value=give]").tap()
    expect(phone.locator("main .notice-success p")).to_contain_text("given to a colleague")

    assert [reload(concern).state for concern in concerns] == [
        ConcernState.ANSWERED,
        ConcernState.ANSWERED,
        ConcernState.TALKED_ABOUT,
        ConcernState.ANSWERED,
    ]
    assert reload(concerns[3]).assigned_to_id == colleague.id
    assert len(all_of(Message)) == 3


def test_the_keys_do_the_whole_work_are_shown_and_can_be_turned_off(open_page, topics, sign_in_on):
    page = open_page(screen=DESK)
    first, second, third = questions(3)
    for concern in (first, second, third):
        suggest(concern, topics[0], 0.8)
    sign_in_on(page)
    page.goto("/staff/concerns?waiting=1")
    # At a desk the first is beside the list at once, and the list keeps the only h1.
    shows(page, first)
    expect(page.locator("h1")).to_have_text("Concerns to answer")
    check_easy_to_use(page)

    page.keyboard.press("j")
    shows(page, second)
    expect(page.locator(".items [aria-current]")).to_contain_text("Text 1.")
    page.keyboard.press("Control+k")
    page.keyboard.press("k")
    shows(page, first)
    page.keyboard.press("e")
    expect(page.locator("main > [role=status]")).to_contain_text(str(first.id))
    assert reload(first).topics_are_checked
    page.keyboard.press("r")
    expect(page.locator("#body")).to_be_focused()
    # In a field a key is a letter.
    page.keyboard.type("jerk?")
    expect(page.locator("#body")).to_have_value("jerk?")
    page.keyboard.press("Control+Enter")
    shows(page, second)

    page.keyboard.press("?")
    dialog = page.locator("#keys")
    expect(dialog).to_be_visible()
    check_easy_to_use(page)
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.locator(".list-menu summary").click()
    page.locator("[data-keys]").click()
    dialog.locator("input").uncheck()
    dialog.locator("button").click()
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(dialog).not_to_be_visible()
    shows(page, second)
    page.locator(".list-menu summary").click()
    page.locator("[data-keys]").click()
    expect(dialog.locator("input")).not_to_be_checked()
    dialog.locator("input").check()
    dialog.locator("button").click()
    page.keyboard.press("j")
    shows(page, third)

    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("Text 2")
    page.keyboard.press("Enter")
    expect(page.locator(".items li")).to_have_count(1)
