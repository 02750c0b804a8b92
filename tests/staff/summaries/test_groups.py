"""What several people said stands first, whatever topic or language it came under."""

import pytest
from flask import current_app

from coffeecop.db import db
from coffeecop.engine.asks import LISTED
from coffeecop.models import MentionKind
from tests.factories import (
    make_concern,
    make_concerns,
    make_flag,
    make_mention,
    make_past_event,
    make_quotes,
    make_topic,
    sign_in,
    suggest,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(app):
    return make_past_event()


def mention(concerns, *keys, **values):
    for concern in concerns:
        for key in keys:
            make_mention(concern, key, **values)


def rows(visitor, event):
    return visitor.get(f"/staff/events/{event.id}").texts("#topics > .topic-rows > li > a > span")


def parts(visitor, event):
    return visitor.get(f"/staff/events/{event.id}").texts("#topics .parts li")


def test_the_largest_stands_first_and_of_equal_ones_the_most_particular(plain_officer, event):
    for number, name in ((1, "Noise"), (3, "Parking"), (4, "E-bikes")):
        make_concerns(number, event=event, topics=[make_topic(name_en=name)])
    mention(make_concerns(3, event=event), "radar", kind=MentionKind.ASK)

    assert rows(plain_officer, event) == [
        "E-bikes 4 of 11",
        "Asks for: radar 3 of 11",
        "Parking 3 of 11",
    ]


def test_what_the_computer_only_thinks_likely_is_told_beside_the_number(plain_officer, event):
    noise, parking, dogs = (make_topic(name_en=name) for name in ("Noise", "Parking", "Dogs"))
    make_concerns(2, event=event, topics=[noise])
    for topic, sureness in ((noise, 0.84), (noise, 0.85), (parking, 0.84), (parking, 0.7)):
        suggest(make_concern(event=event), topic, sureness)
    # Until a person has looked: they confirm one, and take it from another.
    for confirmed in (True, False):
        concern = suggest(make_concern(event=event), dogs, 0.6)
        concern.set_topics([dogs] if confirmed else [], by=plain_officer.member)
    db.session.commit()

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert rows(plain_officer, event) == ["Noise 3 of 8"]
    assert page.texts("#topics .parts li") == ["perhaps 1 more"]
    # None of the three is without a topic; only one is in no list.
    assert "1 has no topic" in page.text("#topics")


def test_what_one_person_said_is_told_only_where_no_two_say_the_same(plain_officer, event):
    noise, parking = make_topic(name_en="Noise"), make_topic(name_en="Parking")
    make_concern(event=event, topics=[noise])
    assert rows(plain_officer, event) == ["Noise 1 of 1"]
    make_concerns(2, event=event, topics=[parking])

    assert rows(plain_officer, event) == ["Parking 2 of 3"]


def test_a_place_is_a_group_only_where_two_thirds_of_its_texts_share_a_topic(plain_officer, event):
    dogs, noise, parking = (make_topic(name_en=name) for name in ("Dogs", "Noise", "Parking"))
    told = [make_concern(event=event, topics=[topic]) for topic in (dogs, dogs, noise, parking)]
    mention(told, "birch loop")
    assert rows(plain_officer, event) == ["Dogs 2 of 4"]

    # In whatever language, and as far as anybody knows.
    more = suggest(make_concern(event=event, language="es"), dogs, 0.6)
    again = make_concern(event=event, topics=[dogs, noise])
    mention([more, again], "birch loop")

    assert rows(plain_officer, event)[0] == "Birch Loop 6 of 6"


def test_a_landmark_is_named_in_the_language_of_the_page(plain_visitor, event):
    topics = [make_topic(key="other")], [make_topic(name_es="Basura")]
    for each in make_concerns(2, event=event, topics=topics[1]):
        mention([each], "the hardware store", label="la ferretería")
    mention(make_concerns(1, event=event, topics=topics[0]), "the hardware store")
    sign_in(plain_visitor, language="es")

    assert rows(plain_visitor, event) == ["Ferretería 3 de 3", "Basura 2 de 3"]


def test_a_place_of_one_topic_stands_below_it(plain_officer, event):
    dumping = make_concerns(4, event=event, topics=[make_topic(name_en="Dumping")])
    mention(dumping[:3], "the hardware store")
    mention(dumping[:3], "cleaning", kind=MentionKind.ASK)

    assert rows(plain_officer, event) == ["Dumping 4 of 4"]
    assert parts(plain_officer, event) == ["Hardware store 3", "Asks for: cleanup 3"]


def test_what_few_name_and_a_wish_for_a_reply_are_no_groups(plain_officer, event):
    concerns = make_concerns(4, event=event)
    mention(concerns[:2], "maple court")
    mention(concerns, "reply", kind=MentionKind.ASK)

    assert rows(plain_officer, event) == []


def test_a_street_that_is_named_only_at_a_corner_is_not_named_again(plain_officer, event):
    concerns = make_concerns(4, event=event, topics=[make_topic()])
    mention(concerns[:3], "fern and ninth", "fern", "ninth")
    mention(concerns[3:], "ninth")

    assert parts(plain_officer, event) == ["Ninth 4", "Fern And Ninth 3"]


def test_places_that_have_no_row_are_told_in_one_sentence(plain_officer, event):
    for number in range(4, 9):
        raised = make_concerns(number, event=event, topics=[make_topic()])
    mention([raised[0], raised[1], *make_concerns(1, event=event)], "maple court")

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert page.text("#beside").startswith("Several also name one place: Maple Court (3)")


def test_a_group_is_quoted_in_peoples_own_words_but_not_what_is_flagged(plain_officer, event):
    traffic = make_topic(name_en="Traffic")
    flagged, plain = (
        make_concern(event=event, topics=[traffic], body=body, language="es")
        for body in ("No leer.", "Los carros vuelan.")
    )
    make_flag(concern=flagged)
    make_quotes(traffic, flagged, plain)
    mention(make_concerns(3, event=event, body="By Maple."), "radar", kind=MentionKind.ASK)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert page.texts("#topics q") == ["By Maple.", "Los carros vuelan."]
    assert [each["lang"] for each in page.select("#topics q")] == ["en", "es"]


def test_each_thing_on_the_list_has_a_name(app):
    with app.test_request_context():
        macros = current_app.jinja_env.get_template("macros/staff_labels.html").module

        assert "not named" not in [macros.ask_label(key, "not named") for key in LISTED]
