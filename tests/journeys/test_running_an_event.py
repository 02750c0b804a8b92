"""An event from the first idea to what came of it."""

from playwright.sync_api import expect

from coffeecop.db import db, now
from coffeecop.models import Event, Role
from coffeecop.web.tokens import door_code
from tests.factories import MINUTE, make_checklist, make_event
from tests.journeys.fixtures import DESK_WITH_TOUCH
from tests.journeys.steps import fill, is_at, plan_an_event, press, set_up_first_administrator

TITLE = "Coffee with a Cop"
ANSWER = "La ciudad va a pintar el cruce el lunes."
WE_DID = "The crosswalk on Maple Court has new paint."
WE_DID_SPANISH = "El cruce de Maple Court tiene pintura nueva."


def link(page, name):
    return page.locator("main").get_by_role("link", name=name).first


def tick(page, name):
    press(page, f"Tick: {name}")
    expect(page.get_by_role("button", name=f"Untick: {name}")).to_be_focused()


def checklist_line(page, label):
    return page.locator(".checklist li", has_text=label)


def open_event(page):
    """Open the event as an officer finds it: from Today."""
    page.goto("/staff")
    page.get_by_role("heading", level=2).get_by_role("link", name=TITLE).tap()
    is_at(page, TITLE)


def make_an_event(page):
    page.goto("/staff/events")
    link(page, "New event").tap()
    plan_an_event(page, days=9)


def turn_on_series(page):
    page.goto("/staff/settings/parts")
    page.get_by_role("checkbox", name="Series of events").check()
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()


def repeat_and_publish(page):
    page.goto("/staff/events")
    link(page, TITLE).tap()
    link(page, "Repeat").tap()
    fill(page, weeks="6", most="3")
    press(page, "Show the dates")
    expect(page.locator("#days input")).to_have_count(3)
    press(page, "Save these dates")
    press(page, "Publish 4 drafts")
    expect(page.get_by_text("Published 4 events.")).to_be_visible()


def ask_for_spanish(page):
    page.goto("/es/")
    page.get_by_role("link", name="Example Café").first.tap()
    page.locator("#rsvp-form summary").tap()
    page.locator("#rsvp-form input[value=spanish]").check()
    page.locator("#rsvp .chip").first.tap()
    expect(page.locator("#rsvp-form")).to_have_count(0)


def add_an_interpreter(page):
    page.goto("/staff")
    link(page, "1 asked for Spanish, nobody assigned").tap()
    page.get_by_label("Who will be there").fill(
        "Sgt. Example, host; Ana Example, interpreter, Spanish"
    )
    page.get_by_label("Only this event").check()
    press(page, "Save")
    expect(page.get_by_text("1 asked for Spanish: Ana Example")).to_be_visible()
    page.goto("/staff")
    expect(page.get_by_text("1 asked for Spanish: Ana Example")).to_be_visible()
    expect(page.get_by_text("nobody assigned")).to_have_count(0)


def print_the_kit(page):
    open_event(page)
    link(page, "Print").tap()
    fill(page, english="2", spanish="2")
    press(page, "Print the kit")
    expect(page.locator(".concern-card")).to_have_count(4)


def print_a_card(page):
    """Print a card in Spanish, and return its number and its six words."""
    page.goto(f"/staff/events/{next_event().id}/print-kit")
    fill(page, english="0", spanish="1")
    press(page, "Print only the cards")
    expect(page.locator(".concern-card")).to_have_count(1)
    number = page.locator(".concern-card .number").first.inner_text()
    return number.rpartition(" ")[2], page.locator(".words b").all_inner_texts()


def copy_a_text(page):
    open_event(page)
    link(page, "Share").tap()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "Copy the text: Facebook, Español")
    expect(page.get_by_text("Copied").first).to_be_visible()
    assert "/es/events/" in page.evaluate("navigator.clipboard.readText()")


def tick_the_checklist(page):
    open_event(page)
    page.locator("#checklist summary").tap()
    for step in ("Agree on the venue", "Put the poster up", "Post it online"):
        tick(page, step)
    # What is known here needs no tick.
    expect(checklist_line(page, "Name the host")).to_contain_text("Sgt. Example is the host")
    expect(page.get_by_role("button", name="Untick: Print the concern cards")).to_be_visible()


def read_the_briefing(page):
    open_event(page)
    link(page, "Briefing").tap()
    is_at(page, "Briefing")
    expect(page.get_by_text("Ana Example").first).to_be_visible()
    page.locator(".briefing .heading-row a").tap()
    page.locator("#checklist summary").tap()
    tick(page, "Brief the roll call")


def move_to(starts_at):
    event = next_event()
    event.starts_at, event.ends_at = starts_at, starts_at + 90 * MINUTE
    db.session.commit()


