"""What is guessed while a person writes, on a network that is slow."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_event, make_topic

TRAFFIC = "Cars speed past the school on Maple Court every morning."
COMPLAINT = "The officer grabbed my arm."
# Resolves when the answer to the next request of this form has been dealt with.
IS_DEALT_WITH = """
(url) => {
  window.dealtWith = new Promise((resolve) => {
    document.addEventListener("htmx:finally:request", ({ target }) => {
      if (target.matches(`form[action$="${url}"]`)) resolve();
    });
  });
}
"""

# What another form asked is exchanged while the guesses settle.
ANSWERS_BETWEEN = """
() => document.addEventListener("htmx:before:settle", ({ target: { id } }) => {
  const sourceElement = document.querySelector("form[action$='/concerns/notes']");
  const detail = { ctx: { sourceElement, target: document.getElementById("notes") } };
  if (id === "guesses")
    sourceElement.dispatchEvent(new CustomEvent("htmx:before:swap", { bubbles: true, detail }));
})
"""


@pytest.fixture
def slow_page(phone, app):
    """The form's own page."""
    for name in ("Speeding", "Parking", "Parks", "Noise", "Homelessness"):
        make_topic(name_en=name)
    phone.goto(f"/events/{make_event().slug}/concerns/new")
    return phone


class Held:
    """Requests that are answered only when the test says so."""

    def __init__(self, page, name):
        self.page, self.url, self.waiting = page, f"/concerns/{name}", []
        page.route(f"**{self.url}", lambda route: self.hold(route))

    def hold(self, route):
        self.waiting.append(route)

    def let_through(self):
        self.page.evaluate(IS_DEALT_WITH, self.url)
        for route in self.waiting:
            route.continue_()
        self.page.evaluate("window.dealtWith")
        self.hold = lambda route: route.continue_()


def write(page, text, held):
    with page.expect_request(f"**{held.url}"):
        page.locator("#body").press_sequentially(text)


def top_of(page, selector):
    return page.locator(selector).bounding_box()["y"]


def test_what_is_guessed_appears_and_more_topics_stay_open_while_the_person_writes(slow_page):
    held = Held(slow_page, "guesses")
    write(slow_page, TRAFFIC, held)
    # A finger that scrolls puts nothing off.
    label = slow_page.locator("label:has(#answer)")
    label.dispatch_event("pointerdown")
    label.dispatch_event("pointercancel")

    held.let_through()

    expect(slow_page.locator("#topics")).to_be_visible()
    expect(slow_page.locator("#body")).to_be_focused()
    slow_page.locator("#guesses summary").tap()
    expect(slow_page.locator("#guesses details .choice").first).to_be_visible()
    slow_page.evaluate(ANSWERS_BETWEEN)
    with slow_page.expect_response("**/concerns/guesses"):
        slow_page.locator("#body").press_sequentially(" It is loud.")
    expect(slow_page.locator("#guesses details[open]")).to_be_visible()


def test_what_is_being_tapped_does_not_move(slow_page):
    held = Held(slow_page, "guesses")
    write(slow_page, TRAFFIC, held)
    slow_page.locator("#answer").tap()
    before = top_of(slow_page, "#answer")

    held.let_through()

    assert top_of(slow_page, "#answer") == before
    # What is written later brings the guesses after all.
    slow_page.locator("#body").press_sequentially(" Please help.")
    expect(slow_page.locator("#topics")).to_be_visible()
    expect(slow_page.locator("#answer")).to_be_checked()


def test_the_keyboard_stays_where_it_is(slow_page):
    held = Held(slow_page, "guesses")
    write(slow_page, TRAFFIC, held)
    # Over the link to what the computer does.
    for _key in range(2):
        slow_page.keyboard.press("Tab")
    expect(slow_page.locator("#talk")).to_be_focused()

    held.let_through()

    expect(slow_page.locator("#talk")).to_be_focused()


def test_an_answer_given_meanwhile_is_kept(slow_page):
    slow_page.locator("#body").press_sequentially(COMPLAINT)
    expect(slow_page.locator("#about-officer-n")).to_be_attached()
    held = Held(slow_page, "notes")
    write(slow_page, " Call 805 555 0100.", held)
    slow_page.locator("#about-officer-n").tap()

    held.let_through()

    expect(slow_page.locator("#about-officer-n")).to_be_checked()
