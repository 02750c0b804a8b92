"""The page behind a link: ready-made for those who are coming, and still each one's own."""

import pytest
import time_machine

from coffeecop.db import db
from tests.factories import make_event, make_rsvp, make_staff

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

    assert "We expect 2 people" in mine.words
    assert "We cannot send it to you again" in mine.words
    assert "We expect 3 people" in yours.words
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
    assert "We expect 4 people" in visitor.get(f"/rsvps/{MINE}").words

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


def test_a_page_asks_the_database_once(visitor, queries):
    make_rsvp(token=MINE)
    visitor.get(f"/rsvps/{MINE}")

    with queries() as statements:
        visitor.get(f"/rsvps/{MINE}")

    assert len(statements) == 1


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
