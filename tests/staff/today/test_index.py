from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import EventStatus, Phase, Role, RsvpStatus
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_draft,
    make_event,
    make_past_event,
    make_rsvp,
    make_staff,
    make_topic,
    sign_in,
)

DAY = timedelta(days=1)


def test_who_is_signed_in_is_led_on_and_not_asked_to_sign_in(plain_officer):
    assert "Staff sign in" not in plain_officer.get("/staff").text("footer")
    assert plain_officer.get("/staff").one("footer a[href='/']")
    assert plain_officer.get("/staff/nowhere").one("main a")["href"] == "/staff"
    assert plain_officer.get("/nowhere").one("main a[href='/']")


def test_a_new_department_reads_what_to_do_first(plain_officer):
    page = plain_officer.get("/staff")

    assert page.status == 200
    assert "No events yet" in page.text("main")


def test_the_next_event_comes_first_with_what_people_raised_for_it(plain_officer):
    event, parking, traffic = make_event(), make_topic(), make_topic()
    make_rsvp(event=event, party_size=3)
    make_rsvp(event=event, party_size=2)
    make_rsvp(event=event, status=RsvpStatus.CANCELLED, cancelled_at=now())
    make_concern(event=event, topics=[traffic])
    make_concern(event=event, topics=[traffic, parking])
    make_event(starts_at=now() + 30 * DAY)

    page = plain_officer.get("/staff")

    assert event.title_en in page.text(".next-event h2")
    assert page.texts(".next-event .figures li") == [
        "2 concerns so far",
        "5 people may come",
        "2 RSVPs",
    ]
    assert page.texts(".next-event .bars tbody tr") == [
        f"{traffic.name_en} 2",
        f"{parking.name_en} 1",
    ]


def test_the_map_counts_topics_by_event_and_each_number_opens_its_concerns(plain_officer):
    older, newer = make_past_event(), make_event()
    traffic, parking, unused = make_topic(), make_topic(), make_topic()
    make_concern(event=older, topics=[traffic, parking])
    make_concern(event=older, topics=[traffic])
    make_concern(event=newer)

    page = plain_officer.get("/staff")

    assert page.texts(".heat-map tbody tr") == [
        f"{traffic.name_en} · 0 2 2",
        f"{parking.name_en} · 0 1 1",
        "No topic yet 1 · 0 1",
    ]
    assert page.text(".heat-map tfoot") == "All concerns 1 2 3"
    assert unused.name_en not in page.text(".heat-map")
    for link in page.soup.select(".heat-map td a"):
        listed = plain_officer.get(link["href"])
        assert listed.text("#concern-list h2").startswith(f"{link.text} concern")
        assert len(listed.soup.select("#concern-list .concerns > li")) == int(link.text)


def test_concerns_without_a_topic_do_not_pale_the_topics(plain_officer):
    event, topic = make_event(), make_topic()
    make_concern(event=event, topics=[topic])
    make_concerns(9, event=event)

    page = plain_officer.get("/staff")

    assert [cell["class"] for cell in page.soup.select(".heat-map td[class]")] == [
        ["heat-5"],
        ["heat-0"],
    ]


def test_six_events_are_shown_and_the_others_are_one_page_away(plain_officer):
    events = [make_event(starts_at=now() + days * DAY) for days in range(-55, 45, 10)]
    for event in events:
        make_concern(event=event)

    def columns(page):
        return [
            next(event for event in events if f"event={event.id}&" in link["href"])
            for link in page.soup.select(".heat-map thead a")
        ]

    first = plain_officer.get("/staff")
    assert columns(first) == events[6:0:-1]
    later, earlier = (link["href"] for link in first.soup.select("#topics-by-event nav a"))
    assert columns(plain_officer.get(later.partition("#")[0])) == events[9:3:-1]
    assert columns(plain_officer.get(earlier.partition("#")[0])) == [events[0]]


def test_an_event_further_ahead_does_not_push_the_next_one_out(plain_officer):
    make_concern(event=make_past_event())
    for weeks in range(1, 9):
        make_event(starts_at=now() + weeks * 7 * DAY)

    page = plain_officer.get("/staff")

    assert len(page.soup.select(".heat-map thead a")) == 2
    assert page.texts("#topics-by-event nav a") == ["Later events"]


def test_a_draft_to_come_has_no_column(plain_officer):
    make_concern(event=make_past_event())
    make_draft()
    make_event(status=EventStatus.CANCELLED, starts_at=now() + 3 * DAY)

    page = plain_officer.get("/staff")

    assert len(page.soup.select(".heat-map thead a")) == 2


def test_choosing_an_event_shows_its_picture(officer):
    event, traffic = make_past_event(), make_topic()
    make_concern(event=event, topics=[traffic], phase=Phase.AT)
    make_concern(event=make_event())

    page = officer.get(f"/staff?event={event.id}")

    assert event.title_en in page.text("#event-counts h2")
    assert page.texts("#event-counts .bars-grouped tbody tr") == [f"{traffic.name_en} · 0 1 · 0"]


def test_without_a_choice_the_newest_event_with_concerns_is_pictured(plain_officer):
    make_concern(event=make_event(starts_at=now() - 20 * DAY))
    newest = make_past_event()
    make_concern(event=newest)
    make_event()

    assert newest.title_en in plain_officer.get("/staff").text("#event-counts h2")


def test_what_goes_on_now_is_told_of_before_what_comes_in_a_month(plain_officer):
    today = make_event(starts_at=now() - DAY / 48)
    make_concern(event=today)
    make_concern(event=make_event(starts_at=now() + 30 * DAY))

    page = plain_officer.get("/staff")

    assert page.text(".next-event h2") == f"Now: {today.title_en}"
    assert page.text(".heat-map thead .badge") == "now"
    assert today.title_en in page.text("#summary h2")
    assert today.title_en in page.text("#event-counts h2")


def test_a_concern_about_an_officer_is_in_no_number(plain_officer):
    event, topic = make_event(), make_topic()
    make_concern(event=event, topics=[topic], is_complaint=True)

    page = plain_officer.get("/staff")

    assert page.texts(".figures li")[0] == "0 concerns so far"
    assert "No concerns yet" in page.text("#topics-by-event")
    assert not page.has(".heat-map")


def test_another_departments_event_is_not_found(officer):
    event = make_event(agency=make_agency())

    assert officer.get(f"/staff?event={event.id}").status == 404
    assert officer.get(f"/staff?until={event.id}").status == 404


@pytest.mark.parametrize(("role", "is_warned"), [(Role.ADMIN, True), (Role.OFFICER, False)])
def test_who_can_mend_it_is_warned_that_nobody_reads_complaints(plain_visitor, role, is_warned):
    sign_in(plain_visitor, role)

    warned = "Nobody reads concerns about an officer yet" in plain_visitor.get("/staff").words
    make_staff(Role.COMPLAINTS)

    assert warned is is_warned
    assert "Nobody reads concerns about an officer" not in plain_visitor.get("/staff").words
