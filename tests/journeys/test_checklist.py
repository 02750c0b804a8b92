"""An officer ticks what is done, on a phone, where it is asked."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import Language, Role
from tests.factories import make_checklist, make_event, make_paper_card

DAY = timedelta(days=1)


@pytest.fixture
def event(app):
    """An event in nine days, whose host is named and whose cards are made."""
    make_checklist()
    planned = {"starts_at": now() + 9 * DAY, "created_at": now() - 60 * DAY}
    event = make_event(title_en="Coffee in June", roster=["Lt. Sample"], **planned)
    make_paper_card(event)
    return event


def test_what_is_due_is_ticked_on_today_until_the_list_is_done(phone, sign_in_on, event):
    sign_in_on(phone, Role.ORGANIZER)
    phone.goto("/staff")

    for label in ("Agree on the venue", "Put the poster up", "Post it online"):
        # A tap each, on what an officer sees without scrolling.
        button = phone.get_by_role("button", name=f"Tick: {label}")
        expect(button).to_be_in_viewport()
        button.tap()
        expect(phone.get_by_role("status")).to_have_text(f"Done: {label}")
    expect(phone.get_by_role("button", name="Tick: Brief the roll call")).to_have_count(0)

    phone.get_by_role("link", name=re.compile("^Checklist: ")).tap()
    expect(phone.get_by_text("5 of 9 done")).to_be_visible()
    expect(phone.get_by_text("Lt. Sample is the host")).to_be_visible()
    phone.get_by_role("button", name="Tick: Brief the roll call").tap()
    expect(phone.get_by_text("6 of 9 done")).to_be_visible()
    phone.get_by_role("button", name="Untick: Brief the roll call").tap()
    expect(phone.get_by_text("5 of 9 done")).to_be_visible()


def test_it_is_ticked_in_spanish(phone, sign_in_on, event):
    sign_in_on(phone, language=Language.SPANISH)
    phone.goto(f"/staff/events/{event.id}/checklist")

    phone.get_by_role("button", name="Marcar: Poner el cartel").tap()

    expect(phone.get_by_role("button", name="Desmarcar: Poner el cartel")).to_be_focused()
