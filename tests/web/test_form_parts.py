"""Every form takes every part that may be sent to it, also of the wrong sort."""

from io import BytesIO

import pytest

from coffeecop.db import db
from coffeecop.models import Concern, Rsvp
from coffeecop.web.forms import Form, new_form_key
from tests.addresses import addresses, fill_database, send_request
from tests.factories import make_event

pytestmark = pytest.mark.slow

NONSENSE = "9" * 30
# Good enough for most forms, so that only the part under test is wrong.
GOOD = {
    "body": "Cars speed.",
    "party_size": "2",
    "kind": "concern",
    "heard": "4",
    "better": "yes",
    "reason": "To call back",
    "name": "Ann Example",
    "email": "ann@example.org",
}


def a_file():
    return (BytesIO(b"Cars speed."), "words.txt")


# They have no fields: what is sent beside them is not read.
UNREAD = ("accounts.sign_out", "rsvps.accept", "rsvps.cancel", "rsvps.resend")


@pytest.fixture
def forms(app, plain_visitor, monkeypatch, unlimited):
    """Return every address that takes a form, with what to send and the names of its fields."""
    values = fill_database(plain_visitor)
    names = set()
    validate = Form.validate

    def spy(form, extra_validators=None):
        names.update(field.name for field in form)
        return validate(form, extra_validators)

    found = []
    with monkeypatch.context() as patch:
        patch.setattr(Form, "validate", spy)
        for endpoint, path in addresses(app, "POST", values):
            # Without a provider there is no signing in through one.
            if path.startswith("/es/") or endpoint == "accounts.sign_in_through_provider":
                continue
            names.clear()
            # Without its token it is given back, and changes nothing.
            if endpoint not in UNREAD:
                answer = send_request(plain_visitor, path, "POST", data={"x": "x"})
                assert answer.status_code in {200, 204, 303, 409, 422}, endpoint
            found.append((path, sorted(names)))
    assert sum(len(names) for _path, names in found) > 100
    return found


def send(visitor, path, **parts):
    known = {"csrf_token": visitor.csrf_token, "form_key": new_form_key()}
    return send_request(visitor, path, "POST", data={**GOOD, **known, **parts})


def test_no_field_breaks_on_a_file_or_on_nonsense(plain_visitor, forms):
    for path, names in forms:
        # Without its key or token a form reads no further, so these are sent by themselves.
        keys = [name for name in ("csrf_token", "form_key") if name in names]
        rest = [name for name in names if name not in keys]
        together = [*([name] for name in keys), [*rest, "nothing we know"]]
        sent = [{name: a_file() for name in part} for part in together]
        # What is nonsense in one place may be taken beside what is good in the others.
        sent += [dict.fromkeys(part, NONSENSE) for part in (*together, rest[::2], rest[1::2])]
        for parts in sent:
            assert send(plain_visitor, path, **parts).status_code < 500, (path, list(parts))


@pytest.mark.parametrize("name", ["body", "contact", "place", "kind", "form_key"])
def test_a_file_in_place_of_words_is_said_beside_the_field_and_nothing_is_kept(plain_visitor, name):
    event = make_event()
    fields = {"body": "Cars speed.", "form_key": new_form_key(), name: a_file()}

    page = plain_visitor.post(f"/events/{event.slug}/concerns", **fields)

    assert page.status == 422
    assert "A file cannot be sent" in page.text(".error-summary")
    if name != "form_key":
        assert "A file cannot be sent" in page.text(f"#{name}-error")
    assert db.session.query(Concern).count() == 0


def test_a_file_that_nobody_asked_for_and_json_are_refused(plain_visitor):
    path = f"/events/{make_event().slug}"

    page = plain_visitor.post(f"{path}/rsvps", party_size="2", picture=a_file())

    assert page.status == 422
    assert "A file cannot be sent" in page.text(".error-summary")
    assert db.session.query(Rsvp).count() == 0
    assert plain_visitor.client.post(f"{path}/concerns", json=["body"]).status_code == 422
