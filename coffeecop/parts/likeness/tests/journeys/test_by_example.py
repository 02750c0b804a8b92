"""By example: from a concern to those that are like it, and to a topic of them."""

import pytest
from playwright.sync_api import expect

from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.examples import encoder_name
from coffeecop.models import ConcernTopic, ConcernVector, Role, Topic
from coffeecop.parts.likeness.tests.test_alike import MOTOS, OTHERS
from tests.factories import make_concern, make_event, save
from tests.journeys.checks import check_easy_to_use
from tests.stored import one_of

BIKES = [
    "Dirt bikes race on the trail behind the school every night.",
    "The dirt bikes on the trail behind the school are back.",
    "Dirt bikes on the trail again, right behind the school.",
    "Every night dirt bikes race behind the school.",
    "Kids on dirt bikes race on the trail every single night.",
]


@pytest.fixture
def concerns(app):
    """Five about one matter, one in Spanish, and others."""
    event = make_event()
    bodies = [*OTHERS, *BIKES, MOTOS]
    made = [make_concern(event=event, body=body) for body in bodies]
    for concern, vector in zip(made, encode(bodies), strict=True):
        save(ConcernVector(concern_id=concern.id, encoder=encoder_name(), vector=pack(vector)))
    return {concern.body: concern for concern in made}


def members(topic):
    return {row.concern_id for row in ConcernTopic.query.filter_by(topic_id=topic.id)}


def candidate(concern):
    return f"#concern-list .pickable input[value='{concern.id}']"


def test_taps_lead_from_a_concern_to_a_topic_of_five(phone, concerns, sign_in_on):
    sign_in_on(phone, Role.ADMIN, Role.OFFICER)
    first, *others = [concerns[body] for body in BIKES]
    # Ticks wait for whoever opens a concern and comes back.
    phone.goto(f"/staff/concerns?like={first.id}")
    phone.locator(candidate(others[0])).tap()
    phone.locator("#concern-list .items p").last.tap()
    expect(phone.locator("#concern")).to_be_visible()
    phone.go_back()
    expect(phone.locator(".pickable :checked")).to_have_count(2)
    expect(phone.locator(candidate(others[0]))).to_be_checked()

    for concern in others[1:]:
        phone.locator(candidate(concern)).tap()
    phone.locator("#picks button[formaction='/staff/topics']").tap()
    expect(phone.locator(".quotes .quote")).to_have_count(5)
    check_easy_to_use(phone)
    phone.locator("#name_en").fill("Dirt bikes")
    phone.locator("#name_es").fill("Motos de motocross")
    phone.locator("#topic-form > button").tap()

    expect(phone.locator("main > [role=status]")).to_contain_text("Dirt bikes is on the list.")
    assert members(one_of(Topic)) == {concern.id for concern in (first, *others)}
