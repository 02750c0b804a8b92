from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from coffeecop.db import db, now
from coffeecop.models import ConcernState, FlagKind, Kind, Language, MentionKind, Phase, Role
from coffeecop.models.suggestions import Confidence
from coffeecop.staff.concern_list import listing
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_flag,
    make_mention,
    make_message,
    make_past_event,
    make_topic,
    make_venue,
    sign_in,
    suggest,
)
from tests.staff.concerns.form_filling import conditions, heading, listed
from tests.staff.form_filling import whole


def dots(page):
    return [dot["class"].split() for dot in page.select("#concern-list .dot")]


def shown(page):
    """Return how many concerns a page lists, and each condition that they meet."""
    return [heading(page), *conditions(page)]


@pytest.mark.both_databases
def test_the_newest_event_comes_first_and_of_each_the_newest_concern(officer):
    older, newer = make_past_event(), make_event()
    make_concern(event=older, body="speed 3", created_at=now())
    make_concern(event=older, body="speed 4", created_at=now() - timedelta(days=9))
    make_concern(event=newer, body="speed 2", created_at=now() - timedelta(days=3))
    make_concern(event=newer, body="speed 1", created_at=now() - timedelta(days=2))

    for query in ("", "?q=speed"):
        page = officer.get(f"/staff/concerns{query}")
        assert listed(page) == ["speed 1", "speed 2", "speed 3", "speed 4"]
        # Of what came today it says the time.
        assert [":" in sent for sent in page.texts("#concern-list .when")] == [0, 0, 1, 0]


@pytest.mark.both_databases
def test_what_waits_for_an_answer_comes_by_urgency_and_then_by_its_wait(officer):
    event, day = make_event(), timedelta(days=1)
    question = {"event": event, "kind": Kind.QUESTION}
    make_concern(body="a day", created_at=now() - day, **question)
    urgent = make_concern(body="urgent", created_at=now() - day / 2, **question)
    make_concern(body="6 days", created_at=now() - 6 * day, **question)
    again = make_concern(body="asked again", created_at=now() - 9 * day, **question)
    make_message(again, by=officer.member)
    make_message(again)
    make_concern(body="waits for nothing", event=event)
    make_flag(FlagKind.SELF_HARM, concern=urgent)

    page = officer.get("/staff/concerns?waiting=1")

    assert listed(page) == ["urgent", "6 days", "a day", "asked again"]
    assert "Self-harm" in page.texts("#concern-list .meta")[0]
    waits = page.texts("#concern-list .when")
    assert waits[1] == "6d waits 6 days"
    assert "waits 1 minute" in waits[3]
    assert dots(page) == [["dot", "dot-urgent"], *[["dot", "dot-unread"]] * 3]


def test_an_item_says_its_language_and_its_event_only_where_it_helps(officer):
    here, there = make_event(title_en="Coffee here"), make_past_event(title_en="Coffee there")
    # Private details are nothing that somebody has to do.
    make_concern(event=here, body="English", has_personal_details=True)
    make_concern(event=here, body="Spanish", text_language=Language.SPANISH)
    make_concern(event=there)

    page = officer.get("/staff/concerns")
    both = page.texts("#concern-list .meta")
    one = officer.get(f"/staff/concerns?event={here.id}").texts("#concern-list .meta")

    assert ["Spanish" in facts for facts in both] == [True, False, False]
    assert ["Coffee" in facts for facts in both] == [True] * 3
    assert ["Coffee" in facts for facts in one] == [False] * 2
    assert dots(page) == [["dot"]] * 3


def test_concerns_are_narrowed_down_and_the_page_says_how(officer):
    venue, traffic = make_venue(name="Example Café"), make_topic(name_en="Speeding and traffic")
    make_concern(body="not this one", topics=[traffic])
    starts_at = datetime(2026, 2, 26, 20, 30, tzinfo=UTC)
    event = make_event(title_en="Coffee with a Cop", venue=venue, starts_at=starts_at)
    make_concern(
        event=event,
        body="this one",
        phase=Phase.AFTER,
        kind=Kind.IDEA,
        state=ConcernState.ANSWERED,
        wants_answer=True,
        wants_talk=True,
        has_personal_details=True,
    )

    for query, said in {
        f"event={event.id}": "Coffee with a Cop, Feb 26, 2026",
        "phase=after": "Raised after the event",
        "kind=idea": "Kind: Idea",
        "state=answered": "Answered",
        "answer=1": "Wants an answer",
        "talk=1": "Wants to talk at the event",
        "topic=none": "No topic",
        "details=1": "With private details",
        f"venue={venue.id}": "Venue: Example Café",
    }.items():
        page = officer.get(f"/staff/concerns?{query}")
        assert listed(page) == ["this one"], query
        assert shown(page) == ["1 concern", said]
    page = officer.get(f"/staff/concerns?topic={traffic.id}&phase=before")
    assert shown(page) == ["1 concern", "Speeding and traffic", "Raised before the event"]


