from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import Role
from coffeecop.web.tokens import door_code
from tests.factories import HOUR, make_event
from tests.journeys.staff_states import unfold
from tests.journeys.states import open_event, tap


def at_the_door(page, prefix):
    event = open_event(page, prefix, starts_at=now() - timedelta(minutes=10))
    page.goto(f"{prefix}/events/{event.slug}/arrival")
    yield "door_without_its_code"
    tap(page, "#arrival-form button", shows="#door-error")
    yield "door_with_errors"
    page.goto(f"{prefix}/events/{event.slug}/arrival?door={door_code(event)}")
    yield "door"
    tap(page, "#arrival-form button", shows="#concern-form")
    yield "counted_at_the_door"
    page.goto(f"{prefix}/events/{make_event().slug}/arrival")
    yield "door_that_is_closed"


def arrivals(page, open_as):
    here, over = make_event(starts_at=now() - HOUR), make_event(starts_at=now() - 9 * HOUR)
    open_as(Role.OFFICER)
    page.goto(f"/staff/events/{here.id}/arrivals")
    page.locator("#tap-form button").first.click()
    expect(page.locator("[name=arrival_id]")).to_be_visible()
    unfold(page)
    yield
    page.goto(f"/staff/events/{over.id}/arrivals")
    tap(page, "#heads-form button", shows="#heads-error")
    page.locator("#heads").fill("25")
    page.locator("#heads-form button").click()
    expect(page.locator("#people")).to_contain_text("25")
    page.goto(f"/staff/events/{over.id}/arrivals")
    yield


WALKS = [arrivals]
WALKS_OF_RESIDENTS = [at_the_door]
SEEN_IN_THE_DARK = ["door", "counted_at_the_door"]
