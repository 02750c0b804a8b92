"""An officer notes what people say, with one thumb, also where there is no signal."""

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Concern, Language, Role, StaffSession
from tests.factories import make_running, make_topic
from tests.staff.identity.passwords import GOOD, hashed
from tests.stored import all_of, one_of, topic_assignments

pytestmark = pytest.mark.slow

SAVE = "#capture-form [data-anyway]"
TOPICS = {
    "Speeding": {"name_es": "Exceso de velocidad", "keywords_en": "speeding\ncars"},
    "Parking": {"name_es": "Estacionamiento", "keywords_en": "parking\nparked"},
    "Noise": {"name_es": "Ruido", "keywords_en": "noise\nloud"},
    "Lighting": {"name_es": "Alumbrado", "keywords_en": "light\nstreetlight"},
}


@pytest.fixture
def event(app):
    for name, values in TOPICS.items():
        make_topic(name_en=name, **values)
    return make_running()


class Officer:
    """An officer's phone with the page of capture open; counts the taps."""

    def __init__(self, page, event, server):
        self.page, self.event, self.server, self.taps = page, event, server, 0
        self.open()

    def open(self):
        self.page.goto(f"/staff/events/{self.event.id}/capture")
        # Only then does it work without a signal.
        expect(self.page.locator("#keeps-working")).to_be_visible()

    def tap(self, selector):
        self.taps += 1
        self.page.locator(selector).tap()

    def choose(self, topic):
        self.tap(f"#topics .choice:has-text('{topic}')")

    def save(self):
        self.tap(SAVE)

    def loses_signal(self):
        self.server.is_reachable = False

    def is_back(self):
        self.server.is_reachable = True
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def sees_waiting(self, *notes):
        lines = self.page.locator("#waiting li span")
        expect(lines).to_have_text(list(notes))

    def sees_nothing_waiting(self):
        expect(self.page.locator("#waiting")).to_be_hidden()
        expect(self.page.locator("#sending")).to_be_hidden()

    def sees_noted(self, number):
        expect(self.page.locator("#saved")).to_contain_text(f"{number} noted by you here")
        self.sees_nothing_waiting()


@pytest.fixture
def officer_on(open_page, sign_in_on, event, live_server):
    def officer(**values):
        page = open_page(loses_signal=True, is_new=True)
        member = sign_in_on(page, Role.OFFICER, **values)
        phone = Officer(page, event, live_server)
        phone.member = member
        return phone

    yield officer
    live_server.is_reachable = True


def bodies():
    return sorted(concern.body for concern in all_of(Concern))


def test_the_quickest_note_takes_two_taps_and_is_undone_or_handed_over_with_one(officer_on):
    officer = officer_on()
    page = officer.page
    # All is within reach on the first screen.
    top = page.locator("#capture-heading").bounding_box()["y"]
    save, tabs = (page.locator(each).bounding_box() for each in (SAVE, ".tabs"))
    assert save["y"] + save["height"] - top <= 450
    assert save["y"] + save["height"] <= tabs["y"]
    officer.save()
    expect(page.locator("#saved .error")).to_have_text("Write a note, or tap a topic.")

    officer.taps = 0
    officer.choose("Speeding")
    officer.save()
    officer.sees_noted(1)
    assert officer.taps == 2
    assert one_of(Concern).body == "Speeding"

    officer.tap("#undo-form button")
    expect(page.locator("#saved")).to_contain_text("Taken back.")
    officer.choose("Noise")
    officer.save()
    officer.sees_noted(1)
    officer.tap("#saved button[lang=es]")
    expect(page.locator(".hand-over")).to_contain_text("Apunte su celular aquí")
    expect(page.locator(".receipt-words li")).to_have_count(6)


def test_what_sounds_like_a_complaint_is_asked_about_and_one_tap_answers_and_saves(officer_on):
    officer = officer_on()
    page = officer.page
    page.locator("#body").press_sequentially("The officer hit my son.")
    question = page.locator("#officer-question")
    expect(question).to_contain_text("Is this about an officer?")

    officer.tap("#officer-question [value=y]")

    officer.sees_noted(1)
    expect(question).to_be_hidden()
    assert officer.taps == 1
    assert one_of(Concern).is_complaint


def test_three_notes_without_a_signal_survive_a_reload_and_are_sent_once(officer_on, event):
    officer = officer_on()
    officer.loses_signal()

    officer.choose("Speeding")
    officer.save()
    officer.page.locator("#body").fill("No light on Birch Lane")
    officer.save()
    officer.choose("Noise")
    officer.tap("[data-step='1']")
    officer.save()

    waiting = ["Speeding", "No light on Birch Lane", "Noise"]
    officer.sees_waiting(*waiting)
    officer.page.reload()
    officer.sees_waiting(*waiting)
    expect(officer.page.locator("#waiting h2")).to_have_text("3 notes wait to be sent")
    assert all_of(Concern) == []

    officer.is_back()

    officer.sees_noted(3)
    assert bodies() == sorted(waiting)
    assert one_of(Concern, body="Noise").people == 2
    # Nothing is sent again.
    officer.page.reload()
    officer.sees_noted(3)
    assert len(all_of(Concern)) == 3


