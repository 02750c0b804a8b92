"""The line for seats, walked on a phone: by what the page holds, whatever its language says."""

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from tests.factories import make_event, make_offered, make_rsvp, make_waiting
from tests.journeys.checks import check_axe, check_layout
from tests.journeys.test_residents import WORDS

TOKEN = "w" * 26


@pytest.fixture
def event(app):
    return make_event(
        title_en="Coffee with a Cop",
        title_es="Café con un policía",
        capacity=2,
        roster=["Sgt. Example"],
    )


def status(page):
    return page.locator("#rsvp [role=status]")


def state_of(rsvp):
    db.session.rollback()
    db.session.refresh(rsvp)
    return rsvp.status


def test_a_party_that_does_not_fit_waits_and_leaves(phone, prefix, event):
    taken = make_rsvp(event=event)
    phone.goto(f"{prefix}/events/{event.slug}")
    phone.get_by_label(WORDS[prefix]["party_size"]).fill("2")
    phone.get_by_role("button", name=WORDS[prefix]["send_rsvp"]).tap()
    expect(phone.get_by_role("alert")).to_contain_text(WORDS[prefix]["problem"])
    expect(phone.locator("#party_size")).to_have_value("2")
    check_axe(phone)
    check_layout(phone)

    phone.locator("button[name=waitlist]").tap()
    expect(status(phone)).to_have_class("notice notice-info")

    phone.locator("#cancellation-form button").tap()
    expect(phone.locator("#undo-form")).to_be_visible()
    db.session.rollback()
    db.session.refresh(event)
    assert event.seats_taken == taken.party_size


def test_the_page_of_a_full_event_offers_the_waitlist(phone, prefix, event):
    make_rsvp(event=event, party_size=2)
    phone.goto(f"{prefix}/events/{event.slug}")
    expect(phone.locator("#rsvp-form > p button, #rsvp-form > button")).to_have_count(1)

    phone.locator("button[name=waitlist]").tap()
    expect(status(phone)).to_have_class("notice notice-info")


def test_an_offer_is_accepted(phone, prefix, event):
    offered = make_offered(event=event, token=TOKEN, party_size=2)
    phone.goto(f"{prefix}/rsvps/{TOKEN}")
    expect(status(phone)).to_have_class("notice notice-success")

    phone.locator("#acceptance-form button").tap()
    expect(status(phone)).to_contain_text(WORDS[prefix]["expected"])
    assert state_of(offered) == "coming"
    check_axe(phone)
    check_layout(phone)


def test_an_offer_that_has_ended_leads_back_into_the_line(phone, prefix, event):
    late = make_offered(event=event, token=TOKEN, party_size=2, ends_in=-event.ends_at.resolution)
    next_one = make_waiting(event=event, minutes_ago=10, party_size=2)
    phone.goto(f"{prefix}/rsvps/{TOKEN}")
    expect(status(phone)).to_have_class("notice notice-warning")

    phone.locator("#acceptance-form button").tap()
    expect(status(phone)).to_have_class("notice notice-info")
    assert (state_of(late), state_of(next_one)) == ("waiting", "offered")


def test_a_cancelled_rsvp_is_undone_in_one_tap(phone, prefix, event):
    make_rsvp(event=event, token=TOKEN, party_size=2, contact={"name": "Ana Example"})
    phone.goto(f"{prefix}/rsvps/{TOKEN}")
    phone.get_by_role("button", name=WORDS[prefix]["cannot_come"]).tap()
    expect(status(phone)).to_contain_text(WORDS[prefix]["cancelled"])

    phone.locator("#undo-form button").tap()
    expect(status(phone)).to_contain_text(WORDS[prefix]["expected"])
    assert TOKEN not in phone.url
    assert "/rsvps/" in phone.url
    phone.locator("#rsvp a[href$='/change']").tap()
    expect(phone.locator("#name")).to_have_value("Ana Example")


def test_the_focus_follows_the_line(with_script, event):
    make_offered(event=event, token=TOKEN)
    with_script.goto(f"/rsvps/{TOKEN}")
    with_script.locator("#acceptance-form button").tap()
    expect(with_script.get_by_role("heading", name="See you there")).to_be_focused()
    with_script.locator("#cancellation-form button").tap()
    expect(with_script.get_by_role("heading", name="Your RSVP is cancelled")).to_be_focused()
