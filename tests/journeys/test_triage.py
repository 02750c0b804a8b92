"""Officers share out what came in: who takes care, what waits for later, and notes."""

from playwright.sync_api import expect

from coffeecop.models import Kind, Language, Role
from tests.factories import make_concern, make_event, make_staff
from tests.journeys.checks import check_layout
from tests.journeys.fixtures import PHONE, each_way
from tests.journeys.test_keyboard import tab_to
from tests.stored import reload

FOUR = ":scope > a, :scope > details > summary"


def make_question(event, body):
    return make_concern(event=event, kind=Kind.QUESTION, body=body, receipt_hash=body)


def test_a_concern_is_shared_out_noted_and_put_away_with_the_keys_alone(phone, sign_in_on):
    member = sign_in_on(phone, Role.OFFICER, name="Officer Lee")
    make_staff(name="Officer Kim")
    concern = make_question(make_event(), "When do you fix the lights?")
    phone.goto(f"/staff/concerns/{concern.id}?waiting=1")

    tab_to(phone, "#assignment > summary", press="Enter")
    tab_to(phone, "#assignment details summary", press="Enter")
    tab_to(phone, "#assignee", write="Officer Lee")
    tab_to(phone, "#deputy", write="Officer Kim")
    tab_to(phone, "#assignment [value=week]", press="Enter")
    expect(phone.locator("#concern > header")).to_contain_text("Deputy: Officer Kim")
    assert reload(concern).assigned_to == member

    tab_to(phone, ".record > summary", press="Enter")
    tab_to(phone, "#notes summary", press="Enter")
    tab_to(phone, "#note", write="Asked Public Works.")
    tab_to(phone, "#notes button", press="Enter")
    expect(phone.locator("#notes .quote")).to_have_text("Asked Public Works.")

    tab_to(phone, ".row-of-four summary:has(+ #snooze-form)", press="Enter")
    tab_to(phone, "#snooze-form [value=week]", press="Enter")
    expect(phone.get_by_text("Nothing is left to do here")).to_be_visible()
    phone.locator("#undo-form button").press("Enter")
    expect(phone.locator("#concern-list .items li")).to_have_count(1)


@each_way
def test_what_opens_lies_below_the_whole_row_of_four(phone, prefix, sign_in_on):
    sign_in_on(phone, language=Language.SPANISH if prefix else None)
    make_staff(name="Officer Kim")
    concern = make_question(make_event(), "When do you fix the lights?")
    phone.goto(f"/staff/concerns/{concern.id}?waiting=1")
    row = phone.locator(".row-of-four")

    for width in (320, 390, 1280):
        phone.set_viewport_size({"width": width, "height": 844})
        whole = row.bounding_box()
        for summary in row.locator("> details > summary").all():
            summary.click()
            four = [part.bounding_box() for part in row.locator(FOUR).all()]
            assert len(four) == 4
            assert {box["y"] for box in four} == {whole["y"] + 1}
            opened = row.locator("> details[open] > :not(summary)").bounding_box()
            assert opened["y"] >= max(box["y"] + box["height"] for box in four)
            assert (opened["x"], opened["width"]) == (whole["x"], whole["width"])
    phone.set_viewport_size(PHONE["viewport"])
    check_layout(phone)
