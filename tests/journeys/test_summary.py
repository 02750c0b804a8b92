"""An officer reads what was said, and opens what it stands on."""

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Kind, Language, MentionKind, Role
from tests.factories import (
    make_concern,
    make_mention,
    make_past_event,
    make_quotes,
    make_theme,
    make_topic,
)
from tests.journeys.checks import check_axe, check_layout

LONG = "Estacionamiento y agradecimientos"


@pytest.fixture
def event(app):
    event, parking = make_past_event(), make_topic(name_en="Parking", name_es=LONG)
    for language in Language:
        concerns = [
            make_concern(event=event, topics=[parking], text_language=language, kind=Kind.QUESTION)
            for _ in range(6)
        ]
    make_quotes(parking, concerns[0])
    for concern in concerns[:2]:
        make_mention(concern, "maple court")
        make_mention(concern, "parking_permits", kind=MentionKind.ASK)
    make_theme(*concerns[1:4], phrase="e-bikes, pier, path")
    return event


def test_the_page_of_an_event_is_easy_to_use_with_all_folds_open(phone, sign_in_on, event):
    for language in Language:
        sign_in_on(phone, language=language)
        phone.goto(f"/staff/events/{event.id}")
        for fold in phone.locator(".folds summary").all():
            fold.click()
        expect(phone.locator("#summary")).to_be_visible()
        expect(phone.locator("#languages")).to_be_visible()
        check_layout(phone)
        if language is Language.ENGLISH:
            check_axe(phone)

    # "Estacionamiento", "y", "agradecimientos": two or three lines, and never a word in two.
    name = phone.locator("#phases tbody th", has_text="Estacionamiento")
    height = name.evaluate("th => th.getClientRects()[0].height")
    line = name.evaluate("th => parseFloat(getComputedStyle(th).lineHeight)")
    padding = name.evaluate("th => parseFloat(getComputedStyle(th).paddingTop) * 2")
    assert height - padding <= 3.5 * line


def test_the_page_of_an_event_is_short_and_prints_its_summary_on_two_pages(
    phone, sign_in_on, event
):
    event.we_did_en = "A stop sign. " * 40
    db.session.commit()
    for _ in range(6):
        make_concern(event=event, topics=[make_topic()])
    sign_in_on(phone, Role.ORGANIZER)
    phone.goto(f"/staff/events/{event.id}")
    assert phone.evaluate("document.documentElement.scrollHeight") <= 2200

    for _ in range(4):
        topic = make_topic()
        said = make_concern(event=event, topics=[topic], body="Cars speed past the school. " * 10)
        make_quotes(topic, said)
    phone.reload()
    phone.emulate_media(media="print")
    phone.set_viewport_size({"width": 700, "height": 930})
    summary = phone.locator("#summary").bounding_box()
    assert summary["y"] + summary["height"] <= 2 * 930
    expect(phone.locator("#summary a").first).to_be_visible()
    expect(phone.locator("summary", has_text="Kinds")).to_be_hidden()
