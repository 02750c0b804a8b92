import re

from coffeecop.db import db
from coffeecop.models import ConcernState, HiddenFor
from tests.factories import make_concern, make_event
from tests.of_parts import of_parts

ABOUT_RESIDENTS = (
    "rsvps rsvp_needs concerns concern_topics messages contacts outbox confirmed_mailboxes "
    "arrivals survey_answers topic_suggestions concern_vectors concern_flags "
    "matter_concerns matter_confirmations"
)


def test_every_stored_field_about_a_resident_has_its_sentence(visitor):
    make_event()
    page = visitor.get("/privacy").body
    told = set(" ".join(re.findall(r'data-stores="([^"]*)"', page)).split())

    stored = {
        f"{table}.{column.name}"
        for table in [*ABOUT_RESIDENTS.split(), *of_parts("ABOUT_RESIDENTS")]
        for column in db.metadata.tables[table].columns
        if column.name != "id"
    }

    # A mail to staff does not go to a resident.
    assert told == stored - {"outbox.staff_id"}


def test_every_page_describes_itself_and_shows_readers_without_scripts_no_unused_part(visitor):
    event = make_event()
    shows = f"/events/{event.slug}"
    forms = (f"{shows}/concerns/new", f"{shows}/rsvps/new", "/receipts")
    for path in ("/", shows, *forms, "/matters", "/privacy", "/about"):
        page = visitor.get(path)
        assert page.one("meta[name=description]")["content"], path
        assert not page.has("template"), path
        assert len(page.select("footer a")) <= 4, path


def test_residents_read_why_a_message_is_hidden_and_how_many_are(visitor):
    assert "None is hidden now." in visitor.get("/privacy").words

    make_concern(state=ConcernState.HIDDEN, hidden_for=HiddenFor.SPAM)

    # Past the copy that is kept for a minute.
    page = visitor.get("/privacy?again")
    assert "1 is hidden now." in page.words
    assert "never hide it for an opinion" in page.words


def test_operators_can_ask_whether_it_runs(visitor):
    assert visitor.get("/healthz").body == "ok\n"
    assert visitor.get("/readyz").body == "ready\n"
    assert "Contact: http://localhost/about" in visitor.get("/.well-known/security.txt").body
