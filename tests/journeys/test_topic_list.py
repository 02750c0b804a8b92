"""Administrators at the topic list, with one thumb."""

from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Role, Topic
from tests.factories import make_concern, make_past_event, make_topic
from tests.journeys.staff_states import make_topics


def test_a_suggested_keyword_is_added_in_one_tap(phone, sign_in_on, app):
    rows = make_topics()
    member = sign_in_on(phone, Role.ADMIN)
    event, other = make_past_event(), make_topic()
    for n in range(10):
        for body, topic_id in ((f"Llamas {n}", rows["topic"]), (f"A truck {n}", other.id)):
            concern = make_concern(event=event, body=body)
            concern.set_topics([db.session.get_one(Topic, topic_id)], by=member)
    db.session.commit()
    phone.goto(f"/staff/topics/{rows['topic']}?open=edit")
    box = phone.get_by_role("textbox", name="Keywords in English")
    before = box.input_value()

    chip = phone.locator("#add_en label", has_text="llamas").first
    chip.tap()
    expect(box).to_have_value(f"{before}\nllamas")
    chip.tap()
    expect(box).to_have_value(before)
    chip.tap()
    phone.get_by_role("button", name="Save the topic").tap()
    expect(phone.get_by_text("Animals is changed.")).to_be_visible()

    phone.goto(f"/staff/topics/{rows['topic']}?open=edit")
    expect(box).to_have_value(f"{before}\nllamas")
