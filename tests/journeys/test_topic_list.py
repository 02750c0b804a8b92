"""Administrators at the topic list, with one thumb."""

import pytest
from playwright.sync_api import expect

from coffeecop.analysis import classification
from coffeecop.db import db
from coffeecop.models import Concern, Role, Topic
from tests.factories import make_concern, make_past_event, make_topic
from tests.journeys.checks import check_easy_to_use
from tests.journeys.staff_states import COYOTE, make_topics
from tests.stored import topic_assignments


@pytest.fixture
def rows(app):
    return make_topics()


def test_a_topic_is_split_and_what_people_sorted_is_moved(phone, sign_in_on, rows):
    sign_in_on(phone, Role.ADMIN)
    phone.goto("/staff/topics")
    phone.get_by_role("link", name="Animals").tap()
    phone.get_by_role("link", name="Change, merge, split or retire").tap()
    phone.locator("summary", has_text="Split").tap()
    for number, english, spanish, keywords in (
        (0, "Dogs", "Perros", "dog\ndogs\nbark\nbarks"),
        (1, "Wild animals", "Animales salvajes", "coyote\nraccoon"),
    ):
        phone.locator(f"#parts-{number}-name_en").fill(english)
        phone.locator(f"#parts-{number}-name_es").fill(spanish)
        phone.locator(f"#parts-{number}-keywords_en").fill(keywords)

    phone.get_by_role("button", name="Split", exact=True).tap()

    expect(phone.get_by_text("Animals is split into Dogs, Wild animals.")).to_be_visible()
    expect(phone.get_by_text("3 are still to be read again.")).to_be_visible()
    classification.classify_due()
    # The page looks again by itself.
    expect(phone.get_by_role("heading", name="3 concerns have moved")).to_be_visible()
    moved = phone.locator("details", has_text="to Wild animals")
    moved.locator("summary").tap()
    expect(moved.locator(".quote")).to_have_text(COYOTE)
    check_easy_to_use(phone)

    phone.get_by_role("link", name="Sort its concerns").tap()
    expect(phone.get_by_role("heading", name="Concerns to sort")).to_be_visible()
    expect(phone.locator("#sorting .quote")).to_have_text("It ran across the road.")
    phone.get_by_role("button", name="Wild animals").tap()
    expect(phone.get_by_text("All is sorted.")).to_be_visible()

    names = {
        topic.name_en: [row.assigned_by for row in concern.topic_rows]
        for concern in db.session.scalars(db.select(Concern)).unique()
        for topic in concern.topics
    }
    assert names["Dogs"] == ["engine"]
    assert topic_assignments(db.session.get_one(Concern, rows["chosen"])).popitem()[1] == "staff"


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
