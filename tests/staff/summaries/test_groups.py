"""What several people said stands first, whatever topic or language it came under."""

import random
from datetime import timedelta

import pytest
from flask import current_app

from coffeecop.db import db, now
from coffeecop.engine.asks import LISTED
from coffeecop.models import ConcernState, MentionKind
from tests.factories import (
    make_concern,
    make_concerns,
    make_flag,
    make_mention,
    make_past_event,
    make_quotes,
    make_staff,
    make_theme,
    make_topic,
    put_in_state,
    sign_in,
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
    for number, name in ((1, "Noise"), (3, "Parking")):
        make_concerns(number, event=event, topics=[make_topic(name_en=name)])
    mention(make_concerns(3, event=event), "maple court")
    make_theme(*make_concerns(4, event=event), name="E-bikes on the promenade")
    make_theme(*make_concerns(3, event=event), name="Food sellers")

    assert rows(plain_officer, event) == [
        "E-bikes on the promenade possible theme 4 of 14",
        "Food sellers possible theme 3 of 14",
        "Maple Court 3 of 14",
        "Parking 3 of 14",
    ]


def test_what_one_person_said_is_told_only_where_no_two_say_the_same(plain_officer, event):
    noise, parking = make_topic(name_en="Noise"), make_topic(name_en="Parking")
    make_concern(event=event, topics=[noise])
    assert rows(plain_officer, event) == ["Noise 1 of 1"]
    make_concerns(2, event=event, topics=[parking])

    assert rows(plain_officer, event) == ["Parking 2 of 3"]


def test_a_place_is_counted_across_topics_and_languages(plain_officer, event):
    for language in ("en", "es"):
        topic = make_topic(name_en=f"Topic in {language}")
        mention(make_concerns(2, event=event, topics=[topic], language=language), "the library")

    assert rows(plain_officer, event)[0] == "Library 4 of 4"


def test_a_landmark_is_named_in_the_language_of_the_page(plain_visitor, event):
    mention(make_concerns(3, event=event), "the hardware store", label="la ferretería")
    sign_in(plain_visitor, language="es")

    assert rows(plain_visitor, event) == ["Ferretería 3 de 3"]


def test_a_place_of_one_topic_stands_below_it(plain_officer, event):
    dumping = make_concerns(4, event=event, topics=[make_topic(name_en="Dumping")])
    mention(dumping[:3], "the hardware store")
    mention(dumping[:3], "cleaning", kind=MentionKind.ASK)

    assert rows(plain_officer, event) == ["Dumping 4 of 4"]
    assert parts(plain_officer, event) == ["Hardware store 3", "Asks for: cleanup 3"]


def test_a_topic_of_the_same_concerns_stands_below_the_theme_and_so_does_its_place(
    plain_officer, event
):
    told = make_concerns(4, event=event, topics=[make_topic(name_en="E-bikes")])
    mention(told[:3], "the promenade")
    make_theme(*told, name="E-bikes on the promenade")

    assert rows(plain_officer, event) == ["E-bikes on the promenade possible theme 4 of 4"]
    assert parts(plain_officer, event) == ["E-bikes 4", "Promenade 3"]


def test_a_theme_that_was_there_tells_how_many_joined_it(plain_officer, event):
    theme = make_theme(*make_concerns(5, event=event), name="E-bikes")
    theme.created_at = now() - timedelta(days=9)
    for row in theme.concern_rows:
        row.added_at = theme.created_at if row.rank < 3 else now()
    db.session.commit()

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert page.text("#topics > .topic-rows .small").startswith("2 more since")


def test_what_few_name_and_a_wish_for_a_reply_are_no_groups(plain_officer, event):
    concerns = make_concerns(4, event=event)
    mention(concerns[:2], "maple court")
    mention(concerns, "reply", kind=MentionKind.ASK)

    assert rows(plain_officer, event) == []


def test_a_street_that_is_named_only_at_a_corner_is_not_named_again(plain_officer, event):
    concerns = make_concerns(4, event=event)
    mention(concerns[:3], "fern and ninth", "fern", "ninth")
    mention(concerns[3:], "ninth")

    assert [row.split(" 4")[0].split(" 3")[0] for row in rows(plain_officer, event)] == [
        "Ninth",
        "Fern And Ninth",
    ]


def test_places_that_have_no_row_are_told_in_one_sentence(plain_officer, event):
    for number in range(4, 9):
        make_concerns(number, event=event, topics=[make_topic()])
    mention(make_concerns(3, event=event), "maple court")

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
    mention(make_concerns(3, event=event, body="By Maple."), "maple court")

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert page.texts("#topics q") == ["By Maple.", "Los carros vuelan."]
    assert [each["lang"] for each in page.select("#topics q")] == ["en", "es"]


def test_each_thing_on_the_list_has_a_name(app):
    with app.test_request_context():
        macros = current_app.jinja_env.get_template("macros/staff_labels.html").module

        assert "not named" not in [macros.ask_label(key, "not named") for key in LISTED]


def fill(event, dice):
    topics = [make_topic() for _ in range(3)]
    concerns = [
        make_concern(
            event=event,
            topics=dice.sample(topics, dice.choice([0, 1, 1, 2])),
            state=dice.choice([*ConcernState][:6]),
            is_complaint=False,
        )
        for _ in range(40)
    ]
    for concern in concerns:
        make_mention(concern, dice.choice(["ninth", "maple court", "the park"]))
        make_mention(concern, dice.choice(["radar", "signs"]), kind=MentionKind.ASK)
        if dice.random() < 0.1:
            put_in_state(concern, ConcernState.HIDDEN, by=make_staff())
    make_theme(*dice.sample(concerns, 6))
    db.session.commit()


@pytest.mark.slow
def test_each_number_opens_as_many_concerns(plain_officer, event):
    fill(event, random.Random(1))  # noqa: S311

    page = plain_officer.get(f"/staff/events/{event.id}")

    links = page.select("#topics .topic-rows a, #topics .parts a, #beside a")
    assert len(links) > 6
    for link in links:
        number = (link.select(".of") or [link])[0].text.split(" of ")[0].split()[-1].strip("()")
        listed = plain_officer.get(link["href"])
        assert listed.text("#concern-list h2").startswith(f"{number} concern"), link
