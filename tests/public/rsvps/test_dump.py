"""What a copy of the database would tell about somebody who said no more than how many come."""

from itertools import chain
from pathlib import Path

import pytest

from coffeecop.db import db
from coffeecop.web.forms import new_form_key
from coffeecop.web.rate_limits import sender_key
from tests.factories import make_event
from tests.stored import dump

pytestmark = pytest.mark.both_databases

ADDRESS = "203.0.113.77"
ABOUT_THE_VISITOR = {
    "User-Agent": "Mozilla/5.0 (Sample Phone 17)",
    "Accept-Language": "eo, en;q=0.5",
    "Referer": "http://localhost/?from=sample-neighborhood-group",
    "Cookie": "sample=cookie-of-the-visitor",
}
ABOUT_THE_PERSON = {"name": "Ana Example", "email": "ana@example.org", "phone": "+18055550100"}


def send(app, event, **fields):
    with app.test_request_context(environ_base={"REMOTE_ADDR": ADDRESS}):
        hashed_address = sender_key()
    response = app.test_client().post(
        f"/events/{event.slug}/rsvps",
        data={"party_size": "3", "form_key": new_form_key(), **fields},
        headers=ABOUT_THE_VISITOR,
        environ_base={"REMOTE_ADDR": ADDRESS},
    )
    assert response.status_code == 303, response.text
    return response.headers["Location"].rsplit("/", 1)[1], hashed_address


def whole_text():
    return "\n".join(chain.from_iterable(dump().values()))


def test_after_an_rsvp_in_two_taps_neither_a_table_nor_a_file_holds_anything_about_the_person(
    app, database_name
):
    event = make_event(capacity=10)
    before = dump()

    token, hashed_address = send(app, event)

    told = whole_text().encode()
    # PostgreSQL keeps its files to itself.
    if database_name == "sqlite":
        file = Path(db.engine.url.database)
        told += b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    parts = ("Mozilla", "Sample Phone", "neighborhood-group", "cookie-of-the-visitor")
    for value in (ADDRESS, hashed_address, token, *ABOUT_THE_VISITOR.values(), *parts):
        assert value.encode() not in told
    after = dump()
    assert {table for table in after if after[table] != before[table]} <= {"rsvps", "events"}
    assert len(after["rsvps"]) == 1
    assert after["contacts"] == after["rsvp_needs"] == after["outbox"] == []


def test_the_dump_would_show_what_somebody_gives(app):
    """The control: the same dump finds a person who said who they are."""
    send(app, make_event(), **ABOUT_THE_PERSON)

    text = whole_text()
    assert all(value in text for value in ABOUT_THE_PERSON.values())
