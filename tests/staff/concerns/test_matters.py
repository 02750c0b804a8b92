"""The matters of a concern, and what residents read already, on its page."""

import pytest

from coffeecop.models import Language, MatterState
from tests.factories import make_concern, make_matter, make_topic
from tests.staff.concerns.form_filling import path
from tests.staff.form_filling import whole

pytestmark = pytest.mark.both_databases


def test_they_stand_as_chips_with_how_far_they_are(officer):
    concern = make_concern()
    matters = [
        make_matter(concern, name="Lights"),
        make_matter(concern, name="Bikes", said=MatterState.DOING),
    ]

    page = officer.get(path(concern))

    chips = page.one("#concern-matters").select(".chip")
    assert [" ".join(each.text.split()) for each in chips] == ["Lights Heard", "Bikes Promised"]
    assert [each["href"] for each in chips] == [f"/staff/matters/{each.id}" for each in matters]
    assert page.has(f"#concern-matters [href='/staff/matters/new?concerns={concern.id}']")


def test_a_promise_is_made_of_its_one_matter_else_of_a_new_one(officer):
    concern = make_concern()
    new = f"/staff/matters/new?concerns={concern.id}"
    assert officer.get(path(concern)).has(f".row-of-four [href='{new}']")
    matter = make_matter(concern)
    page = officer.get(path(concern))
    assert page.has(f".row-of-four [href='/staff/matters/{matter.id}?open=promise']")


def test_a_complaint_has_none(complaints_officer):
    page = complaints_officer.get(path(make_concern(is_complaint=True)))
    assert not page.has("#concern-matters")
    assert not page.has(".row-of-four [href^='/staff/matters']")


def test_a_published_answer_fills_the_box_in_the_language_of_the_resident(officer):
    topic = make_topic()
    answered = {"said": MatterState.ANSWERED, "is_public": True}
    make_matter(asked_en="When is the next one?", **answered)
    own = make_matter(asked_en="Why is it dark?", asked_es=None, topic_id=topic.id, **answered)
    make_matter(said=MatterState.ANSWERED, asked_en="Nobody reads this yet.")
    make_matter(said=MatterState.DONE, is_public=True, asked_en="Done.")
    concern = make_concern(receipt_hash="receipt", topics=[topic])

    page = officer.get(path(concern))
    offered = page.one(".your-answer").select("[hx-select='#body']")
    assert [each.text for each in offered] == ["Why is it dark?", "When is the next one?"]
    words = own.said.words_in(Language.ENGLISH)
    assert whole(officer, offered[0]["href"]).value("#body") == words

    spanish = make_concern(receipt_hash="recibo", topics=[topic], language=Language.SPANISH)
    page = whole(officer, path(spanish, f"?use={own.id}"))
    assert page.value("#body") == own.said.words_in(Language.SPANISH)