def next_event():
    db.session.rollback()
    return db.session.query(Event).order_by(Event.starts_at).first()


def note(page, body):
    page.locator("#body").fill(body)
    page.locator("#capture-form [data-anyway]").tap()
    expect(page.locator("#saved")).to_contain_text(body)


def capture(page):
    open_event(page)
    link(page, "Note what people say").tap()
    note(page, "Cars race on Maple Court")
    note(page, "The park needs lights")
    expect(page.locator("#saved")).to_contain_text("2 noted by you here")


def count_three(page):
    open_event(page)
    link(page, "Count").tap()
    for counted in range(1, 4):
        page.get_by_role("button", name="+1", exact=True).tap()
        expect(page.locator(".head-count strong")).to_have_text(str(counted))


def count_oneself_in(page):
    page.goto(f"/es/events/{next_event().slug}/arrival")
    fill(page, door=door_code(next_event()).upper())
    press(page, "Ya llegué")
    expect(page.locator("#concern-form")).to_be_visible()


def type_in_a_card(page, number, words):
    page.goto("/staff/events")
    page.get_by_role("region", name="Past").get_by_role("link", name=TITLE).tap()
    link(page, "Cards").tap()
    fill(page, stub=" ".join(words[:2]), body="Nobody stops at the crosswalk.")
    page.get_by_role("checkbox", name="I'd like an answer").check()
    page.get_by_role("button", name="Save card").tap()
    expect(page.locator(".saved")).to_have_text(f"Card {number} is saved.")


def answer_it(page):
    page.goto("/staff")
    link(page, "Answer it").tap()
    page.locator("#answer-form textarea").fill(ANSWER)
    page.locator("#answer-form button").first.tap()
    expect(page.locator("main > [role=status]")).to_be_visible()


def read_the_answer(page, words):
    page.goto("/es/receipts")
    page.locator("#words").fill(words)
    page.locator("#find-form > button").tap()
    expect(page.locator(".card .answer")).to_have_text(ANSWER)


def say_how_many_came(page):
    page.goto("/staff")
    # Two notes and a card.
    expect(page.get_by_text("3 captured, not sorted")).to_be_visible()
    link(page, "Say about how many came").tap()
    is_at(page, TITLE)
    link(page, "Say about how many came").tap()
    fill(page, heads="25")
    press(page, "Save")
    expect(page.get_by_text("About 25 came").first).to_be_visible()


def publish_what_came_of_it(page):
    page.goto(f"/staff/events/{next_event().id}")
    page.locator("#checklist summary").tap()
    expect(checklist_line(page, "Answer those who asked")).not_to_contain_text("Not answered yet")
    link(page, "Say what came of it").tap()
    fill(page, name="The crosswalk")
    press(page, "Start")
    link(page, "Done").tap()
    fill(page, said_en=WE_DID, said_es=WE_DID_SPANISH)
    page.get_by_label("Residents may read it").check()
    press(page, "Save")
    expect(page.get_by_text(WE_DID_SPANISH)).to_be_visible()
    expect(page.get_by_text("Residents read it since")).to_be_visible()


def test_an_event_is_planned_from_an_empty_installation(open_page, sign_in_on, app):
    organizer, resident = open_page(), open_page()
    set_up_first_administrator(organizer)
    make_an_event(organizer)
    turn_on_series(organizer)
    repeat_and_publish(organizer)
    ask_for_spanish(resident)
    add_an_interpreter(organizer)
    print_the_kit(organizer)
    copy_a_text(organizer)
    tick_the_checklist(organizer)
    officer = open_page()
    sign_in_on(officer, Role.OFFICER, agency=next_event().agency)
    read_the_briefing(officer)


def test_an_event_is_held_and_followed_up(open_page, sign_in_on, app):
    make_checklist()
    make_event(title_en=TITLE, title_es=TITLE, starts_at=now() - 10 * MINUTE)
    officer, neighbor = open_page(), open_page(script=False)
    sign_in_on(officer, Role.OFFICER)
    number, words = print_a_card(officer)
    capture(officer)
    count_three(officer)
    count_oneself_in(neighbor)
    officer.reload()
    expect(officer.locator(".head-count")).to_contain_text("3 by officers, 1 at the door")

    move_to(now() - 120 * MINUTE)
    clerk, resident = open_page(screen=DESK_WITH_TOUCH), open_page()
    sign_in_on(clerk, Role.ORGANIZER)
    type_in_a_card(clerk, number, words)
    answer_it(officer)
    read_the_answer(resident, " ".join(words))
    say_how_many_came(officer)
    publish_what_came_of_it(clerk)
    resident.goto(f"/es/events/{next_event().slug}")
    expect(resident.locator("#came-of-it")).to_contain_text(WE_DID_SPANISH)
