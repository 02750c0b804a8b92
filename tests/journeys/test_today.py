"""An officer sees what is coming and what waits, and goes from a number to its texts."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coffeecop.db import db, now
from coffeecop.models import ConcernSource, FlagKind, Kind, Language, Need, Role
from tests.factories import (
    make_checklist,
    make_concern,
    make_event,
    make_flag,
    make_quotes,
    make_rsvp,
    make_staff,
    make_theme,
    make_topic,
)
from tests.journeys.checks import check_layout, run_axe
from tests.journeys.conftest import PHONE

DAY = timedelta(days=1)
DESK = {"viewport": {"width": 1280, "height": 800}}
TEXT = "Cars race down Maple Court past the school every morning, and nobody stops for the kids. "


@pytest.fixture
def event(app):
    """The next of three events, of a department that is set up, with all that Today can show."""
    make_staff(Role.COMPLAINTS)
    topics = [make_topic(name_en=f"Topic {n}", name_es=f"Tema {n}") for n in range(1, 8)]
    for days in (60, 30):
        past = make_event(starts_at=now() - days * DAY)
        for topic in topics:
            receipt = f"receipt-{days}-{topic.id}"
            make_concern(event=past, topics=[topic], kind=Kind.QUESTION, receipt_hash=receipt)
    event = make_event(
        starts_at=now() + 3 * DAY, title_en="Coffee in June", roster=["Sgt. Example"]
    )
    for number, topic in enumerate(topics):
        concerns = [make_concern(event=event, topics=[topic], body=TEXT) for _ in range(number + 1)]
        make_quotes(topic, concerns[0])
    make_theme(*[make_concern(event=event, body=TEXT) for _ in range(6)], phrase="e-bikes, pier")
    make_flag(FlagKind.SELF_HARM, concern=make_concern(event=event, body="I cannot go on."))
    for n in range(6):
        asked = {"kind": Kind.QUESTION, "receipt_hash": f"receipt-{n}", "text_language": "es"}
        make_concern(event=event, body=TEXT, **asked)
    make_rsvp(event=event, party_size=4).needs = set(Need)
    event.agency.name_es, event.poster_printed_at = "Policía de Ejemplo", now()
    event.agency.phone, event.agency.complaint_url = "(805) 339-4400", "https://example.org/"
    db.session.commit()
    return event


def test_an_officer_goes_from_a_topic_to_its_concerns(phone, sign_in_on, event):
    sign_in_on(phone)
    phone.goto("/staff")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Coffee in June")

    phone.get_by_role("link", name="Topic 7").tap()

    expect(phone.get_by_role("heading", name="7 concerns")).to_be_visible()
    expect(phone.locator("#conditions")).to_contain_text("Topic 7")
    phone.go_back()
    phone.locator(".count-tiles").get_by_role("link", name="1 urgent").tap()
    expect(phone.locator(".items .clamped")).to_have_text("I cannot go on.")


def test_on_a_phone_what_matters_is_on_two_screens_and_the_page_is_short(
    with_script, sign_in_on, event
):
    sign_in_on(with_script, Role.ORGANIZER)
    with_script.goto("/staff")

    screen = with_script.viewport_size["height"]
    third = with_script.locator(".subjects li").nth(2).bounding_box()
    assert third["y"] + third["height"] < screen
    assert with_script.locator("#needs-heading").bounding_box()["y"] < 2 * screen
    expect(with_script.locator(".heat-map")).not_to_be_visible()
    assert with_script.evaluate("document.documentElement.scrollHeight") <= 1800


def test_it_stays_short_with_what_is_due_for_two_events_and_what_was_captured(
    with_script, sign_in_on, event
):
    make_checklist()
    member = sign_in_on(with_script, Role.ORGANIZER)
    captured = {"source": ConcernSource.CAPTURE, "entered_by_id": member.id}
    make_concern(event=event, body=TEXT, **captured)
    make_event(starts_at=now() - 5 * DAY)
    with_script.goto("/staff")

    expect(with_script.locator(".checklist").first.locator("li")).to_have_count(3)
    expect(with_script.get_by_text("1 captured, not sorted")).to_be_visible()
    expect(with_script.get_by_text("2 things to do")).to_be_visible()
    assert with_script.evaluate("document.documentElement.scrollHeight") <= 1800


def test_at_a_desk_work_stands_beside_the_topics_and_the_map_below(open_page, sign_in_on, event):
    page = open_page(screen=DESK)
    sign_in_on(page)
    page.goto("/staff")

    topics, work = page.locator(".subjects").bounding_box(), page.locator(".side").bounding_box()
    assert work["x"] > topics["x"] + topics["width"]
    assert 1.4 < topics["width"] / work["width"] < 2
    heat_map = page.locator(".heat-map").bounding_box()
    assert heat_map["y"] > topics["y"] + topics["height"]
    heads = page.locator(".heat-map thead .of").all_inner_texts()
    assert heads == ["of 7", "of 7", "of 41"]


@pytest.mark.parametrize("path", ["/staff", "/staff/trends", "/staff/more"])
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_they_are_easy_to_use_in_each_language_and_scheme(
    open_page, sign_in_on, event, path, screen
):
    page = open_page(screen=screen)
    for language in Language:
        sign_in_on(page, Role.ORGANIZER, Role.ADMIN, language=language)
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        check_layout(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            run_axe(page)


def test_today_is_worked_by_keyboard(open_page, sign_in_on, event):
    page = open_page(screen=DESK)
    sign_in_on(page, Role.ORGANIZER)
    page.goto("/staff")
    page.locator("h1 a").focus()

    reached = []
    for _ in range(15):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText.split(/\\s+/).join(' ')"))

    assert reached[:3] == ["1 urgent", "20 to answer", "13 to confirm"]
    assert reached[3].startswith("Topic 7 7 of 41")
    assert "See them" in reached
    assert reached.count("Answer here") == 3
    assert "1 asked for Spanish, nobody assigned" in reached
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


def test_today_prints_on_one_page(open_page, sign_in_on, event):
    page = open_page(screen=DESK)
    sign_in_on(page, Role.ORGANIZER)
    page.goto("/staff")
    page.emulate_media(media="print")
    # Letter, within the margins of the sheet.
    page.set_viewport_size({"width": 700, "height": 930})

    end = page.locator("main").bounding_box()

    assert end["y"] + end["height"] <= 930
    for part in (".subjects", ".plan", ".heat-map"):
        expect(page.locator(part)).to_be_visible()
    # A flagged text must not lie around on paper.
    expect(page.get_by_text("I cannot go on.")).not_to_be_visible()


def test_a_forced_palette_keeps_bars_and_cells_apart(open_page, sign_in_on, event):
    page = open_page(screen=DESK)
    sign_in_on(page)
    page.emulate_media(forced_colors="active")
    page.goto("/staff")

    track, bar = (page.locator(f".subjects {part}").first for part in ("svg:not(.icon)", "rect"))
    assert bar.evaluate("e => getComputedStyle(e).fill") != track.evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    cell = page.locator(".heat-map td").first
    assert cell.evaluate("e => getComputedStyle(e).borderTopWidth") == "1px"
