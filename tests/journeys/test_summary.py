"""An officer reads what was said, and opens what it stands on."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Kind, Language, MentionKind
from tests.factories import make_concern, make_mention, make_past_event, make_quotes, make_topic
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
    for concern in concerns[:3]:
        make_mention(concern, "maple court")
        make_mention(concern, "parking_permits", kind=MentionKind.ASK)
    return event


def test_the_page_of_an_event_is_easy_to_use_with_all_folds_open(phone, sign_in_on, event):
    for language in Language:
        sign_in_on(phone, language=language)
        phone.goto(f"/staff/events/{event.id}")
        for fold in phone.locator("#topics summary").all():
            fold.click()
        expect(phone.locator("#topics .parts")).to_be_visible()
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
