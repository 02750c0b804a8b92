from datetime import UTC, datetime, timedelta

import pytest

from coffeecop.dashboard import queries
from coffeecop.db import now
from coffeecop.models import ConcernStatus, Kind, Language, Outcome, Phase, Role
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_past_event,
    make_topic,
    sign_in,
)


def listed(page):
    return [quote.get_text() for quote in page.soup.select("#concern-list .quote")]


def test_the_newest_event_comes_first_and_of_each_the_newest_concern(visitor):
    sign_in(visitor)
    older, newer = make_past_event(), make_event()
    make_concern(event=older, body="third", created_at=now())
    make_concern(event=older, body="fourth", created_at=now() - timedelta(days=9))
    make_concern(event=newer, body="second", created_at=now() - timedelta(days=3))
    make_concern(event=newer, body="first", created_at=now() - timedelta(days=2))

    page = visitor.get("/staff/concerns")

    assert page.is_whole is not visitor.htmx
    assert listed(page) == ["first", "second", "third", "fourth"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("phase=after", "raised after the event"),
        ("kind=idea", "kind: Idea"),
        ("status=answered", "status: Answered"),
        ("language=es", "language: Spanish"),
        ("outcome=reply", "asked for: A reply"),
    ],
)
def test_concerns_are_narrowed_down_and_the_page_says_how(visitor, query, said):
    sign_in(visitor)
    make_concern(body="not this one")
    make_concern(
        body="this one",
        phase=Phase.AFTER,
        kind=Kind.IDEA,
        status=ConcernStatus.ANSWERED,
        language=Language.SPANISH,
        outcome=Outcome.REPLY,
    )

    page = visitor.get(f"/staff/concerns?{query}")

    assert listed(page) == ["this one"]
    assert page.text("#concern-list h2") == f"1 concern, {said}"


def test_what_is_shown_is_said_in_a_sentence(visitor):
    sign_in(visitor)
    traffic = make_topic(name_en="Speeding and traffic")
    event = make_event(
        title_en="Coffee with a Cop", starts_at=datetime(2026, 2, 26, 20, 30, tzinfo=UTC)
    )
    for _ in range(12):
        make_concern(event=event, topics=[traffic])
    make_concern(event=event, topics=[traffic], phase=Phase.AT)
    make_concern(event=event)

    page = visitor.get(f"/staff/concerns?event={event.id}&topic={traffic.id}&phase=before")

    assert page.text("#concern-list h2") == (
        "12 concerns about Speeding and traffic at Coffee with a Cop, Feb 26, 2026, "
        "raised before the event"
    )


def test_concerns_without_a_topic_can_be_listed(visitor):
    sign_in(visitor)
    make_concern(topics=[make_topic()])
    make_concern(body="no topic")

    page = visitor.get("/staff/concerns?topic=none")

    assert listed(page) == ["no topic"]
    assert page.text("#concern-list h2") == "1 concern without a topic"


def test_the_filter_form_keeps_its_choices(plain_visitor):
    sign_in(plain_visitor)
    event, topic = make_past_event(), make_topic()

    page = plain_visitor.get(
        f"/staff/concerns?event={event.id}&topic={topic.id}&phase=at&kind=question&status=closed"
        "&language=es&outcome=talk&waiting=1"
    )

    chosen = {
        select["name"]: select.select("option[selected]")[0]["value"]
        for select in page.soup.select("select")
    }
    assert chosen == {
        "event": str(event.id),
        "topic": str(topic.id),
        "phase": "at",
        "kind": "question",
        "status": "closed",
        "language": "es",
        "outcome": "talk",
        "waiting": "1",
    }
    assert "no such concerns" in page.text("#concern-list")


