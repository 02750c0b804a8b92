"""An officer reads thirty texts and names three stories with one thumb; each tap is counted."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Concern, Event, Language, Matter, Role
from tests.factories import make_concern, make_past_event
from tests.journeys.checks import check_easy_to_use, check_layout
from tests.journeys.fixtures import each_way
from tests.journeys.steps import Taps
from tests.journeys.test_first_screens import HEIGHT, TALLEST_OF_AN_OFFICER
from tests.shared_words import compare_shared_words
from tests.stored import all_of

STORIES = {
    "crosswalk": [
        "that crosswalk on 9th. pitch black. somebody put a light",
        "I nearly hit a woman in the new crosswalk coming back from my shift, "
        "I just could not see her till she was in front of me",
        "the crosswalk needs paint",
        "who lights the crosswalk",
        "my mother fears the crosswalk",
        "fix the crosswalk",
    ],
    "bikes": [
        "bikes on the promenade after dark",
        "the bikes have no lights",
        "kids on bikes again",
        "two bikes hit my dog",
        "can bikes be slower",
        "bikes bikes bikes",
    ],
    "camp": [
        "the camp under the bridge is back",
        "a camp behind the school",
        "trash at the camp",
        "who helps the camp",
        "a fire at the camp",
        "the camp again",
    ],
}
OTHERS = [f"Something else number {number}, about which nobody else wrote" for number in range(12)]


@pytest.fixture
def texts(app, monkeypatch):
    compare_shared_words(monkeypatch)
    event = make_past_event()
    bodies = [*STORIES["crosswalk"], *OTHERS[:6], *STORIES["bikes"], *OTHERS[6:], *STORIES["camp"]]
    return event, {body: make_concern(event=event, body=body).id for body in bodies}


def name(phone, words):
    phone.locator("#name").fill(words)
    phone.keyboard.press("Enter")
    expect(phone.locator(".room-head [aria-current]")).to_contain_text(words)


@each_way
def test_thirty_texts_and_three_stories_take_a_thumb_thirty_taps(phone, prefix, texts, sign_in_on):
    event, ids = texts
    # Without scripts axe does not run either.
    check = check_layout if prefix else check_easy_to_use
    sign_in_on(phone, language=Language.SPANISH if prefix else Language.ENGLISH)
    phone.goto(f"/staff/events/{event.id}/read")
    expect(phone.locator("[data-text]")).to_have_count(20)
    check(phone)

    tap = Taps(phone)
    for number, (name, bodies) in enumerate(STORIES.items()):
        tap("#name")
        phone.keyboard.type(name)
        phone.keyboard.press("Enter")
        expect(phone.locator(".room-head [aria-current]")).to_contain_text(name)
        expect(phone.locator("[data-text]")).to_have_count(30)
        for body in bodies:
            tap(f"[data-text='{ids[body]}'] label")
        if number == 0:
            check(phone)
        tap("[name=last]:visible" if number < 2 else "[name=then][value=done]")
        expect(phone.locator("#room [role=status]")).to_contain_text(name)

    # Of each story: the field, six who say so, and that the rest says something else.
    assert tap.number == 3 * (1 + 6 + 1)
    belongs = {
        matter.name: {row.concern_id for row in matter.concern_rows if row.belongs}
        for matter in all_of(Matter)
    }
    assert belongs == {name: {ids[each] for each in STORIES[name]} for name in STORIES}
    assert all(each.read_at for each in all_of(Concern))
    check(phone)


def test_a_tap_on_a_text_opens_it_and_a_tick_moves_nothing(phone, texts, sign_in_on):
    event, ids = texts
    sign_in_on(phone)
    phone.goto(f"/staff/events/{event.id}/read")
    name(phone, "crosswalk")
    long = phone.locator(f"[data-text='{ids[STORIES['crosswalk'][1]]}']")
    height = long.bounding_box()["height"]
    long.locator("summary").tap()
    assert long.bounding_box()["height"] > height
    expect(long.locator("input")).not_to_be_checked()

    rest = phone.locator("[data-rest]")
    fourth, sixth = (phone.locator("[data-text]").nth(place) for place in (3, 5))
    assert rest.bounding_box()["y"] > fourth.bounding_box()["y"]
    sixth.evaluate("each => each.scrollIntoView({ block: 'center', behavior: 'instant' })")
    place = sixth.bounding_box()["y"]
    sixth.locator("label").tap()
    expect(phone.locator("[name=then][value=done]")).to_have_text("Done: 1 says so")
    expect(phone.locator(".room-head [aria-current] .number")).to_have_text("1")
    assert rest.bounding_box()["y"] > sixth.bounding_box()["y"]
    assert abs(sixth.bounding_box()["y"] - place) < 2


def test_without_a_signal_the_ticks_stay(open_page, texts, sign_in_on):
    event, ids = texts
    phone = open_page(loses_signal=True)
    sign_in_on(phone)
    phone.goto(f"/staff/events/{event.id}/read")
    name(phone, "bikes")
    label = phone.locator(f"[data-text='{ids[STORIES['bikes'][0]]}'] label")
    label.tap()
    phone.context.set_offline(True)
    phone.locator("[name=then][value=done]").tap()
    expect(phone.locator(".not-sent")).to_be_visible()
    phone.context.set_offline(False)
    expect(label.locator("input")).to_be_checked()
    phone.locator("[name=then][value=done]").tap()
    expect(phone.locator("#room [role=status]")).to_contain_text("bikes")


def test_the_texts_of_each_event_are_short_on_a_phone(phone, sign_in_on, full_department):
    sign_in_on(phone, Role.OFFICER, agency=all_of(Event)[0].agency)
    for each in all_of(Event):
        phone.goto(f"/staff/events/{each.id}/read")
        assert phone.evaluate(HEIGHT) <= TALLEST_OF_AN_OFFICER, each.slug
