"""A stack of cards, typed in with the keys alone."""

from itertools import cycle

import pytest
from playwright.sync_api import expect

from coffeecop.models import Concern, ConcernSource, Language
from coffeecop.parts.print_kit.cards.matching import first_words
from coffeecop.parts.print_kit.tests.rows import make_paper_card
from tests.factories import make_past_event, make_topic
from tests.journeys.fixtures import DESK
from tests.stored import all_of, one_of

# Beyond the text of the card, counted with the number or the words of its stub.
MOST_KEYS = 8
TEXTS = ("Cars speed past the school.", "Loud music at night.", "La luz de la calle no sirve.")


class Clerk:
    """Presses keys and counts those that are not the text of a card."""

    def __init__(self, page):
        self.page = page
        self.keys = []

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.keys[-1] += len(keys)

    def type_in(self, text, *, number="", ticks=0):
        """Type in a card, and wait until the form is empty again."""
        self.keys.append(0)
        expect(self.page.locator("#stub")).to_be_focused()
        self.press(*number)
        self.press("Tab")
        self.page.keyboard.insert_text(text)
        for _ in range(ticks):
            self.press("Tab", "Space")
        self.press("Enter")
        expect(self.page.locator(".saved")).to_be_visible()
        expect(self.page.locator("#body")).to_have_value("")


@pytest.fixture
def desk(open_page, sign_in_on, app):
    page = open_page(screen=DESK)
    sign_in_on(page)
    return page


def open_cards(page, event):
    page.goto(f"/staff/events/{event.id}/paper-cards")
    expect(page.locator("#stub")).to_be_focused()
    return Clerk(page)


@pytest.mark.parametrize("stack", [5, pytest.param(30, marks=pytest.mark.exhaustive)])
def test_a_stack_takes_few_keys_beyond_its_texts(desk, stack):
    event = make_past_event()
    languages = cycle(Language)
    for number in range(1, stack + 1):
        make_paper_card(event, number=number, language=next(languages))
    clerk = open_cards(desk, event)
    ticks = cycle([0, 0, 1, 0, 2])

    for number, text in zip(range(1, stack + 1), cycle(TEXTS), strict=False):
        clerk.type_in(f"{text} {number}", number=str(number), ticks=next(ticks))
        counted = f"{number} of {stack} printed cards are typed in."
        expect(desk.locator("#typed-in > .hint")).to_have_text(counted)

    concerns = all_of(Concern, source=ConcernSource.PAPER)
    assert [each.body.rpartition(" ")[2] for each in concerns] == [
        str(number) for number in range(1, stack + 1)
    ]
    assert len({each.receipt_hash for each in concerns} - {None}) == stack
    assert sum(each.wants_answer for each in concerns) == stack * 2 / 5
    assert sum(each.for_neighbor for each in concerns) == stack / 5
    assert max(clerk.keys) <= MOST_KEYS
    # From 3 keys with a number of one digit to 8 with two digits and two ticks.
    assert sum(clerk.keys) / stack <= 6


def test_what_is_refused_keeps_its_words_and_two_words_of_the_stub_mend_it(desk):
    event = make_past_event()
    card = make_paper_card(event, language=Language.SPANISH)
    open_cards(desk, event)
    keyboard = desk.keyboard

    keyboard.type("99999")
    keyboard.press("Tab")
    keyboard.type("First line")
    keyboard.press("Shift+Enter")
    keyboard.type("second line")
    keyboard.press("Enter")
    expect(desk.locator("#stub-error")).to_be_visible()
    expect(desk.locator("#stub")).to_be_focused()
    expect(desk.locator("#body")).to_have_value("First line\nsecond line")
    keyboard.press("Control+A")
    keyboard.insert_text(first_words(card))
    keyboard.press("Enter")
    expect(desk.locator(".saved")).to_be_visible()

    concern = one_of(Concern)
    assert concern.body.splitlines() == ["First line", "second line"]
    assert concern.receipt_hash == card.receipt_hash


def test_a_topic_is_corrected_and_a_card_taken_back_while_the_next_one_is_being_typed(desk):
    make_topic(name_en="Traffic", keywords_en="cars")
    event = make_past_event()
    open_cards(desk, event)
    desk.locator("#body").fill("Cars speed.")
    # Enter that is pressed twice, both before the first is answered, makes one record.
    desk.locator("#body").evaluate(
        """box => {
            const enter = () => new KeyboardEvent("keydown", { key: "Enter", bubbles: true });
            box.dispatchEvent(enter());
            box.dispatchEvent(enter());
        }"""
    )
    expect(desk.locator(".saved")).to_be_visible()
    desk.reload()
    expect(desk.locator(".typed-in > li")).to_have_count(1)
    assert one_of(Concern).body == "Cars speed."
    desk.locator("#body").fill("The next card")

    desk.locator(".chip-guess").click()
    expect(desk.locator(".chip[aria-pressed=true]")).to_have_text("Traffic")
    expect(desk.locator("#body")).to_have_value("The next card")
    desk.locator("[id^=undo-] button").click()
    expect(desk.locator("#typed-in [role=alert]")).to_be_visible()
    expect(desk.locator("#body")).to_have_value("The next card")
    desk.locator("#body").fill("")
    desk.locator("[id^=undo-] button").click()

    expect(desk.locator("#body")).to_have_value("Cars speed.")
    assert all_of(Concern) == []


def test_a_question_about_an_officer_is_answered_with_two_keys(desk):
    event = make_past_event()
    open_cards(desk, event)
    desk.keyboard.press("Tab")
    desk.keyboard.type("The officer grabbed my arm.")
    desk.keyboard.press("Enter")
    expect(desk.locator("#about-officer-heading")).to_be_focused()

    # A further Enter answers nothing.
    desk.keyboard.press("Enter")
    expect(desk.locator("#about-officer-heading")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".saved")).to_be_visible()

    assert one_of(Concern).is_complaint
