from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import EventStatus
from tests.factories import make_draft, make_event, make_past_event


def test_the_next_event_comes_first(visitor):
    make_event(starts_at=now() + timedelta(days=30), title_en="Later coffee")
    make_event(starts_at=now() + timedelta(days=2), title_en="Next coffee")

    page = visitor.get("/", **{"HX-Request": "false"})

    assert page.text(".hero h2") == "Next: Next coffee"
    assert page.texts("main > .card-list h3") == ["Later coffee"]


def test_a_draft_is_not_found_in_either_language(visitor):
    draft = make_draft()

    assert visitor.get(f"/events/{draft.slug}").status == 404
    assert visitor.get(f"/es/events/{draft.slug}").status == 404
    assert visitor.get(f"/events/{draft.slug}.ics").status == 404


def test_a_cancelled_event_says_so_first(visitor):
    event = make_event(status=EventStatus.CANCELLED)

    page = visitor.get(f"/events/{event.slug}")

    assert page.body.index("This event is cancelled") < page.body.index("<h1")
    assert not page.has("#rsvp-form")
    assert page.has("#concern-form")


def test_a_past_event_takes_concerns_and_no_rsvps(visitor):
    event = make_past_event()

    page = visitor.get(f"/events/{event.slug}")

    assert "This event is over" in page.words
    assert not page.has("#rsvp-form")
    assert page.has("#concern-form")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_speaks_the_language_of_its_address(visitor, language):
    event = make_event()
    prefix = "" if language == "en" else "/es"

    page = visitor.get(f"{prefix}/events/{event.slug}", **{"HX-Request": "false"})

    assert page.one("html")["lang"] == language
    assert page.text("h1") == (event.title_en if language == "en" else event.title_es)
    assert page.one("#concern-form")["action"] == f"{prefix}/events/{event.slug}/concerns"


def test_public_pages_set_no_cookie(visitor):
    event = make_event()

    for path in ("/", f"/events/{event.slug}", "/privacy", "/about", "/es/accessibility"):
        assert "Set-Cookie" not in visitor.get(path).headers, path
