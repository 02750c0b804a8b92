"""What keeps machines out, and never costs a person the words."""

from playwright.sync_api import expect
from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.security import limiter
from tests.factories import make_event
from tests.journeys.checks import no_axe_violations

WORDS = "The light at the corner of Maple Court is out."


def concerns():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Concern))


def send(phone):
    phone.locator("#concern-form > button").tap()


def test_who_fills_the_box_that_nobody_sees_sends_nothing_and_loses_nothing(phone, prefix, app):
    event = make_event()
    phone.goto(f"{prefix}/events/{event.slug}/concerns/new")
    trap = phone.locator("#concern-form input[name=website]")
    expect(trap).not_to_be_in_viewport()
    phone.locator("#body").fill(WORDS)
    # As a machine does it: it does not look at the page.
    trap.evaluate("box => { box.value = 'https://spam.example' }")
    send(phone)

    expect(phone.locator("#concern-form [role=alert]").first).to_be_visible()
    expect(phone.locator("#body")).to_have_value(WORDS)
    no_axe_violations(phone)
    assert concerns() == 0


def test_when_many_are_sending_the_words_stay_and_can_be_sent_again(
    phone, prefix, app, monkeypatch
):
    event = make_event()
    phone.goto(f"{prefix}/events/{event.slug}/concerns/new")
    phone.locator("#body").fill(WORDS)
    with monkeypatch.context() as full:
        full.setattr(limiter._windows, "hit", lambda *limit: False)
        send(phone)
        expect(phone.locator("#concern-form [role=alert]").first).to_be_visible()
        expect(phone.locator("#body")).to_have_value(WORDS)

    send(phone)
    expect(phone.get_by_role("status").first).to_be_visible()
    assert concerns() == 1
