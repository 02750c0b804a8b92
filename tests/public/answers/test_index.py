"""The page of all answers, and of what the department does for people."""

import json

from coffeecop.db import db
from coffeecop.models import AnswerConfirmation
from coffeecop.web.forms import new_form_key
from tests.factories import make_public_answer, make_service, make_topic
from tests.stored import one_of


def test_answers_stand_by_topic_in_the_order_of_the_list_each_with_its_address(plain_visitor):
    parking, noise = make_topic(name_en="Parking"), make_topic(name_en="Noise")
    make_public_answer(question_en="Anything else?")
    make_public_answer(topic=noise, question_en="When is it loud?")
    answer = make_public_answer(topic=parking)

    page = plain_visitor.get("/answers")

    assert page.texts(".answers h2") == ["Parking", "Noise", "Other questions"]
    assert page.text(f"#answer-{answer.id} > p:first-child") == "72 hours."
    data = json.loads(page.one("script[type='application/ld+json']").text)
    assert data["mainEntity"][0]["acceptedAnswer"]["text"] == "72 hours."


def test_services_say_how_to_reach_them(plain_visitor):
    make_service(url="https://example.org/reports", email="records@example.org")

    page = plain_visitor.get("/es/answers")

    assert page.text(".services h3") == "Copias de reportes"
    assert [link["href"] for link in page.select(".services a")] == [
        "tel:+1-805-555-0102",
        "https://example.org/reports",
        "mailto:records@example.org",
    ]


def test_a_published_answer_is_linked_at_once_from_a_page_that_was_cached(plain_visitor):
    assert not plain_visitor.get("/").has("main a[href='/answers']")
    assert "No answers are written yet" in plain_visitor.get("/answers").words
    answer = make_public_answer()

    assert plain_visitor.get("/").has("main a[href='/answers']")
    page = plain_visitor.get("/answers")
    assert "72 hours." in page.words
    assert page.texts(".answers h2") == ["Questions"], "there are no others"
    answer.answer_en = "48 hours."
    db.session.commit()
    assert "48 hours." in plain_visitor.get("/answers").words


def test_a_yes_on_this_page_counts_without_an_event(plain_visitor):
    answer = make_public_answer()

    sent = plain_visitor.post(f"/answers/{answer.id}/confirmations", form_key=new_form_key())

    assert sent.location == f"/answers?answered={answer.id}#answer-{answer.id}"
    assert "Good to know" in plain_visitor.follow(sent).text("[role=status]")
    assert one_of(AnswerConfirmation).event_id is None


def test_a_yes_that_is_refused_is_told_at_its_own_answer(plain_visitor):
    tried = [make_public_answer(), make_public_answer()][1]

    page = plain_visitor.post(f"/answers/{tried.id}/confirmations", website="example.org")

    assert page.status == 422
    assert page.has(f"details[open] #answer-{tried.id} #website")


def test_a_search_finds_words_of_question_answer_and_topic_in_either_language(visitor):
    parking = make_topic(name_en="Parking")
    make_public_answer(topic=parking, question_en="May a car stay here?", answer_en="72 hours.")
    make_public_answer(
        question_en="When is it loud where I parked?",
        question_es="¿Cuándo hay ruido?",
        answer_en="At night.",
        answer_es="De noche.",
    )

    def found(words):
        return visitor.get(f"/answers?q={words}").texts(".answers summary")

    both = ["May a car stay here?", "When is it loud where I parked?"]
    assert found("72") == both[:1]
    assert found("RUIDO") == both[1:]
    assert found("") == found("the") == found("park") == found("Parking") == both
    page = visitor.get("/answers?q=fireworks", **{"HX-Request": "false"})
    assert "No answer has these words yet." in page.text("[role=status]")
    assert page.value("#q") == "fireworks"


def test_a_phone_number_in_an_answer_is_a_link_and_danger_has_no_panel(plain_visitor):
    make_public_answer(answer_en="Call <us> at (805) 555-0101.")

    page = plain_visitor.get("/answers")

    assert page.text(".answers a[href='tel:+1-805-555-0101']") == "(805) 555-0101"
    assert "Call &lt;us&gt; at" in page.body
    assert not page.has("main .notice-error")