def test_a_long_list_has_pages_that_keep_the_choice(visitor):
    sign_in(visitor)
    event = make_event()
    for number in range(60):
        make_concern(event=event, body=f"Number {number}", kind=Kind.IDEA)
    make_concern(event=event)

    seen, address = [], f"/staff/concerns?event={event.id}&kind=idea"
    while address:
        page = visitor.get(address)
        assert page.text("#concern-list h2").startswith("60 concerns")
        seen += listed(page)
        following = page.soup.select("a[rel=next]")
        address = following[0]["href"] if following else None

    assert len(seen) == len(set(seen)) == 60
    assert "Shown: 51 to 60." in page.words
    assert listed(visitor.get(f"/staff/concerns?event={event.id}&kind=idea&page=99")) == seen[50:]


def test_a_very_long_list_ends_and_says_so(visitor, monkeypatch):
    monkeypatch.setattr(queries, "MOST_LISTED", 30)
    sign_in(visitor)
    event = make_event()
    for _ in range(31):
        make_concern(event=event)

    page = visitor.get("/staff/concerns?page=2")

    assert page.text("#concern-list h2") == "More than 30 concerns"
    assert "Only the first 30 can be listed" in page.words
    assert not page.has("a[rel=next]")


def test_a_search_without_an_event_ends_at_old_events_and_says_so(visitor, monkeypatch):
    monkeypatch.setattr(queries, "EVENTS_SEARCHED", 1)
    sign_in(visitor)
    older = make_past_event()
    make_concern(event=older, body="old")
    make_concern(event=make_event(), body="new")

    page = visitor.get("/staff/concerns")

    assert listed(page) == ["new"]
    assert "Older events" in page.text("#concern-list")
    assert listed(visitor.get(f"/staff/concerns?event={older.id}")) == ["old"]


@pytest.mark.parametrize(
    "query",
    [
        "event=x",
        "event=1-x-",
        "topic=0",
        "topic=99999999999999999999",
        "phase=never",
        "kind=concern%27--",
        "status=",
        "language=fr",
        "outcome=x",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "event=" + "-".join("9" * 40),
    ],
)
def test_a_filter_that_makes_no_sense_is_left_out_or_not_found(visitor, query):
    sign_in(visitor)
    make_concern(body="still here")

    page = visitor.get(f"/staff/concerns?{query}")

    assert page.status in (200, 404)
    assert page.status == 404 or listed(page) == ["still here"]


def test_another_departments_events_topics_and_concerns_are_not_found(visitor):
    sign_in(visitor)
    elsewhere = make_agency()
    event, topic = make_event(agency=elsewhere), make_topic(agency=elsewhere)
    make_concern(event=event, topics=[topic])

    assert visitor.get(f"/staff/concerns?event={event.id}").status == 404
    assert visitor.get(f"/staff/concerns?topic={topic.id}").status == 404
    assert listed(visitor.get("/staff/concerns")) == []


def test_concerns_about_an_officer_are_listed_apart_for_those_who_handle_complaints(visitor):
    sign_in(visitor, Role.COMPLAINTS)
    make_concern(body="about an officer", outcome=Outcome.ABOUT_OFFICER)
    make_concern(body="traffic")

    assert listed(visitor.get("/staff/concerns")) == ["traffic"]
    page = visitor.get("/staff/concerns?outcome=about_officer")
    assert listed(page) == ["about an officer"]


@pytest.mark.parametrize("role", set(Role) - {Role.COMPLAINTS})
def test_nobody_else_finds_concerns_about_an_officer(visitor, role):
    sign_in(visitor, role)
    make_concern(outcome=Outcome.ABOUT_OFFICER)

    assert visitor.get("/staff/concerns?outcome=about_officer").status == 404
    assert listed(visitor.get("/staff/concerns")) == []


def test_a_concern_is_quoted_in_its_own_language(visitor):
    sign_in(visitor)
    make_concern(body="Los carros van muy recio.", language=Language.SPANISH)

    quote = visitor.get("/staff/concerns").one("#concern-list .quote")

    assert quote["lang"] == "es"
    assert quote.has_attr("hx-ignore")
