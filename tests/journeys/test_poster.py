"""Staff print the poster of an event: exactly one page, however long its words are."""

import re

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from tests.factories import make_event, make_venue
from tests.journeys.checks import check_layout, run_axe

PRINTS = "window.print = () => { document.title = 'printed'; };"


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def make_wordy(share):
    """Make an event whose names have this share of the letters that they may have."""

    def words(most):
        return ("Sample words " * 10)[: int(most * share)].strip()

    venue = make_venue(name=words(120), street=words(120), city=words(80))
    event = make_event(venue=venue, title_en=words(120), title_es=words(120))
    event.agency.name, event.agency.phone = words(120), "(805) 339-4400"
    db.session.commit()
    return event


@pytest.mark.parametrize("share", [0.1, 0.22, 0.25, 0.49, 0.51, 1])
def test_it_fills_one_page_of_either_paper(open_page, sign_in_on, app, share):
    page, event = open_page(), make_wordy(share)
    sign_in_on(page)
    page.goto(f"/staff/events/{event.id}/poster")

    assert [pages(page.pdf(format=paper)) for paper in ("Letter", "A4")] == [1, 1]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})
    sheet = page.locator(".poster").bounding_box()
    for part in page.locator(".poster section > *").all():
        box, half = part.bounding_box(), part.locator("..").bounding_box()
        assert half["y"] <= box["y"]
        assert box["y"] + box["height"] <= half["y"] + half["height"]
    assert half["y"] + half["height"] <= sheet["y"] + sheet["height"] + 1


def test_the_button_opens_the_print_dialogue(with_script, sign_in_on, app):
    event = make_event()
    sign_in_on(with_script)
    with_script.add_init_script(PRINTS)
    with_script.goto(f"/staff/events/{event.id}/plan")

    with_script.get_by_role("button", name="Print the poster").tap()

    expect(with_script).to_have_title("printed")
    expect(with_script).to_have_url(re.compile("/poster"))


def test_without_a_script_it_says_how_to_print(without_script, sign_in_on, app):
    event = make_event()
    sign_in_on(without_script)
    without_script.goto(f"/staff/events/{event.id}/plan")

    without_script.get_by_role("button", name="Print the poster").tap()

    expect(without_script.get_by_text("print this page from the menu")).to_be_visible()
    expect(without_script.locator(".poster svg").first).to_be_visible()


def test_it_is_easy_to_read_on_a_phone(with_script, sign_in_on, app):
    sign_in_on(with_script)
    with_script.goto(f"/staff/events/{make_wordy(0.3).id}/poster")

    check_layout(with_script)
    for scheme in ("light", "dark"):
        with_script.emulate_media(color_scheme=scheme)
        run_axe(with_script)
