"""Many residents at once, on the real database."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Event, Rsvp
from coffeecop.web.forms import new_form_key
from coffeecop.web.rate_limits import limiter
from tests.factories import make_event


def send_all(app, slug, keys, *, at_once=16):
    def send(key):
        data = {"party_size": "1", "form_key": key}
        response = app.test_client().post(f"/events/{slug}/rsvps", data=data)
        return response.status_code, response.headers.get("Location")

    with ThreadPoolExecutor(max_workers=at_once) as threads:
        return list(threads.map(send, keys))


def test_64_parties_after_10_seats_get_exactly_10(app, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    event = make_event(capacity=10)

    answers = send_all(app, event.slug, [new_form_key() for _ in range(64)])

    assert sorted(status for status, _ in answers) == [303] * 10 + [422] * 54
    assert db.session.scalar(select(func.count(Rsvp.id))) == 10
    db.session.refresh(event)
    assert event.seats_taken == 10


def test_one_form_sent_20_times_at_once_is_one_rsvp_with_one_link(app, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    event, key = make_event(), new_form_key()

    answers = send_all(app, event.slug, [key] * 20)

    assert {status for status, _ in answers} == {303}
    assert len({location for _, location in answers}) == 1
    assert db.session.scalar(select(func.count(Rsvp.id))) == 1
    assert db.session.scalar(select(Event.seats_taken).where(Event.id == event.id)) == 1


def test_changes_of_one_rsvp_at_once_keep_the_count_of_seats_right(app, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    event = make_event(capacity=20)
    ((_, link),) = send_all(app, event.slug, [new_form_key()])

    def send_change(change):
        size, key = change
        data = {"party_size": str(size), "form_key": key}
        return app.test_client().post(link, data=data).status_code

    changes = [(size, new_form_key()) for size in (1, 5, 9, 3, 7, 2, 8, 4)]
    with ThreadPoolExecutor(max_workers=8) as threads:
        assert set(threads.map(send_change, changes)) == {303}

    size = db.session.scalar(select(Rsvp.party_size))
    assert db.session.scalar(select(Event.seats_taken).where(Event.id == event.id)) == size


def test_a_form_sent_again_after_the_event_filled_up_still_leads_to_its_rsvp(app, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    event, key = make_event(capacity=1), new_form_key()

    answers = send_all(app, event.slug, [key, new_form_key(), key], at_once=1)

    assert [status for status, _ in answers] == [303, 422, 303]
