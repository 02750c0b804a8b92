"""The next event, what waits, and what people want to talk about."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import ConcernSource, EventStatus, FlagKind, FlagLevel, Kind, Role
from coffeecop.staff.concern_list import work
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_draft,
    make_event,
    make_flag,
    make_message,
    make_past_event,
    make_quotes,
    make_staff,
    make_topic,
    sign_in,
    suggest,
)
from tests.of_parts import turn_parts_off
from tests.stored import reload

DAY = timedelta(days=1)


def ask(event, **values):
    """Make a question that waits for an answer."""
    return make_concern(event=event, kind=Kind.QUESTION, receipt_hash=str(now()), **values)


def listed(visitor, link):
    """Return how many concerns the list behind a link holds."""
    page = visitor.get(link["href"])
    heading = page.text("#concern-list h2")
    return 0 if heading.startswith("There are no") else int(heading.split()[0])


def tiles(page):
    return page.texts(".count-tiles li")


def test_who_is_signed_in_is_led_on_and_not_asked_to_sign_in(plain_officer):
    assert "Staff sign in" not in plain_officer.get("/staff").words
    assert plain_officer.get("/staff/nowhere").one("main a")["href"] == "/staff"
    assert plain_officer.get("/nowhere").one("main a[href='/en']")


@pytest.mark.parametrize(
    ("until", "pill"),
    [
        (-0.5 / 24, "Happening now, until 1:30 PM"),
        (1 / 24, "Today at 1:30 PM"),
        (1, "Tomorrow, Tuesday 12:30 PM"),
        (3, "In 3 days, Thursday 12:30 PM"),
        (6, "In 6 days, Sunday 12:30 PM"),
        (7, "In 7 days, Mar 1, 2027, 12:30 PM"),
    ],
)
def test_a_pill_tells_how_soon_the_next_event_is(plain_visitor, clock, until, pill):
    sign_in(plain_visitor)
    event = make_event(starts_at=now() + until * DAY)
    make_event(starts_at=now() + 30 * DAY)

    page = plain_visitor.get("/staff")

    assert page.text(".next-event .badge") == pill
    assert page.text("h1") == "Today"
    assert page.text(".next-event h2") == event.title_en
    assert page.one(".next-event h2 a")["href"] == f"/staff/events/{event.id}"
    assert event.venue.name in page.text(".next-event")


def test_two_counts_open_as_many_concerns(plain_officer):
    event, topic = make_event(), make_topic()
    ask(event, topics=[topic])
    make_concern(event=event, topics=[topic], wants_answer=True)
    make_concerns(3, event=event)
    flagged = make_concern(event=event, topics=[topic])
    make_flag(concern=flagged)
    make_flag(FlagKind.EMERGENCY, concern=flagged)
    make_concern(event=event, is_complaint=True, kind=Kind.QUESTION)
    make_concern(event=make_event(agency=make_agency()), kind=Kind.QUESTION)

    page = plain_officer.get("/staff")

    assert tiles(page) == ["1 urgent", "2 to answer"]
    links = page.select(".count-tiles a")
    assert [listed(plain_officer, each) for each in links] == [1, 2]
    assert links[0]["class"] == "urgent"


def test_where_many_events_have_concerns_the_counts_name_the_newest_ones(
    plain_officer, monkeypatch
):
    monkeypatch.setattr(work, "MOST_EVENTS", 2)
    events = [make_event(starts_at=now() - days * DAY) for days in (30, 20, 10)]
    for age, event in enumerate(events):
        ask(event, created_at=now() - age * DAY)

    page = plain_officer.get("/staff")

    assert tiles(page)[1] == "2 to answer"
    link = page.select(".count-tiles a")[1]
    assert link["href"].endswith(f"event={events[0].id}-{events[1].id}")
    assert listed(plain_officer, link) == 2
    assert "the 2 events with the newest concerns" in page.words


def test_a_great_many_are_not_counted_on_and_on(app, monkeypatch):
    monkeypatch.setattr(work, "MOST_COUNTED", 1)
    for concern in make_concerns(3):
        make_flag(concern=concern)

    assert work.count_work(make_staff()).unseen_flags == 2


@pytest.mark.both_databases
def test_the_five_largest_topics_are_told_with_their_share_and_a_quote(plain_officer):
    event, other = make_event(), make_topic(key="other", name_en="Other")
    topics = [make_topic(name_en=f"Topic {n}") for n in range(1, 7)]
    for number, topic in enumerate(topics, start=1):
        make_concerns(number, event=event, topics=[topic])
    make_concerns(9, event=event, topics=[other])
    quoted = make_concern(event=event, topics=[topics[5]], body="Autos rápidos.", language="es")
    make_quotes(topics[5], quoted)

    page = plain_officer.get("/staff")

    assert page.text("#subjects-heading") == "What matters here"
    assert page.texts(".subjects li") == [
        "Topic 6 7 of 31 Autos rápidos.",
        "Topic 5 5 of 31",
        "Topic 4 4 of 31",
        "Topic 3 3 of 31",
        "Topic 2 2 of 31",
    ]
    assert page.one(".subjects q")["lang"] == "es"
    assert [bar["width"] for bar in page.select(".subjects rect")][:2] == ["22.6%", "16.1%"]
    links = page.select(".subjects li a")
    assert [listed(plain_officer, link) for link in links] == [7, 5, 4, 3, 2]


def test_what_is_only_likely_is_told_beside_the_number_and_each_opens_its_list(plain_officer):
    event, parking = make_event(), make_topic(name_en="Parking")
    make_concerns(2, event=event, topics=[parking])
    for concern in make_concerns(3, event=event):
        suggest(concern, parking, 0.8)

    page = plain_officer.get("/staff")

    assert page.texts(".topic-rows > li") == ["Parking 2 of 5 perhaps 3 more"]
    links = page.select(".subjects li a")
    assert [listed(plain_officer, link) for link in links] == [2, 3]


def test_without_concerns_for_the_next_event_those_of_the_newest_are_told(plain_officer):
    event = make_past_event(title_en="Coffee in May")
    make_concern(event=make_event(starts_at=now() - 60 * DAY), topics=[make_topic()])
    make_concern(event=event, topics=[make_topic(name_en="Noise")])
    make_event()

    page = plain_officer.get("/staff")

    assert "Nobody has sent a concern for this event yet." in page.text(".subjects")
    assert page.text("#subjects-heading").startswith("Last time: Coffee in May,")
    assert page.texts(".subjects li") == ["Noise 1 of 1"]


def test_questions_from_last_time_that_are_open_are_told_and_opened(plain_officer):
    last = make_past_event()
    make_message(ask(last), by=plain_officer.member)
    make_concern(event=make_event())
    assert "From last time" not in plain_officer.get("/staff").words
    for _ in range(2):
        ask(last)

    page = plain_officer.get("/staff")

    told = "From last time: 3 asked. Answered in writing: 1. Not answered yet: 2."
    assert told in page.text(".subjects")
    link = next(link for link in page.select(".subjects a") if link.text == "See them")
    assert listed(plain_officer, link) == 2


def test_what_was_captured_and_not_sorted_waits(plain_officer):
    entered = {"event": make_past_event(), "entered_by_id": plain_officer.member.id}
    make_concern(**entered, source=ConcernSource.CAPTURE, is_complaint=True)
    make_concern(**entered, source=ConcernSource.CAPTURE, topics=[make_topic()])
    make_concern(event=entered["event"])
    assert "captured" not in plain_officer.get("/staff").words
    for source in (ConcernSource.CAPTURE, ConcernSource.PAPER):
        make_concern(**entered, source=source)

    link = plain_officer.get("/staff").one("a[href='/staff/concerns?entered=1&sorting=open']")
    page = plain_officer.get(link["href"])

    assert link.text == "2 captured, not sorted"
    assert page.text("#concern-list h2").startswith("2 ")
    assert "Captured or from a paper card" in page.text("#conditions")


@pytest.mark.both_databases
def test_urgent_concerns_need_somebody_before_those_that_wait_longest(plain_officer):
    event = make_event()
    ask(event, body="Asked second", created_at=now() - 4 * DAY)
    ask(event, body="Asked first", created_at=now() - 6 * DAY, text_language="es")
    answered = ask(event, body="Asked again", created_at=now() - 9 * DAY)
    make_message(answered, by=plain_officer.member)
    make_message(answered)
    harm = make_concern(
        event=event,
        body="I cannot take this any more",
        is_held=True,
        created_at=now() - timedelta(minutes=40),
    )
    make_flag(FlagKind.SELF_HARM, concern=harm)
    make_flag(FlagKind.THREAT, concern=harm)
    # It waits for an answer too, and is listed once.
    make_flag(
        FlagKind.THREAT, concern=ask(event, body="They will get me", created_at=now() - 8 * DAY)
    )

    page = plain_officer.get("/staff")

    assert page.texts(".work-list li") == [
        "“I cannot take this any more” Self-harm, 40 minutes ago Open",
        "“They will get me” Threat, 1 week ago Open",
        "“Asked first” Waiting 6 days, in Spanish Answer it Answer here Asked first Send Open",
    ]
    assert len(page.select(".dot-urgent")) == 2
    for link in page.select(".work-list a"):
        assert plain_officer.get(link["href"]).status == 200


def test_what_should_be_read_first_is_named_without_red_after_what_is_urgent(plain_officer):
    event = make_event()
    ask(event, body="Asked", created_at=now() - 9 * DAY)
    hinted = make_concern(event=event, body="Her mail piles up")
    make_flag(FlagKind.SELF_HARM, concern=hinted, level=FlagLevel.FIRST)
    make_flag(FlagKind.WELFARE, concern=make_concern(event=event, body="She does not answer"))

    page = plain_officer.get("/staff")

    assert tiles(page) == ["1 urgent", "1 to answer"]
    assert "1 to read first: somebody may be in danger." in page.words
    assert [each.split("”")[0] for each in page.texts(".work-list li")] == [
        "“She does not answer",
        "“Her mail piles up",
        "“Asked",
    ]
    assert "Read first: Self-harm" in page.words
    assert len(page.select(".dot-urgent")) == 1
    assert not plain_officer.get(f"/staff/concerns/{hinted.id}").has(".flag-card-urgent")
    listed = plain_officer.get("/staff/concerns?urgent=open")
    assert [each["class"] for each in listed.select(".items .dot")] == ["dot dot-urgent", "dot"]
    assert len(listed.select(".items .flag-word")) == 1


def test_a_concern_is_answered_on_today_itself(officer):
    first = ask(make_event(), body="Asked first", created_at=now() - 6 * DAY)
    form = officer.get("/staff").one(f"#answer-{first.id}-form")
    key = form.one("[name=form_key]")["value"]

    sent = officer.post(form["action"], body="We looked.", step="send", form_key=key)

    assert sent.status == 303
    assert sent.location == "/staff"
    assert [message.body for message in reload(first).messages] == ["We looked."]
    assert "Asked first" not in officer.get("/staff").words


def test_a_flagged_complaint_needs_only_those_who_may_read_it(plain_visitor):
    make_flag(concern=make_concern(is_complaint=True, body="He grabbed my arm"))

    for role, is_told in [(Role.OFFICER, False), (Role.COMPLAINTS, True)]:
        sign_in(plain_visitor, role)
        assert ("He grabbed my arm" in plain_visitor.get("/staff").words) is is_told


def test_a_concern_that_cannot_be_answered_is_only_opened(plain_officer):
    make_concern(event=make_event(), kind=Kind.QUESTION)

    page = plain_officer.get("/staff")

    assert page.text(".work-list a") == "Open"
    # Nothing is urgent.
    assert not page.has(".count-tiles .urgent")


def test_without_an_event_ahead_the_newest_one_is_told(plain_organizer):
    event = make_past_event()
    make_concern(event=event, topics=[make_topic()])

    page = plain_organizer.get("/staff")

    assert page.text("h1") == "Today"
    assert not page.has(".plan")
    assert "No event is planned." in page.words
    assert page.has(f"main a[href='/staff/events/new?from={event.id}']")
    assert page.has(".subjects li")


@pytest.mark.both_databases
def test_three_events_with_concerns_make_a_map_of_shares_with_the_oldest_left(plain_officer):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    events = [make_event(starts_at=now() + days * DAY) for days in (-20, -10, 5)]
    make_event(starts_at=now() - 5 * DAY)
    make_draft()
    make_event(status=EventStatus.CANCELLED, starts_at=now() + 3 * DAY)
    make_concerns(8, event=events[0], topics=[traffic])
    make_concerns(2, event=events[0], topics=[noise])
    make_concern(event=events[1], topics=[noise])
    assert not plain_officer.get("/staff").has(".heat-map")
    make_concern(event=events[2], topics=[traffic])
    make_concerns(9, event=events[2])

    page = plain_officer.get("/staff")

    assert [head.rpartition(" of ")[2] for head in page.texts(".heat-map thead th")[1:]] == [
        "10",
        "1",
        "10",
    ]
    assert page.texts(".heat-map tbody tr") == ["Traffic 8 · 0 1", "Noise 2 1 · 0"]
    # Of so few concerns a share says little.
    steps = [cell["class"].split()[0] for cell in page.select(".heat-map td")]
    assert steps == ["heat-5", "heat-0", "heat-2", "heat-3", "heat-0", "heat-0"]
    for link in page.select(".heat-map td a"):
        assert listed(plain_officer, link) == int(link.text)


def test_the_page_is_light(plain_officer):
    topics = [make_topic(name_es=f"Estacionamiento {n}") for n in range(10)]
    for days in range(0, 80, 10):
        event = make_event(starts_at=now() + (5 - days) * DAY)
        for topic in topics:
            concern = ask(event, topics=[topic], body="Cars speed past the school. " * 20)
            make_quotes(topic, concern)

    assert len(plain_officer.get("/staff").body.encode()) < 60_000


@pytest.mark.parametrize("minutes", [59, -10])
def test_what_staff_take_to_the_event_is_a_tap_away(plain_officer, minutes):
    event = make_event(starts_at=now() + timedelta(minutes=minutes))
    turn_parts_off(event.agency)

    link = plain_officer.get("/staff").one(".event-buttons a")

    assert (link.text, "button-secondary" in link["class"]) == ("Briefing", False)
    assert plain_officer.get(link["href"]).status == 200
