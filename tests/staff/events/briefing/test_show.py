"""The briefing: what an officer reads before an event, on one page."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import EventStatus, Language, PromiseStatus, Role, SpokenLanguage, TopicNote
from coffeecop.models.topics import OTHER
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_past_event,
    make_promise,
    make_quotes,
    make_rsvp,
    make_topic,
    make_venue,
    save,
    sign_in,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def venue(app):
    return make_venue()


@pytest.fixture
def event(venue):
    return make_event(venue=venue)


@pytest.fixture
def last(venue):
    return make_past_event(venue=venue)


@pytest.fixture
def lighting(app):
    return make_topic(
        name_en="Street lights",
        name_es="Alumbrado",
        keywords_en="lamp\nlamps\nlight pole\ndark street",
        keywords_es="luces\nluz\nalumbrado\nfoco",
    )


def open_briefing(visitor, event, query=""):
    page = visitor.get(f"/staff/events/{event.id}/briefing{query}")
    assert page.status == 200
    return page


def test_a_topic_has_its_number_and_in_each_language_its_words_and_a_quote(
    officer, event, lighting
):
    english = make_concern(event=event, topics=[lighting], body="It is dark on Oak Street.")
    spanish = make_concern(
        event=event, topics=[lighting], body="No hay luz.", language=Language.SPANISH
    )
    make_quotes(lighting, english, spanish)
    make_concern(event=event)

    page = open_briefing(officer, event)

    assert page.texts(".briefed-topics h3") == ["Street lights", "Alumbrado"]
    assert page.texts(".briefed-topics .small") == [
        "lamp, light pole, dark street",
        "luces, luz, alumbrado, foco",
    ]
    assert page.texts(".briefed-topics q") == ["It is dark on Oak Street.", "No hay luz."]
    number = page.one(".briefed-topics a.of")
    assert number.text == "2 of 3"
    assert page.texts(".chips li") == []
    assert len(officer.get(number["href"]).texts(".items > li")) == 2


def test_the_five_largest_topics_are_briefed_and_lead_to_their_lines(officer, event):
    topics = [make_topic() for _ in range(7)]
    for number, topic in enumerate(topics, start=1):
        make_concerns(number, event=event, topics=[topic])
    make_concerns(9, event=event, topics=[make_topic(key=OTHER)])

    page = open_briefing(officer, event)

    assert page.texts(".briefed-topics a.of") == [f"{number} of 37" for number in (7, 6, 5, 4, 3)]
    links = [link["href"] for link in page.select(".chips a")]
    assert links == [f"#topic-{topic.id}" for topic in topics[:1:-1]]
    assert all(page.has(link) for link in links)


def test_what_rose_since_last_time_here_is_told_and_its_numbers_open_concerns(
    officer, event, last, lighting
):
    make_concerns(12, event=event, topics=[lighting])
    make_concerns(20, event=event, topics=[make_topic()])
    make_concerns(30, event=last, topics=[make_topic()])

    page = open_briefing(officer, event)

    told = page.text("#changes")
    assert "New: Street lights, in 12 of 32 concerns. Last time here nobody raised it." in told
    assert "Since last time here" in page.text("#changes h2")
    first_number = page.select("#changes a")[0]
    assert len(officer.get(first_number["href"]).texts(".items > li")) == 12


def test_only_the_last_event_that_was_here_is_compared(officer, venue, lighting):
    event = make_event(venue=venue, starts_at=now() - timedelta(days=14))
    before = now() - timedelta(days=20)
    elsewhere = make_event(starts_at=before)
    cancelled = make_event(venue=venue, starts_at=before, status=EventStatus.CANCELLED)
    make_concerns(12, event=event, topics=[lighting])
    for other in (elsewhere, cancelled, make_past_event(venue=venue)):
        make_concerns(30, event=other, topics=[make_topic()])

    assert not open_briefing(officer, event).has("#changes")


def test_what_the_department_did_after_the_last_event_here_is_told(organizer, event, last):
    page = open_briefing(organizer, event)
    not_written = page.text("#promised.no-print")
    assert "Nobody has published yet what came of the last event here" in not_written
    assert page.one("#promised a")["href"] == f"/staff/events/{last.id}/we-did"

    last.we_did_en = "Three lamps were repaired on Oak Street."
    last.we_did_published_at = now()
    db.session.commit()

    page = open_briefing(organizer, event)
    assert "Three lamps were repaired on Oak Street." in page.text("#promised")
    assert not page.has("#promised.no-print")


def test_promises_at_this_place_are_told_with_what_is_late_first(officer, event):
    make_promise(venue=event.venue, what="A lamp", is_public=False)
    make_promise(venue=event.venue, what="A sign", days=-2)
    make_promise(venue=event.venue, what="A locker", status=PromiseStatus.KEPT)
    make_promise(venue=event.venue, what="A road", status=PromiseStatus.DROPPED)
    make_promise(what="Elsewhere")

    page = open_briefing(officer, event)

    assert page.texts("#promised li a") == ["A sign", "A lamp", "A locker"]
    assert "Overdue since" in page.texts("#promised li")[0]
    assert not page.has("#promised.no-print")


def test_who_comes_what_they_need_and_who_will_be_there(officer, venue):
    event = make_event(venue=venue, roster=["Sgt. Sample", "Officer Example"])
    event.roster[1].languages.add(SpokenLanguage.SPANISH)
    make_rsvp(event=event, party_size=3, needs={"spanish"})
    make_rsvp(event=event)

    told = open_briefing(officer, event).text("#people")

    assert "4 people may come" in told
    assert "1 asked for Spanish: Officer Example" in told
    assert "Sgt. Sample (host)" in told
    assert "Officer Example – speaks Spanish" in told


def test_heads_are_expected_from_three_counted_events_on(officer, event):
    make_rsvp(event=event, party_size=4)
    counted = {"heads_counted_at": now(), "heads_counted_by_id": officer.member.id}
    for heads in (20, 26):
        make_past_event(venue=event.venue, heads_counted=heads, **counted)
    assert not open_briefing(officer, event).has("#heads")

    make_past_event(venue=event.venue, heads_counted=18, **counted)

    told = open_briefing(officer, event).text("#heads")
    assert "Expect between 22 and 30 people." in told
    assert "Judging by 3 past events here" in told


def test_an_event_that_is_over_says_how_many_were_counted(officer):
    counted = {"heads_counted_at": now(), "heads_counted_by_id": officer.member.id}
    event = make_past_event(heads_counted=25, **counted)

    page = open_briefing(officer, event)

    assert page.text("#people").count("About 25 came") == 1
    assert not page.has("#heads")


def test_the_largest_topic_is_a_way_into_a_talk_but_not_what_two_people_raised(
    officer, event, lighting
):
    praise = make_topic(key="praise", name_en="Praise")
    make_concerns(4, event=event, topics=[praise])
    make_concerns(2, event=event, topics=[lighting])
    told = open_briefing(officer, event).text(".ways")
    assert "Street lights" not in told
    assert "one thing that would make this a better place" in told

    make_concern(event=event, topics=[lighting])

    page = open_briefing(officer, event)
    assert "People here brought up this: Street lights." in page.text(".ways")
    assert len(page.texts(".ways li")) == 3


def test_facts_stand_under_their_topic_cut_on_paper_and_can_be_added(officer, event, lighting):
    make_concern(event=event, topics=[lighting])
    page = open_briefing(officer, event)
    assert page.text(".topic-note.no-print a:first-child") == "Add facts"
    address = f"/staff/topics/{lighting.id}?event={event.id}#facts"
    assert page.one(".topic-note a[href*=topics]")["href"] == address

    note = save(TopicNote(topic_id=lighting.id, body="311.", changed_by_id=officer.member.id))
    assert "Facts: 311." in open_briefing(officer, event).text(".topic-note")

    note.body = "Call 311. " * 90
    db.session.commit()
    told = open_briefing(officer, event).text(".topic-note")
    assert len(told) < 300
    assert "(more on the screen)" in told
    assert "All facts" in told


def test_while_nobody_has_written_it_tells_of_last_time_here(officer, event, last, lighting):
    make_concerns(3, event=last, topics=[lighting])

    page = open_briefing(officer, event)

    assert "Nobody has written for this event yet" in page.text("#topics")
    assert "Last time here, on" in page.text("#topics h2")
    assert page.texts(".briefed-topics a.of") == ["3 of 3"]
    assert f"event={last.id}" in page.one(".briefed-topics a.of")["href"]
    assert not page.has("#changes")


def test_without_any_concern_it_still_serves_in_the_language_of_the_officer(visitor, event):
    sign_in(visitor, Role.OFFICER, language=Language.SPANISH)
    event.agency.opening_es = "Queremos conocerle."
    db.session.commit()

    page = open_briefing(visitor, event, "?print=1")

    assert page.has("[data-print-now]")
    assert page.text(".opening [lang=en]").startswith("We are here to get to know you")
    assert page.text(".opening [lang=es]") == "Queremos conocerle."
    assert page.text(".ways h2") == "Tres maneras de empezar la plática"
    assert len(page.texts(".ways li")) == 3
    assert page.has("#people")
    sign_in(visitor, Role.OFFICER)
    page = open_briefing(visitor, event)
    assert "That is fine. Say why you are there, ask, and listen." in page.text("#topics")
    assert "this is your first event here" in page.text("#promised.no-print")
    assert not page.has("[data-print-now]")


def test_the_page_is_light_however_much_was_written(plain_officer, event):
    for _ in range(14):
        topic = make_topic(keywords_en="word\n" * 200, keywords_es="palabra\n" * 200)
        make_concerns(3, event=event, topics=[topic], body="Cars speed. " * 100)
        note = {"body": "Call 311. " * 100, "changed_by_id": plain_officer.member.id}
        save(TopicNote(topic_id=topic.id, **note))

    page = plain_officer.client.get(f"/staff/events/{event.id}/briefing")

    assert len(page.data) <= 60_000
