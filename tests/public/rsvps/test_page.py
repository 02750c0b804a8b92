"""The page behind a link: each one's own, and up to date."""

import pytest
import time_machine

from coffeecop.db import db
from coffeecop.models import Need
from tests.factories import make_event, make_offered, make_rsvp, make_staff, make_waiting
from tests.visitor import Visitor

MINE, YOURS = "m" * 26, "y" * 26


def test_two_parties_of_one_size_see_the_same_but_for_their_links(visitor):
    event = make_event()
    for token in (MINE, YOURS):
        make_rsvp(event=event, token=token, party_size=2)

    mine, yours = (visitor.get(f"/rsvps/{token}").body for token in (MINE, YOURS))

    assert YOURS not in mine
    assert MINE not in yours
    assert yours == mine.replace(MINE, YOURS)


def test_a_page_says_what_this_party_has_sent(visitor):
    event = make_event()
    make_rsvp(event=event, token=MINE, party_size=2)
    make_rsvp(event=event, token=YOURS, party_size=3, contact={"email": "ann@example.org"})

    mine, yours = (visitor.get(f"/rsvps/{token}") for token in (MINE, YOURS))

    assert "We'll look for both of you." in mine.words
    assert "We cannot send it to you again" in mine.words
    assert "We'll look for all 3 of you." in yours.words
    assert "We cannot send it to you again" not in yours.words


def test_a_page_is_in_the_readers_language_and_under_the_name_they_came_by(visitor):
    make_rsvp(token=MINE)

    for path, headers in (
        (f"http://localhost/rsvps/{MINE}", {}),
        (f"http://127.0.0.1/rsvps/{MINE}", {"Host": "127.0.0.1"}),
        (f"http://localhost/es/rsvps/{MINE}", {}),
    ):
        assert visitor.get(path, **headers).one(f"#rsvp p > a[href='{path}']")


def test_what_a_change_leaves_is_shown_at_once(visitor):
    event = make_event(title_en="Coffee in spring")
    make_rsvp(event=event, token=MINE, party_size=2)
    visitor.get(f"/rsvps/{MINE}")

    visitor.post(f"/rsvps/{MINE}", party_size="4")
    assert "We'll look for all 4 of you." in visitor.get(f"/rsvps/{MINE}").words

    event.title_en = "Coffee in summer"
    db.session.commit()
    assert "Coffee in summer" in visitor.get(f"/rsvps/{MINE}").one("[href^='mailto:']")[
        "href"
    ].replace("%20", " ")

    event.cancel(by=make_staff())
    db.session.commit()
    assert "This event is cancelled" in visitor.get(f"/rsvps/{MINE}").words


def test_a_page_gives_way_when_the_event_ends(visitor):
    event = make_event()
    make_rsvp(event=event, token=MINE)
    assert visitor.get(f"/rsvps/{MINE}").has("#cancellation-form")

    with time_machine.travel(event.ends_at, tick=False):
        assert not visitor.get(f"/rsvps/{MINE}").has("#cancellation-form")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            f"/rsvps/{MINE}",
            "We'll look for all 3 of you. You asked for an officer who speaks Spanish. "
            "You asked for a way in without steps.",
        ),
        (
            f"/es/rsvps/{MINE}",
            "Los esperamos a los 3. Nos pidió un oficial que hable español. "
            "Nos pidió una entrada sin escalones.",
        ),
    ],
)
def test_after_a_change_a_page_repeats_what_was_asked_for(visitor, path, told):
    make_rsvp(event=make_event(), token=MINE)
    visitor.get(path)

    page = visitor.follow(visitor.post(path, party_size="3", needs=["step_free", "spanish"]))

    words = page.one("[role=status]")
    words.select_one("span").extract()
    assert " ".join(words.get_text(" ").split()).endswith(told)


@pytest.mark.parametrize("make", [make_waiting, make_offered])
def test_a_party_on_the_waitlist_reads_what_it_asked_for(visitor, make):
    rsvp = make(event=make_event(capacity=5), token=MINE, party_size=3)
    rsvp.needs = set(Need)
    db.session.commit()

    told = visitor.get(f"/rsvps/{MINE}").text("[role=status]")

    assert "3 seats" in told
    assert all(asked in told for asked in ("Spanish", "another", "ASL", "steps", "child"))


def test_the_address_of_an_rsvp_replaces_that_of_the_event(app):
    visitor = Visitor(app, htmx=True)
    event = make_event()

    answer = visitor.post(f"/events/{event.slug}/rsvps", party_size="2")
    first = visitor.get(answer.location, **{"HX-Current-URL": f"http://localhost{event.slug}"})
    changed = visitor.post(answer.location, party_size="3").location
    again = visitor.get(changed, **{"HX-Current-URL": f"http://localhost{answer.location}"})

    assert first.headers["HX-Push-Url"] == answer.location
    assert "HX-Replace-Url" not in first.headers
    assert again.headers["HX-Replace-Url"] == answer.location, "without what has just been done"
    assert "HX-Push-Url" not in again.headers


def test_a_page_asks_the_database_for_the_rsvp_its_needs_and_the_department(visitor, queries):
    make_rsvp(token=MINE)
    visitor.get(f"/rsvps/{MINE}")

    with queries() as statements:
        visitor.get(f"/rsvps/{MINE}")

    assert len(statements) == (2 if visitor.htmx else 3)


def test_the_form_for_a_change_shows_what_was_sent(visitor):
    make_rsvp(token=MINE, party_size=2, contact={"name": "Ann Example"})
    link = visitor.get(f"/rsvps/{MINE}").one("a[href$='/change']")

    page = visitor.get(link["href"])

    assert page.is_whole is not visitor.htmx
    assert (page.value("#party_size"), page.value("#name")) == ("2", "Ann Example")
    assert page.one("#rsvp-form")["action"] == f"/rsvps/{MINE}"
    assert page.has(f"#rsvp a[href='/rsvps/{MINE}']"), "there is a way back"


@pytest.mark.parametrize("end", ["cancelled", "over"])
def test_what_can_no_longer_be_changed_has_no_form(visitor, end):
    event = make_event()
    make_rsvp(event=event, token=MINE)
    if end == "cancelled":
        visitor.post(f"/rsvps/{MINE}/cancellation")

    with time_machine.travel(event.ends_at if end == "over" else event.starts_at, tick=False):
        assert not visitor.get(f"/rsvps/{MINE}/change").has("#rsvp-form")
