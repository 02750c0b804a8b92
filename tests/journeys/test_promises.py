"""A promise on its whole way: from a note at an event to a page that says it was kept."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Role
from tests.factories import make_event, make_past_event, make_topic
from tests.journeys.conftest import PHONE
from tests.journeys.steps import fill, press
from tests.photos import photo_file

DESK = {"viewport": {"width": 1280, "height": 800}, "has_touch": True}
WALKS = {"phone": (PHONE, True), "desk without script": (DESK, False)}
PUBLIC = {
    "public_en": "A stop sign on Maple Court.",
    "public_es": "Una señal de alto en Maple Court.",
}


def link(page, name):
    return page.locator("main").get_by_role("link", name=name, exact=True).first


def note_and_promise(page, past):
    page.goto(f"/staff/events/{past.id}/capture")
    page.locator("#capture-form textarea").fill("Nobody stops at the corner.")
    page.locator("#topics label", has_text="Speeding").tap()
    press(page, "Save")
    # The two clicks: to the form, and to make what it proposes.
    link(page, "Promise").tap()
    press(page, "Make the promise")
    expect(page.get_by_role("heading", level=1, name="Speeding")).to_be_visible()
    expect(page.get_by_text("Staff only")).to_be_visible()


def show_it_to_the_public(page):
    link(page, "Change").tap()
    fill(page, **PUBLIC)
    page.get_by_label("Show it to the public").check()
    press(page, "Save")
    expect(page.get_by_text("Public", exact=True)).to_be_visible()


def keep_it(page):
    link(page, "It is kept").tap()
    fill(page, outcome_en="The city put it up.", outcome_es="La ciudad la puso.")
    photo = {"mimeType": "image/jpeg", "buffer": photo_file(size=(800, 600)).getvalue()}
    page.locator("#photo").set_input_files({"name": "sign.jpg", **photo})
    press(page, "It is kept")
    # The words for who cannot see it were forgotten: what was typed is still there.
    expect(page.locator("#alt_en-error")).to_be_visible()
    expect(page.locator("#outcome_es")).to_have_value("La ciudad la puso.")
    page.locator("#photo").set_input_files({"name": "sign.jpg", **photo})
    fill(page, alt_en="A stop sign.", alt_es="Una señal de alto.")
    press(page, "It is kept")
    expect(page.get_by_role("img", name="A stop sign.")).to_be_visible()


@pytest.mark.parametrize("walk", WALKS)
def test_what_was_noted_is_promised_in_two_clicks_and_seen_kept(open_page, sign_in_on, walk):
    screen, has_script = WALKS[walk]
    page = open_page(screen=screen, script=has_script)
    make_topic(name_en="Speeding", name_es="Velocidad")
    past = make_past_event()
    coming = make_event(venue=past.venue)
    sign_in_on(page, Role.ORGANIZER)

    note_and_promise(page, past)
    show_it_to_the_public(page)
    keep_it(page)

    page.goto(f"/staff/events/{coming.id}/briefing")
    expect(page.locator("#promised")).to_contain_text("Kept on")
    page.goto(f"/staff/events/{coming.id}/poster")
    expect(page.locator(".poster [lang=es] .promise")).to_contain_text(PUBLIC["public_es"])
    page.goto(f"/events/{coming.slug}")
    expect(page.locator(".kept")).to_contain_text(PUBLIC["public_en"])
    page.goto("/es/promises")
    kept = page.locator(".promise")
    expect(kept).to_contain_text("Se pidió el")
    expect(kept).to_contain_text("La ciudad la puso.")
    photo = kept.get_by_role("img", name="Una señal de alto.")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 800)