def test_the_filter_form_keeps_its_choices(plain_officer):
    event, topic = make_past_event(), make_topic()
    given = {"event": str(event.id), "topic": str(topic.id), "phase": "at", "kind": "question"}
    given |= {"state": "closed", "flagged": "yes", "sorting": "open", "confidence": "likely"}
    given |= {"urgent": "decided", "review": "hidden"}
    switches = ("talk", "answer", "waiting", "asked", "mine", "details", "entered", "overdue")
    given |= dict.fromkeys((*switches, "away"), "1")
    corrected = {"taken": str(topic.id), "added": str(topic.id)}

    page = plain_officer.get(f"/staff/concerns?{urlencode(given | corrected)}&filtering=1")

    chosen = {
        select["name"]: select.select("option[selected]")[0]["value"]
        for select in page.select("select")
    }
    assert chosen == given
    form = page.one("form:has(select)")
    hidden = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    assert hidden == corrected
    assert "No concerns match" in page.text("#concern-list")


def test_a_long_list_has_pages_that_keep_the_choice_and_the_search(officer):
    event = make_event()
    for number in range(60):
        make_concern(event=event, body=f"Number {number}", kind=Kind.IDEA)
    make_concern(event=event, body="Number")
    make_concern(event=event, kind=Kind.IDEA)
    make_concern(body="Number", kind=Kind.IDEA)

    first = f"/staff/concerns?event={event.id}&kind=idea&q=numb"
    seen, address = [], first
    while address:
        page = officer.get(address)
        assert heading(page) == "60 concerns"
        seen += listed(page)
        following = page.select("a[rel=next]")
        address = following[0]["href"] if following else None

    assert len(seen) == len(set(seen)) == 60
    assert listed(officer.get(f"{first}&page=99")) == seen[50:]


def test_a_very_long_list_ends_and_says_so(officer, monkeypatch):
    monkeypatch.setattr(listing, "MOST_LISTED", 30)
    make_concerns(31)

    page = officer.get("/staff/concerns?page=2")

    assert heading(page) == "More than 30 concerns"
    assert "Only the first 30 can be listed" in page.words
    assert not page.has("a[rel=next]")


def test_a_search_without_an_event_ends_at_old_events_and_says_so(officer, monkeypatch):
    monkeypatch.setattr(listing, "EVENTS_SEARCHED", 1)
    older = make_past_event()
    make_concern(event=older, body="old")
    newer = make_event()
    make_concern(event=newer, body="new")
    # An event of another department counts for nothing here.
    make_event(agency=make_agency(), starts_at=newer.starts_at + timedelta(days=1))

    page = officer.get("/staff/concerns")

    assert listed(page) == ["new"]
    assert "Older events" in page.text("#concern-list")
    for query in (f"event={older.id}", "q=old"):
        page = officer.get(f"/staff/concerns?{query}")
        assert listed(page) == ["old"]
        assert "Older events" not in page.text("#concern-list")


def test_it_opens_on_what_waits_while_anybody_waits(officer):
    make_concern(body="nothing to answer")
    assert listed(officer.get("/staff/concerns")) == ["nothing to answer"]

    make_concern(body="asked", kind=Kind.QUESTION)

    assert officer.get("/staff/concerns").location == "/staff/concerns?waiting=1"
    page = officer.get("/staff/concerns?all=1")
    assert set(listed(page)) == {"asked", "nothing to answer"}
    assert page.text(".views [aria-current]") == "All"


def test_a_tab_stands_where_something_is_and_the_others_behind_the_dots(complaints_officer):
    assert complaints_officer.get("/staff/concerns").texts(".views a") == ["All"]

    make_concern(is_complaint=True, kind=Kind.QUESTION)
    make_flag(concern=make_concern(kind=Kind.QUESTION))

    page = whole(complaints_officer, "/staff/concerns?waiting=1")
    assert page.texts(".views a") == ["To answer 1", "Urgent 1", "All"]
    assert "Complaints 1" in page.texts(".list-menu li")
    assert page.text(".list-menu summary .count") == "1"
    assert {"Filter", "Pick several", "Keys ?"} <= set(page.texts(".list-menu li"))


