"""Takes the pictures of docs/guide.md anew, from an empty installation and a demo: `make guide`."""

from functools import partial

from flask_migrate import upgrade
from playwright.sync_api import expect

from coffeecop.db import db_writes, now
from coffeecop.models import Agency, Concern, Event, Matter
from coffeecop.models.concern import BETTER_ASKED_AFTER
from docs.readme_pictures import (
    ANSWER,
    CONCERN,
    FOLDER,
    installation,
    keep,
    prepare_demo,
    staff_cookie,
)
from tests.factories import HOUR, make_staff
from tests.journeys.fixtures import PHONE as SHARP_PHONE
from tests.journeys.steps import fill, plan_an_event, press, set_up_first_administrator
from tests.stored import all_of, one_of

PHONE = {**SHARP_PHONE, "device_scale_factor": 1.5}
DESK = {"viewport": {"width": 1120, "height": 720}, "device_scale_factor": 1.25, "has_touch": True}
SPANISH_CONCERN = "Los carros pasan muy rápido por la escuela en las mañanas."
PROMISE = "An officer at Thompson and Ann on three mornings"
HEARD = "Nobody stops at the corner of Oak and Main when school lets out."

photograph = partial(keep, folder=FOLDER / "guide", largest=100_000, colours=64)
photograph_part = partial(photograph, margin=24)


def take_pictures():
    with installation(upgrade) as (app, _address, open_page), app.app_context():
        desk = open_page(DESK)
        set_up(desk)
        publish_first_event(desk)
        count_arrivals(open_page(PHONE), desk.context.cookies())
    with installation(prepare_demo) as (app, address, open_page):
        cookie = staff_cookie(app, address)
        desk, phone = open_page(DESK, [cookie]), open_page(PHONE, [cookie])
        resident = open_page(PHONE)
        with app.app_context():
            add_colleagues()
            prepare_event(desk, phone)
            visit_event(resident)
            note_what_was_said(desk, phone)
            tell_what_is_on_their_mind(resident)
            triage(desk)
            read_the_answer(resident)
            promise(desk)
            tell_what_came_of_it(desk, resident)


def set_up(desk):
    set_up_first_administrator(desk)
    photograph_part("first-steps", desk.locator(".set-up"))
    desk.goto("/staff/settings")
    photograph("settings", desk)


def publish_first_event(desk):
    desk.goto("/staff/events/new")
    plan_an_event(desk, days=30)
    photograph("first-event", desk)
    press(desk, "Publish")
    expect(desk.get_by_text("Published. Residents can see it now.")).to_be_visible()
    desk.goto(f"/staff/events/{one_of(Event).id}")
    photograph_part("checklist", desk.locator("#checklist"))


def count_arrivals(phone, cookies):
    with db_writes():
        event = one_of(Event)
        event.starts_at, event.ends_at = now() - HOUR / 2, now() + HOUR
        address = f"/staff/events/{event.id}/arrivals"
    phone.context.add_cookies(cookies)
    phone.goto(address)
    for people, counted in ((1, 1), (2, 3), (4, 7)):
        phone.locator(f"#tap-form [value='{people}']").click()
        expect(phone.locator(f"[data-number='{counted}']")).to_be_visible()
    photograph("arrivals", phone)


def add_colleagues():
    agency = one_of(Agency)
    make_staff(agency=agency, name="Officer Kim")
    make_staff(agency=agency, name="Officer Lee")


def next_event():
    return all_of(Event)[-1]


def past_event():
    return all_of(Event)[-2]


def prepare_event(desk, phone):
    address = f"/staff/events/{next_event().id}"
    desk.goto(f"{address}/print-kit?sheet=poster")
    photograph("poster", desk.locator(".poster"))
    desk.goto("/staff")
    photograph("today", desk)
    phone.goto(f"{address}/briefing")
    photograph("briefing", phone)


def visit_event(resident):
    address = f"/events/{next_event().slug}"
    resident.goto(address)
    photograph("event", resident)
    resident.goto(f"/es{address}/concerns/new")
    resident.locator("#body").fill(SPANISH_CONCERN)
    resident.locator("#answer").check()
    photograph("concern-in-spanish", resident)


def note_what_was_said(desk, phone):
    phone.goto(f"/staff/events/{next_event().id}/capture")
    phone.locator("#body").fill(HEARD)
    expect(phone.locator("#keeps-working")).to_be_visible()
    # What the computer thinks of comes first.
    expect(phone.locator("#topics .choice").first).to_have_text("Speeding and traffic")
    phone.locator("#topics .choice", has_text="Speeding").click()
    photograph("capture", phone)
    desk.goto(f"/staff/events/{past_event().id}/paper-cards")
    desk.locator("#body").fill(HEARD)
    photograph("paper-cards", desk)


def tell_what_is_on_their_mind(resident):
    resident.goto(f"/events/{past_event().slug}/concerns/new")
    resident.locator("#body").fill(CONCERN)
    resident.locator("#answer").check()
    resident.locator("#concern-form > button").tap()
    expect(resident.locator(".receipt-words")).to_be_visible()
    photograph("receipt", resident)


def triage(desk):
    address = f"/staff/concerns/{all_of(Concern)[-1].id}"
    desk.goto("/staff/concerns?waiting=1")
    expect(desk.locator("#answer-form")).to_be_visible()
    photograph("concerns", desk)
    triage_several(desk)
    desk.goto(address)
    desk.locator("#assignment > summary").click()
    desk.locator("#assignment details summary").click()
    desk.locator("#assignee").select_option(label="Officer Kim")
    desk.locator("#deputy").select_option(label="Officer Lee")
    photograph_part("who-takes-care", desk.locator(".row-of-four"))
    desk.locator("#answer-form textarea").fill(ANSWER)
    press(desk, "Send and next")
    expect(desk.locator("main > [role=status]")).to_be_visible()


def triage_several(desk):
    desk.goto("/staff/concerns?topic=1&picking=1")
    boxes = desk.locator("#concern-list input[type=checkbox]")
    for place in range(3):
        boxes.nth(place).check()
    press(desk, "Answer or change them")
    photograph_part("several", desk.locator("#bulk-steps"))


def read_the_answer(resident):
    with db_writes():
        all_of(Concern)[-1].created_at -= BETTER_ASKED_AFTER
    # As it is opened later, not as it is thanked for.
    resident.goto(resident.url.partition("?")[0])
    expect(resident.get_by_text(ANSWER).first).to_be_visible()
    photograph("did-it-get-better", resident)


def promise(desk):
    desk.goto(f"/staff/matters/{all_of(Matter)[0].id}?open=promise")
    fill(desk, said_en=PROMISE)
    photograph("promise", desk)


def tell_what_came_of_it(desk, resident):
    event = past_event()
    resident.goto("/matters")
    photograph("promises", resident)
    resident.goto("/matters?state=answered")
    photograph("answers", resident)
    resident.goto(f"/events/{event.slug}/record")
    photograph("record", resident)
    desk.goto(f"/staff/matters?event={event.id}")
    photograph("we-did", desk)
    desk.goto(f"/staff/events/{event.id}/report")
    photograph("report", desk)


if __name__ == "__main__":
    take_pictures()