def test_the_likely_topic_comes_first_and_what_is_being_written_survives_a_reload(officer_on):
    officer = officer_on()
    page = officer.page
    first = page.locator("#topics .choice span").first
    page.locator("#body").press_sequentially("A streetlight is out.")
    expect(first).to_have_text("Lighting")
    officer.choose("Lighting")

    page.reload()

    expect(page.locator("#body")).to_have_value("A streetlight is out.")
    expect(page.get_by_label("Lighting")).to_be_checked()
    # A double tap is one note.
    page.locator(SAVE).dblclick()
    officer.sees_noted(1)
    assert len(all_of(Concern)) == 1
    # In their own order again.
    expect(first).to_have_text("Speeding")
    page.reload()
    expect(page.locator("#body")).to_have_value("")


def test_an_answer_or_a_request_that_is_lost_on_the_way_makes_no_second_note(officer_on):
    officer = officer_on()
    page, held = officer.page, []

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/capture", lose_the_answer, times=1)
    officer.choose("Speeding")
    officer.save()
    officer.sees_waiting("Speeding")
    expect(page.locator("#waiting [data-state]")).to_contain_text("Not sent yet")
    assert len(all_of(Concern)) == 1
    officer.tap("#waiting > button")
    officer.sees_noted(1)

    # The signal is back while an attempt still fails.
    page.route("**/capture", lambda route: held.append(route), times=1)
    officer.choose("Noise")
    with page.expect_request("**/capture"):
        officer.save()
    officer.is_back()
    held[0].abort()
    officer.sees_noted(2)
    assert bodies() == ["Noise", "Speeding"]


def test_an_ended_session_keeps_the_notes_until_the_officer_is_signed_in(officer_on):
    officer = officer_on(password_hash=hashed())
    page = officer.page
    officer.loses_signal()
    for topic in ("Speeding", "Noise"):
        officer.choose(topic)
        officer.save()
    db.session.query(StaffSession).delete()
    db.session.commit()
    officer.is_back()
    link = page.get_by_role("link", name="Sign in to send 2 notes")
    expect(link).to_be_visible()
    officer.sees_waiting("Speeding", "Noise")
    assert all_of(Concern) == []

    link.tap()
    page.locator("#email").fill(officer.member.email)
    page.locator("#password").fill(GOOD)
    page.locator("#sign-in-form button").click()

    officer.sees_noted(2)
    assert bodies() == ["Noise", "Speeding"]


def test_a_note_that_the_server_refuses_stays_with_its_reason_and_can_be_changed(officer_on):
    officer = officer_on()
    officer.loses_signal()
    officer.choose("Noise")
    officer.page.locator("#body").fill("Loud bar")
    officer.tap("[data-step='-1']")
    officer.page.locator("#people").fill("500")
    officer.save()
    officer.choose("Speeding")
    officer.save()

    officer.is_back()

    # One that is refused does not stop the others.
    officer.sees_waiting("Loud bar")
    expect(officer.page.locator("#waiting .error")).to_contain_text("Write a number from 1 to 99.")
    expect(officer.page.locator("#saved")).to_contain_text("1 noted by you here")
    officer.tap("#waiting [data-change]")
    expect(officer.page.locator("#body")).to_have_value("Loud bar")
    officer.page.locator("#people").fill("5")
    officer.save()

    officer.sees_noted(2)
    noise = one_of(Concern, body="Loud bar")
    assert noise.people == 5
    assert len(topic_assignments(noise)) == 1


def test_a_note_that_the_server_cannot_take_waits_and_stops_no_other(officer_on):
    officer = officer_on()
    officer.page.route(
        "**/capture",
        lambda route: (
            route.fulfill(status=404, headers={"x-mocked": "1"})
            if "Loud" in (route.request.post_data or "")
            else route.fallback()
        ),
    )
    for words in ("Loud bar", "Cars race"):
        officer.page.locator("#body").fill(words)
        officer.save()
        officer.sees_waiting("Loud bar")

    expect(officer.page.locator("#saved")).to_contain_text("1 noted by you here")
    expect(officer.page.locator("#waiting")).to_contain_text("Your notes are safe on this phone.")
    assert bodies() == ["Cars race"]
    officer.page.unroute("**/capture")
    officer.tap("#waiting > button")
    officer.sees_noted(2)