def test_concerns_about_an_officer_are_listed_apart_for_those_who_handle_complaints(
    complaints_officer,
):
    make_message(make_concern(body="about an officer", is_complaint=True), "Any news?")
    make_concern(body="traffic")

    assert listed(complaints_officer.get("/staff/concerns")) == ["traffic"]
    page = whole(complaints_officer, "/staff/concerns?complaint=1")
    assert listed(page) == ["about an officer"]
    assert page.text("h1") == "Complaints"
    assert page.text(".views [aria-current]") == "Complaints 1"
    assert "waits" in page.text(".items .when")


def test_nobody_else_finds_concerns_about_an_officer(visitor):
    sign_in(visitor, *set(Role) - {Role.COMPLAINTS})
    make_concern(is_complaint=True)

    assert visitor.get("/staff/concerns?complaint=1").status == 404
    assert listed(visitor.get("/staff/concerns")) == []


def test_marked_concerns_are_those_that_nobody_called_a_mistake(officer):
    seen = {"seen_at": now(), "seen_by_id": officer.member.id}
    make_concern(body="not marked")
    make_flag(concern=make_concern(body="wrong"), is_right=False, **seen)
    make_flag(concern=make_concern(body="right"), is_right=True, **seen)
    twice = make_concern(body="new")
    make_flag(concern=twice)
    make_flag(FlagKind.EMERGENCY, concern=twice)

    marked = officer.get("/staff/concerns?flagged=yes")
    to_see = officer.get("/staff/concerns?flagged=open")

    assert set(listed(marked)) == {"right", "new"}
    assert shown(marked) == ["2 concerns", "Flagged"]
    assert listed(to_see) == ["new"]
    assert shown(to_see) == ["1 concern", "Flag not decided yet"]


@pytest.mark.both_databases
def test_each_concern_has_one_degree_of_confidence_and_some_are_to_be_confirmed(officer):
    topic, other = make_topic(), make_topic()
    concerns = {
        each: make_concern(body=each, topics=[other] if each is Confidence.RESIDENT else [])
        for each in Confidence
    }
    for each, probability in {
        Confidence.CHECKED: 0.9,
        Confidence.RESIDENT: 0.8,
        Confidence.VERY_LIKELY: 0.85,
        Confidence.LIKELY: 0.5,
        Confidence.UNSURE: 0.3,
        Confidence.NOTHING: 0.29,
    }.items():
        suggest(concerns[each], topic, probability)
    concerns[Confidence.CHECKED].set_topics([], by=officer.member)
    db.session.commit()

    for each in Confidence:
        assert listed(officer.get(f"/staff/concerns?confidence={each}")) == [each]
    page = officer.get("/staff/concerns?sorting=open")
    assert set(listed(page)) == set(Confidence) - {Confidence.CHECKED, Confidence.RESIDENT}
    assert shown(page) == ["5 concerns", "Topics to confirm"]


@pytest.mark.both_databases
def test_what_staff_corrected_is_found(officer):
    noise, parking = make_topic(name_en="Noise"), make_topic(name_en="Parking")
    corrected, kept = make_concern(body="corrected"), make_concern(body="kept")
    for concern, topics in ((corrected, [parking]), (kept, [noise])):
        suggest(concern, noise, 0.8).set_topics(topics, by=officer.member)
    suggest(make_concern(body="not looked at"), noise, 0.8)
    db.session.commit()

    taken = officer.get(f"/staff/concerns?taken={noise.id}&topic={parking.id}")
    added = officer.get(f"/staff/concerns?added={parking.id}")

    assert listed(taken) == listed(added) == ["corrected"]
    assert "The computer said Noise, and staff did not" in shown(taken)
    assert "Staff added Parking" in shown(added)


def test_concerns_that_name_a_place_or_ask_for_a_thing_are_listed(officer):
    event, other = make_event(), make_event(agency=make_agency())
    both, place = make_concerns(2, event=event)
    make_concern(event=event)
    for concern in (both, place):
        make_mention(concern, "maple court", label="Maple Ct")
    make_mention(both, "speed_bumps", kind=MentionKind.ASK)
    make_mention(make_concern(event=other), "speed_bumps", kind=MentionKind.ASK, label="theirs")

    named = officer.get("/staff/concerns?place=maple+court")
    asked = officer.get("/staff/concerns?place=maple+court&ask=speed_bumps")
    unknown = officer.get("/staff/concerns?ask=a+pony")

    assert shown(named) == ["2 concerns", "Place: Maple Ct"]
    assert shown(asked) == ["1 concern", "Place: Maple Ct", "Asks for: speed bumps"]
    assert conditions(unknown) == ["Asks for: “a pony”"]
