"""Who chose the topics and what staff corrected: for the list's keeper, at the newest events."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AssignedBy
from coffeecop.models.suggestions import Confidence
from coffeecop.staff.topics import queries
from tests.factories import make_concern, make_event, make_past_event, make_topic, suggest
from tests.of_parts import turn_parts_off

pytestmark = pytest.mark.both_databases


def correct(event, *, suggested, said, by, probability=0.8):
    concern = suggest(make_concern(event=event), suggested, probability)
    concern.set_topics(said, by=by)
    db.session.commit()


@pytest.fixture
def event(app):
    return make_past_event()


def rows(page, caption):
    table = next(
        table for table in page.select("#corrections table") if caption in table.one("caption").text
    )
    return [row.words for row in table.select("tbody tr")]


def test_what_the_program_said_and_what_staff_said(plain_admin, event, monkeypatch):
    monkeypatch.setattr(queries, "MOST_EVENTS", 1)
    noise, parking = make_topic(name_en="Noise"), make_topic(name_en="Parking")
    for _ in range(2):
        correct(event, suggested=noise, said=[parking], by=plain_admin.member)
    correct(event, suggested=noise, said=[], by=plain_admin.member)
    correct(event, suggested=noise, said=[noise], by=plain_admin.member)
    # Offered only, or of an older event.
    correct(event, suggested=noise, said=[], by=plain_admin.member, probability=0.4)
    older = make_event(starts_at=now() - timedelta(days=60))
    correct(older, suggested=noise, said=[], by=plain_admin.member)
    suggest(make_concern(event=event), noise, 0.9)

    page = plain_admin.get("/staff/topics?open=accuracy")

    assert rows(page, "Topics taken away") == ["Noise Parking 2", "Noise No topic 1"]
    assert rows(page, "Topics added") == ["Parking 2"]


def test_each_number_opens_as_many_concerns(plain_admin, event):
    topics = [make_topic() for _ in range(4)]
    correct(event, suggested=topics[0], said=topics[1:3], by=plain_admin.member)
    correct(event, suggested=topics[0], said=topics[2:], by=plain_admin.member)
    correct(event, suggested=topics[1], said=[], by=plain_admin.member)
    make_concern(event=event, topics=topics)

    links = plain_admin.get("/staff/topics?open=accuracy").select("#corrections a")

    assert len(links) == 7
    for link in links:
        heading = plain_admin.get(link["href"]).text("#concern-list h2")
        assert heading.startswith(f"{link.text} concern")


def test_who_chose_the_topics_is_told_and_opened(plain_admin, event):
    make_concern(event=event, topics=[make_topic()])
    suggest(make_concern(event=event), make_topic(), 0.9)
    engine = {"assigned_by": AssignedBy.ENGINE}
    concern = suggest(make_concern(event=event, topics=[make_topic()], **engine), make_topic(), 0.4)
    concern.check_topics(by=plain_admin.member)
    db.session.commit()

    page = plain_admin.get("/staff/topics?open=accuracy")

    assert page.texts("#confidence li") == [
        "Checked by staff 1 of 3",
        "Chosen by the resident 1 of 3",
        "Very likely, by the computer 1 of 3",
    ]
    assert not page.has("#corrections"), "nothing was"
    for link in page.select("#confidence a"):
        assert plain_admin.get(link["href"]).text("#concern-list h2").startswith("1 concern")


def test_how_sure_it_was_is_named_as_in_the_file_of_an_event(plain_admin):
    concern = make_concern(topics=[make_topic()])
    suggest(make_concern(event=concern.event), make_topic(), 0.4)
    make_concern(event=concern.event)

    page = plain_admin.get("/staff/topics?open=accuracy")

    shown = (Confidence.RESIDENT, Confidence.UNSURE, Confidence.UNREAD)
    assert [text.lower() for text in page.texts("#confidence b")] == [
        each.label.lower() for each in shown
    ]


def test_off_nothing_leads_there_and_its_address_shows_the_list(plain_admin, event):
    assert "How well the computer sorts" in plain_admin.get("/staff/topics").text("main")
    turn_parts_off(plain_admin.member.agency)

    page = plain_admin.get("/staff/topics?open=accuracy")

    assert page.text("h1") == "Topics"
    assert "How well the computer sorts" not in page.text("main")


def test_it_is_for_administrators_alone(plain_officer):
    assert plain_officer.get("/staff/topics?open=accuracy").status == 403
