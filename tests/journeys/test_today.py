"""An officer sees what is coming and what waits, and goes from a number to its texts."""

import pytest
from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import Language, Role
from tests.factories import DAY, save
from tests.full_today import make_full_today
from tests.journeys.checks import check_axe, check_layout
from tests.journeys.fixtures import DESK

TALLEST = 1800
# Without the tabs at the bottom of the screen.
FIRST_SCREEN = 780


@pytest.fixture
def event(app):
    return make_full_today()


def test_on_a_phone_what_matters_is_on_the_first_screen_and_the_page_is_short(
    phone, sign_in_on, event
):
    for language in Language:
        sign_in_on(phone, Role.ORGANIZER, language=language)
        phone.goto("/staff")
        expect(phone.locator(".next-lines").first.locator("> span > span")).to_have_count(4)
        for part in (".next-event h2", ".event-buttons a", ".count-tiles", "main .next-lines"):
            assert bottom(phone.locator(part).first) < FIRST_SCREEN
        assert bottom(phone.locator("#urgent-heading")) < 2 * FIRST_SCREEN
        expect(phone.locator(".after")).to_be_visible()
        expect(phone.locator(".heat-map")).not_to_be_visible()
        assert height(phone) <= TALLEST

    # What is used at the event is one tap away.
    save(event, starts_at=now() - DAY / 48, ends_at=now() + DAY / 24)
    for language in Language:
        sign_in_on(phone, Role.ORGANIZER, language=language)
        phone.goto("/staff")
        assert phone.locator(f".event-buttons [href='/staff/events/{event.id}/briefing']").count()
        expect(phone.locator(".event-buttons a:not(.button-secondary)")).to_have_count(1)
        assert bottom(phone.locator(".count-tiles")) < FIRST_SCREEN
        assert height(phone) <= TALLEST


def test_a_chip_writes_its_name_into_the_line(phone, sign_in_on, event):
    sign_in_on(phone, Role.OFFICER)
    phone.goto("/staff")
    line, chips = phone.locator("#line"), phone.locator(".heard .choice")
    line.fill("at night")
    for number in (0, 1):
        chips.nth(number).tap()
    expect(line).to_have_value("at night, Dark lights, Dogs")
    chips.first.tap()
    expect(line).to_have_value("at night, Dogs")

    phone.locator("#line-form button").tap()

    expect(phone.locator("main [role=status]")).to_have_text("Saved: “at night, Dogs”")


def bottom(part):
    box = part.bounding_box()
    return box["y"] + box["height"]


def height(page):
    return page.evaluate("document.documentElement.scrollHeight")


def test_at_a_desk_work_stands_beside_the_topics_and_the_map_below(open_page, sign_in_on, event):
    page = open_page(screen=DESK)
    sign_in_on(page, Role.ORGANIZER, Role.ADMIN)
    # The last is looked at more closely.
    for path in ("/staff/trends", "/staff"):
        page.goto(path)
        check_layout(page)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            check_axe(page)

    topics, work = page.locator(".subjects").bounding_box(), page.locator(".side").bounding_box()
    assert work["x"] > topics["x"] + topics["width"]
    assert 1.4 < topics["width"] / work["width"] < 2
    heat_map = page.locator(".heat-map").bounding_box()
    assert heat_map["y"] > topics["y"] + topics["height"]
    heads = page.locator(".heat-map thead .of").all_inner_texts()
    assert heads == ["of 7", "of 7", "of 7", "of 42"]

    # A forced palette keeps bars and cells apart.
    page.emulate_media(forced_colors="active")
    track, bar = (page.locator(f".subjects {part}").first for part in ("svg:not(.icon)", "rect"))
    assert bar.evaluate("e => getComputedStyle(e).fill") != track.evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    cell = page.locator(".heat-map td").first
    assert cell.evaluate("e => getComputedStyle(e).borderTopWidth") == "1px"
    page.emulate_media(forced_colors="none")

    # It prints on one page: Letter, within the margins of the sheet.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 930})
    assert bottom(page.locator("main")) <= 930
    for part in (".subjects", ".plan", ".heat-map"):
        expect(page.locator(part)).to_be_visible()
    # A flagged text must not lie around on paper.
    expect(page.get_by_text("I cannot go on.")).not_to_be_visible()


def test_today_is_worked_by_keyboard(open_page, sign_in_on, event):
    page = open_page(screen=DESK)
    sign_in_on(page, Role.ORGANIZER)
    page.goto("/staff")
    page.locator(".next-event h2 a").focus()

    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.innerText.trim().split(/\\s+/).join(' ')")
        )

    tools = page.locator(".event-buttons a").all_inner_texts()
    # After the languages that nobody speaks.
    first = reached.index(tools[0])
    assert reached[first : first + len(tools) + 2] == [*tools, "1 urgent", "27 to answer"]
    assert any(words.startswith("Topic 7 7 of 42") for words in reached)
    assert reached.count("Answer here") == 2
    assert "3 asked for Spanish, nobody assigned" in reached
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