def test_a_note_that_waits_can_be_deleted_in_spanish_too(officer_on):
    officer = officer_on(language=Language.SPANISH)
    officer.loses_signal()
    officer.choose("Ruido")
    officer.save()
    expect(officer.page.locator("#waiting h2")).to_have_text("1 nota por enviar")
    officer.page.once("dialog", lambda dialog: dialog.accept())

    officer.tap("#waiting [data-delete]")

    officer.sees_nothing_waiting()
    officer.is_back()
    officer.page.reload()
    expect(officer.page.locator("#keeps-working")).to_be_visible()
    assert all_of(Concern) == []


KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const paths = kept.flat().map(({ url }) => new URL(url).pathname);
  return paths.filter((path) => path.startsWith("/staff"));
}"""


def test_a_phone_keeps_this_page_alone_and_asks_before_a_note_that_waits_is_lost(officer_on):
    officer = officer_on()
    page, said = officer.page, []
    address = f"/staff/events/{officer.event.id}/capture"
    officer.choose("Speeding")
    officer.save()
    officer.sees_noted(1)
    officer.loses_signal()
    officer.choose("Noise")
    officer.save()
    officer.sees_waiting("Noise")
    # It stays, as the server is still out of reach when the signal is back.
    page.route("**/capture", lambda route: route.abort())
    officer.is_back()
    for path in ("/staff/concerns", f"{address}/noted", "/staff/more"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(KEPT) == [address]
    button = page.locator("main").get_by_role("button", name="Sign out")

    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    button.tap()
    expect(button).to_be_visible()
    assert "not sent yet" in said[0]
    assert page.evaluate("localStorage.length") == 1

    page.once("dialog", lambda dialog: dialog.accept())
    button.tap()
    expect(page.locator("#sign-in-form")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate(KEPT) == []


def test_the_next_officer_on_this_phone_neither_sees_nor_sends_the_notes(officer_on, sign_in_on):
    officer = officer_on()
    officer.loses_signal()
    officer.choose("Speeding")
    officer.save()
    officer.sees_waiting("Speeding")
    sign_in_on(officer.page, Role.OFFICER)

    # The page of the first one is still open.
    officer.page.goto("about:blank")
    officer.is_back()
    officer.open()

    officer.sees_nothing_waiting()
    assert all_of(Concern) == []


# Resolves when the page has done what it does with the next guesses.
NOTICE_THE_GUESSES = """
() => {
  const { json } = Response.prototype;
  window.dealtWith = new Promise((resolve) => {
    Response.prototype.json = function () {
      const guesses = json.call(this);
      guesses.then(() => requestAnimationFrame(resolve));
      return guesses;
    };
  });
}
"""


def test_topics_do_not_move_under_the_thumb(officer_on):
    officer = officer_on()
    page = officer.page
    page.evaluate(NOTICE_THE_GUESSES)
    held = []
    page.route("**/capture/guesses", lambda route: held.append(route))
    with page.expect_request("**/capture/guesses"):
        # Written so that the server alone recognizes it.
        page.locator("#body").press_sequentially("A streetligt is broken.")
    officer.choose("Parking")

    held[0].continue_()

    page.evaluate("window.dealtWith")
    expect(page.locator("#topics .choice span")).to_have_text(list(TOPICS))
    # What is written later brings the guesses after all.
    page.unroute("**/capture/guesses")
    page.locator("#body").press_sequentially(" Please fix it.")
    expect(page.locator("#topics .choice span").first).to_have_text("Lighting")
    expect(page.get_by_label("Parking")).to_be_checked()


DETAILS = ["805 555 0100", "(805) 555-0100", "8ABC123", "Mr. Gomez", "Sra. Ibarra", "John Smith"]


def test_details_are_named_without_a_signal_and_stop_no_officer(officer_on):
    officer = officer_on()
    page = officer.page
    # Only the server knows an address.
    page.locator("#body").press_sequentially("They deal at 123 Birch Lane.")
    expect(page.locator("#details")).to_contain_text("123 Birch Lane")
    officer.save()
    officer.sees_noted(1)
    assert one_of(Concern).body == "They deal at 123 Birch Lane."

    officer.loses_signal()
    officer.taps = 0
    for detail in DETAILS:
        page.locator("#body").fill(f"She says cars race on Maple Court: {detail}")

        expect(page.locator("#details b")).to_have_text(detail)
        expect(page.locator(SAVE)).to_have_text("Save anyway")
        officer.tap("#details button")
        expect(page.locator("#body")).to_have_value("She says cars race on Maple Court: […]")
        expect(page.locator("#details")).to_be_hidden()
        expect(page.locator(SAVE)).to_have_text("Save")
    assert officer.taps == len(DETAILS)
