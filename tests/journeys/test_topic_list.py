"""Administrators at the topic list, with one thumb."""

import pytest
from playwright.sync_api import expect

from coffeecop.analysis import classification
from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.topics import Wording
from coffeecop.staff.topics.actions import split_topic
from tests.factories import make_concern, make_past_event, make_topic
from tests.journeys.checks import check_easy_to_use
from tests.journeys.staff_states import COYOTE, make_topics


@pytest.fixture
def rows(app):
    return make_topics()


def test_the_page_of_a_change_looks_again_by_itself_until_all_is_read(phone, sign_in_on, rows):
    member, animals = sign_in_on(phone, Role.ADMIN), db.session.get_one(Topic, rows["topic"])
    parts = [
        Wording("Dogs", "Perros", keywords_en=("dog", "dogs", "bark", "barks")),
        Wording("Wild animals", "Animales salvajes", keywords_en=("coyote", "raccoon")),
    ]
    change = split_topic(animals, parts, seen=animals.version, by=member)
    db.session.commit()
    phone.goto(f"/staff/topics/changes/{change.id}")
    expect(phone.get_by_text("3 are still to be read again.")).to_be_visible()

    classification.classify_due()

    expect(phone.get_by_role("heading", name="3 concerns have moved")).to_be_visible()
    moved = phone.locator("details", has_text="to Wild animals")
    moved.locator("summary").tap()
    expect(moved.locator(".quote")).to_have_text(COYOTE)
    check_easy_to_use(phone)


def test_a_suggested_keyword_is_added_in_one_tap(phone, sign_in_on, rows):
    member = sign_in_on(phone, Role.ADMIN)
    event, other = make_past_event(), make_topic()
    for n in range(10):
        for body, topic_id in ((f"Llamas {n}", rows["topic"]), (f"A truck {n}", other.id)):
            concern = make_concern(event=event, body=body)
            concern.set_topics([db.session.get_one(Topic, topic_id)], by=member)
    db.session.commit()
    phone.goto(f"/staff/topics/{rows['topic']}/edit")
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
    phone.get_by_role("link", name="Animals").tap()

    expect(phone.get_by_text("1 keyword added: llamas")).to_be_visible()
