"""The matters of a concern, and what residents read already, on its page."""

from coffeecop.models import AnswerTemplate, Language, MatterState
from tests.factories import make_concern, make_flag, make_matter, make_topic, save
from tests.staff.concerns.form_filling import path
from tests.staff.form_filling import whole


def test_they_stand_as_chips_with_how_far_they_are(officer):
    concern = make_concern()
    matters = [
        make_matter(concern, name="Lights"),
        make_matter(concern, name="Bikes", said=MatterState.DOING),
    ]

    page = officer.get(path(concern))

    chips = page.one("#about").select(".chip")
    assert [" ".join(each.text.split()) for each in chips] == ["Lights Heard", "Bikes Promised"]
    assert [each["href"] for each in chips] == [f"/staff/matters/{each.id}" for each in matters]


def test_a_complaint_has_none(complaints_officer):
    page = complaints_officer.get(path(make_concern(is_complaint=True)))
    assert not page.has("#about .chip")
    assert not page.has(".row-of-four [href^='/staff/matters']")


def test_ready_words_are_one_list_with_a_search_in_the_language_of_the_resident(officer):
    topic = make_topic()
    public = {"said": MatterState.ANSWERED, "is_public": True}
    make_matter(asked_en="When is the next one?", **public)
    own = make_matter(asked_en="Why is it dark?", asked_es=None, topic_id=topic.id, **public)
    make_matter(said=MatterState.ANSWERED, asked_en="Nobody reads this yet.")
    done = make_matter(said=MatterState.DONE, is_public=True, asked_en="Fixed.")
    texts = {"body_en": "The city decides.", "body_es": "Lo decide la ciudad."}
    template = save(AnswerTemplate(agency_id=own.agency_id, name="Speed bumps", **texts))
    make_flag(concern=(concern := make_concern(receipt_hash="receipt", topics=[topic])))

    page = officer.get(path(concern, "?words="))
    names = ["For somebody in danger", "Speed bumps", "Why is it dark?", "Fixed."]
    assert page.texts("#ready-list b") == [*names, "When is the next one?"]
    for words, found in {"": 5, "CITY deci": 1, "dark why": 1, "xylophone": 0}.items():
        assert len(officer.get(path(concern, f"?words={words}")).texts("b")) == found
    for link, text in zip(
        page.select("#ready-list a[hx-get]")[1:3],
        (texts["body_en"], own.said.words_in(Language.ENGLISH)),
        strict=True,
    ):
        assert whole(officer, link["href"]).value("#body") == text

    spanish = make_concern(receipt_hash="recibo", topics=[topic], language=Language.SPANISH)
    for key, text in {
        f"template-{template.id}": texts["body_es"],
        f"matter-{done.id}": done.said.words_in(Language.SPANISH),
        "template-0": "",
        "nothing": "",
    }.items():
        assert whole(officer, path(spanish, f"?ready={key}")).value("#body") == text
    assert officer.get(path(make_concern(), "?words=")).status == 404
