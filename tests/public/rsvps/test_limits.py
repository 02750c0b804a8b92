"""One sender leaves seats for others."""

import pytest

from coffeecop.web.forms import new_form_key
from tests.factories import make_event
from tests.stored import reload

pytestmark = pytest.mark.both_databases


def send(visitor, event, *, address="203.0.113.7", **fields):
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor.post(f"/events/{event.slug}/rsvps", **fields)


def test_one_sender_cannot_take_all_seats_of_an_event(visitor):
    event = make_event(capacity=50)

    answers = [send(visitor, event, party_size=5, exact_size=10, name="Ann") for _ in range(3)]

    assert [page.status for page in answers] == [303, 303, 422]
    assert reload(event).seats_taken == 20
    assert "Try again tomorrow, or use your phone's own data" in answers[-1].text(".error-summary")
    assert answers[-1].value("#name") == "Ann"
    assert answers[-1].value("#exact_size") == "10"
    assert send(visitor, event, party_size=10, address="198.51.100.1").status == 303
    # A large event has room for a fifth from one address.
    large = make_event(capacity=200)
    assert [send(visitor, large, party_size=20).status for _ in range(3)] == [303, 303, 422]


def test_a_change_is_no_way_around_it(visitor):
    event = make_event(capacity=50)
    links = [send(visitor, event, party_size=1).location for _ in range(3)]

    answers = [visitor.post(link, party_size=10).status for link in links]

    assert answers == [303, 422, 422]
    assert reload(event).seats_taken == 12
    assert visitor.post(links[0], party_size=1).status == 303, "fewer is always fine"


def test_neither_what_was_refused_nor_the_same_form_again_uses_up_anything(visitor):
    event, key = make_event(capacity=15), new_form_key()
    assert send(visitor, event, party_size=16).status == 422

    answers = {send(visitor, event, party_size=15, form_key=key).location for _ in range(3)}

    assert len(answers) == 1
    assert None not in answers


def test_where_everyone_finds_room_nobody_is_counted(visitor, event):
    assert {send(visitor, event, party_size=20).status for _ in range(3)} == {303}
