"""Whoever waited for seats is told what happens now; seats that were held are theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.mail.recipients import domain_key, recipient_key
from coffeecop.models import Event, OutboxMessage, Rsvp, RsvpStatus
from coffeecop.web.tokens import hash_token, rsvp_token
from tests.old_rows import add, add_department, app_at, move_to
from tests.stored import all_of
from tests.visitor import Visitor

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COMING, NO_SEAT = RsvpStatus.COMING, RsvpStatus.NO_SEAT


@pytest.fixture(scope="module")
def moved(environ, new_database):
    """Return the app and the numbers of rows by name; the database of 1.1 is upgraded."""
    with app_at("1.1", environ, new_database) as app:
        add_department(name="Exampleton Police", name_es="Policía de Exampleton")
        # As stored.
        ids = fill(now().replace(tzinfo=None))
        move_to("head")
        yield app, ids


def add_coffee(name, moment, *, starts_in, **values):
    when = {"starts_at": moment + starts_in, "ends_at": moment + starts_in + HOUR}
    slug = f"coffee-{name}".lower().replace(" ", "-").replace(",", "")
    told = {"title_en": f"Coffee, {name}", "title_es": f"Café, {name}", "slug": slug}
    plain = {"time_zone": "America/Los_Angeles", "status": "published", "published_at": moment}
    return add("events", **{"sequence": 0, **told, **plain, **when, **values})


def add_rsvp(event_id, status, *, email=None, **values):
    """Add a party, whose form had the number of its row, and return that number."""
    key = hash_token(f"{event_id} {status} {email} {values}")
    since = {"waiting_since": values["created_at"]} if status in ("waiting", "offered") else {}
    plain = {"party_size": 1, "language": "en", "form_key_hash": key, **since}
    token_hash = hash_token(rsvp_token(key))
    number = add(
        "rsvps", event_id=event_id, status=status, token_hash=token_hash, **{**plain, **values}
    )
    if email:
        add("contacts", rsvp_id=number, email=email, wants_news=False)
    return number


def add_mail(rsvp_id, kind, email, *, occasion="", **values):
    words = {
        "subject": "An offer",
        "body": "Say yes.",
        "message_id": f"{rsvp_id} {kind} {occasion}",
    }
    keys = {"recipient_key": recipient_key(email), "domain_key": domain_key(email)}
    about = {"rsvp_id": rsvp_id, "kind": kind, "occasion": occasion, "attempts": 0, **keys}
    return add("outbox", **{**words, **about, "recipient": email, **values})


def mail_to(rsvp_id):
    """Return the mail that waits, None if there is none."""
    waiting = select(OutboxMessage).filter_by(rsvp_id=rsvp_id, sent_at=None)
    return db.session.scalars(waiting).one_or_none()


def page_of(app, rsvp_id, prefix=""):
    rsvp = db.session.get_one(Rsvp, rsvp_id)
    return Visitor(app).get(f"{prefix}/rsvps/{rsvp_token(rsvp.form_key_hash)}")


def status_of(rsvp_id):
    return db.session.get_one(Rsvp, rsvp_id).status


def fill(moment):
    made = {"created_at": moment - DAY}
    return {
        **add_full_event(moment, made),
        **add_held_seats(moment, made),
        **add_over_and_cancelled(moment, made),
        **add_written_to(moment, made),
        **add_silent(moment, made),
    }


def add_full_event(moment, made):
    event = add_coffee("full", moment, starts_in=3 * DAY, capacity=2, seats_taken=2)
    add_coffee("open", moment, starts_in=9 * DAY, capacity=None, seats_taken=0)
    coming = add_rsvp(event, "coming", party_size=2, email="ann@example.org", **made)
    silent = add_rsvp(event, "waiting", party_size=2, **made)
    spanish = add_rsvp(event, "waiting", language="es", email="bea@example.org", **made)
    add("confirmed_mailboxes", key=recipient_key("bea@example.org"), created_at=moment)
    for number in range(3):
        add_mail(spanish, "offer", "bea@example.org", sent_at=moment, occasion=str(number))
    # It says what is not so any more.
    add_mail(spanish, "confirmation", "bea@example.org")
    return {"full event": event, "coming": coming, "silent": silent, "spanish": spanish}


HELD = {"held": HOUR, "held, ended while the server was down": -HOUR}


def add_held_seats(moment, made):
    ids = {}
    for number, (name, ends_in) in enumerate(HELD.items()):
        event = add_coffee(name, moment, starts_in=3 * DAY, capacity=2, seats_taken=2)
        offer = {"offer_ends_at": moment + ends_in, "party_size": 2, **made}
        held = add_rsvp(event, "offered", email=f"held{number}@example.org", **offer)
        add_mail(held, "offer", f"held{number}@example.org")
        ids |= {name: held, f"event of {name}": event}
    return ids


GONE = {
    "over": (-DAY, {}, "This event is over"),
    "cancelled": (DAY, {"status": "cancelled"}, "This event is cancelled"),
}


def add_over_and_cancelled(moment, made):
    ids = {}
    for name, (starts_in, values, _told) in GONE.items():
        gone = {"cancelled_at": moment} if values else {}
        rooms = {"capacity": 5, "seats_taken": 4}
        event = add_coffee(name, moment, starts_in=starts_in, **rooms, **values, **gone)
        made = {"created_at": moment - 2 * DAY}
        add_rsvp(event, "coming", party_size=3, **made)
        waited = add_rsvp(event, "waiting", email=f"{name}@example.org", **made)
        offer = {"offer_ends_at": moment - DAY, **made}
        held = add_rsvp(event, "offered", email=f"{name}-held@example.org", **offer)
        ids |= {f"event {name}": event, f"waited, {name}": waited, f"held, {name}": held}
    return ids


# By mails that somebody got before, and whether they had opened a link in one.
WRITTEN_TO = {(1, False): True, (2, False): False, (2, True): True}


def add_written_to(moment, made):
    ids = {}
    for mails, is_confirmed in WRITTEN_TO:
        name = f"mails-{mails}-{is_confirmed}"
        address = f"{name}@example.org"
        event = add_coffee(name, moment, starts_in=3 * DAY, capacity=1, seats_taken=1)
        waited = add_rsvp(event, "waiting", email=address, **made)
        for number in range(mails):
            add_mail(waited, "offer", address, sent_at=moment, occasion=str(number))
        if is_confirmed:
            add("confirmed_mailboxes", key=recipient_key(address), created_at=moment)
        ids[mails, is_confirmed] = waited
    return ids


def add_silent(moment, made):
    event = add_coffee("silent", moment, starts_in=3 * DAY, capacity=1, seats_taken=1)
    stopped = {"email": "stopped@example.org", "unsubscribed_at": moment}
    of_another_key = {"email": "key@example.org", "form_key_hash": "of another key"}
    return {
        "stopped mail": add_rsvp(event, "waiting", **stopped, **made),
        "of another key": add_rsvp(event, "waiting", **of_another_key, **made),
    }


def test_each_that_waited_is_told_on_its_page_and_by_mail_in_its_language(moved):
    app, ids = moved
    coming, silent, spanish = ids["coming"], ids["silent"], ids["spanish"]
    assert [status_of(each) for each in (coming, silent, spanish)] == [COMING, NO_SEAT, NO_SEAT]
    assert db.session.get_one(Event, ids["full event"]).seats_taken == 2
    for prefix, told in (
        ("", ("You have no seat yet", "You asked for 2 seats.", "drop-in: come by")),
        ("/es", ("Todavía no tiene cupo", "Pidió cupo para 2 personas.", "sin avisar: venga")),
    ):
        page = page_of(app, silent, prefix)
        assert all(sentence in page.text("[role=status]") for sentence in told)
        assert page.one("[role=status] a")["href"].startswith(f"{prefix}/events/coffee")
    mail = mail_to(spanish)
    assert mail.subject == "Ya no hay lista de espera: Café, full"
    assert "puede llegar sin avisar" in mail.body
    assert "Policía de Exampleton" in mail.body
    assert mail.recipient == "bea@example.org"
    link = f"/es/rsvps/{rsvp_token(db.session.get_one(Rsvp, spanish).form_key_hash)}"
    assert f"{link}?mail={recipient_key('bea@example.org')}\n" in mail.body
    assert mail.unsubscribe_url.endswith(f"{link}/unsubscribe")
    assert Visitor(app).get(f"{link}/unsubscribe").status == 200
    assert mail_to(coming) is mail_to(silent) is None
    assert {each.kind for each in all_of(OutboxMessage)} == {"confirmation"}


@pytest.mark.parametrize("name", HELD)
def test_seats_that_were_held_are_given(moved, name):
    app, ids = moved
    assert status_of(ids[name]) is COMING
    assert db.session.get_one(Event, ids[f"event of {name}"]).seats_taken == 2
    assert "You're coming." in page_of(app, ids[name]).text("[role=status]")
    mail = mail_to(ids[name])
    assert mail.subject.startswith("There is room for you: Coffee, held")
    assert "are yours now. You don't need to say yes." in mail.body


@pytest.mark.parametrize("name", GONE)
def test_of_an_event_that_is_over_or_cancelled_nobody_is_written_to(moved, name):
    app, ids = moved
    waited, held = ids[f"waited, {name}"], ids[f"held, {name}"]
    assert status_of(waited) is status_of(held) is NO_SEAT
    assert db.session.get_one(Event, ids[f"event {name}"]).seats_taken == 3
    assert mail_to(waited) is mail_to(held) is None
    told = GONE[name][2]
    assert told in page_of(app, waited).words


@pytest.mark.parametrize("before", WRITTEN_TO)
def test_who_opened_the_link_of_no_mail_gets_no_more_than_two(moved, before):
    _app, ids = moved
    assert (mail_to(ids[before]) is not None) is WRITTEN_TO[before]
    assert status_of(ids[before]) is NO_SEAT


@pytest.mark.parametrize("name", ["stopped mail", "of another key"])
def test_neither_who_stopped_mail_nor_a_link_of_another_key_is_written_to(moved, name):
    _app, ids = moved
    assert mail_to(ids[name]) is None
    assert status_of(ids[name]) is NO_SEAT
