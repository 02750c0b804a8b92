"""Who waited for seats is told what happens now; seats that were held are theirs."""

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


@pytest.fixture
def moment():
    # As stored.
    return now().replace(tzinfo=None)


@pytest.fixture
def old(environ, new_database):
    """The app with the tables of 1.1, and its department."""
    with app_at("1.1", environ, new_database()) as app:
        add_department(name="Exampleton Police", name_es="Policía de Exampleton")
        yield app


def add_coffee(moment, *, starts_in, **values):
    name = f"Coffee in {starts_in}"
    when = {"starts_at": moment + starts_in, "ends_at": moment + starts_in + HOUR}
    told = {"title_en": name, "title_es": f"Café en {starts_in}", "slug": name.lower()}
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
    words = {"subject": "An offer", "body": "Say yes.", "message_id": f"{kind} {occasion}"}
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


def test_each_that_waited_is_told_on_its_page_and_by_mail_in_its_language(old, moment):
    event = add_coffee(moment, starts_in=3 * DAY, capacity=2, seats_taken=2)
    add_coffee(moment, starts_in=9 * DAY, capacity=None, seats_taken=0)
    made = {"created_at": moment - DAY}
    coming = add_rsvp(event, "coming", party_size=2, email="ann@example.org", **made)
    silent = add_rsvp(event, "waiting", party_size=2, **made)
    spanish = add_rsvp(event, "waiting", language="es", email="bea@example.org", **made)
    add("confirmed_mailboxes", key=recipient_key("bea@example.org"), created_at=moment)
    for number in range(3):
        add_mail(spanish, "offer", "bea@example.org", sent_at=moment, occasion=str(number))
    # It says what is not so any more.
    add_mail(spanish, "confirmation", "bea@example.org")
    move_to("head")

    assert [status_of(each) for each in (coming, silent, spanish)] == [COMING, NO_SEAT, NO_SEAT]
    assert db.session.get_one(Event, event).seats_taken == 2
    for prefix, told in (
        ("", ("There is no waiting list any more", "You asked for 2 seats.", "drop-in: come by")),
        ("/es", ("Ya no hay lista de espera", "Pidió cupo para 2 personas.", "sin avisar: venga")),
    ):
        page = page_of(old, silent, prefix)
        assert all(sentence in page.text("[role=status]") for sentence in told)
        assert page.one("[role=status] a")["href"].startswith(f"{prefix}/events/coffee")
    mail = mail_to(spanish)
    assert mail.subject == "Ya no hay lista de espera: Café en 3 days, 0:00:00"
    assert "puede llegar sin avisar" in mail.body
    assert "Policía de Exampleton" in mail.body
    assert mail.recipient == "bea@example.org"
    link = f"/es/rsvps/{rsvp_token(db.session.get_one(Rsvp, spanish).form_key_hash)}"
    assert f"{link}?mail={recipient_key('bea@example.org')}\n" in mail.body
    assert mail.unsubscribe_url.endswith(f"{link}/unsubscribe")
    assert Visitor(old).get(f"{link}/unsubscribe").status == 200
    assert mail_to(coming) is mail_to(silent) is None
    assert {each.kind for each in all_of(OutboxMessage)} == {"confirmation"}


@pytest.mark.parametrize("ends_in", [HOUR, -HOUR], ids=["open", "ended while the server was down"])
def test_seats_that_were_held_are_given(old, moment, ends_in):
    event = add_coffee(moment, starts_in=3 * DAY, capacity=2, seats_taken=2)
    offer = {"created_at": moment - DAY, "offer_ends_at": moment + ends_in, "party_size": 2}
    held = add_rsvp(event, "offered", email="ann@example.org", **offer)
    add_mail(held, "offer", "ann@example.org")
    move_to("head")

    assert status_of(held) is COMING
    assert db.session.get_one(Event, event).seats_taken == 2
    assert "You're coming." in page_of(old, held).text("[role=status]")
    mail = mail_to(held)
    assert mail.subject.startswith("There is room for you: Coffee in")
    assert "are yours now. You don't need to say yes." in mail.body


@pytest.mark.parametrize(
    ("starts_in", "values"), [(-DAY, {}), (DAY, {"status": "cancelled"})], ids=["over", "cancelled"]
)
def test_of_an_event_that_is_over_or_cancelled_nobody_is_written_to(old, moment, starts_in, values):
    gone = {"cancelled_at": moment} if values else {}
    event = add_coffee(moment, starts_in=starts_in, capacity=5, seats_taken=4, **values, **gone)
    made = {"created_at": moment - 2 * DAY}
    add_rsvp(event, "coming", party_size=3, **made)
    waited = add_rsvp(event, "waiting", email="ann@example.org", **made)
    offer = {"offer_ends_at": moment - DAY, **made}
    held = add_rsvp(event, "offered", email="bo@example.org", **offer)
    move_to("head")

    assert status_of(waited) is status_of(held) is NO_SEAT
    assert db.session.get_one(Event, event).seats_taken == 3
    assert all_of(OutboxMessage) == []
    told = "This event is cancelled" if values else "This event is over"
    assert told in page_of(old, waited).words


@pytest.mark.parametrize(
    ("mails", "is_confirmed", "is_written_to"),
    [(1, False, True), (2, False, False), (2, True, True)],
)
def test_who_opened_the_link_of_no_mail_gets_no_more_than_two(
    old, moment, mails, is_confirmed, is_written_to
):
    event = add_coffee(moment, starts_in=3 * DAY, capacity=1, seats_taken=1)
    waited = add_rsvp(event, "waiting", email="ann@example.org", created_at=moment - DAY)
    for number in range(mails):
        add_mail(waited, "offer", "ann@example.org", sent_at=moment, occasion=str(number))
    if is_confirmed:
        add("confirmed_mailboxes", key=recipient_key("ann@example.org"), created_at=moment)
    move_to("head")

    assert (mail_to(waited) is not None) is is_written_to
    assert status_of(waited) is NO_SEAT


def test_neither_who_stopped_mail_nor_a_link_of_another_key_is_written_to(old, moment):
    event = add_coffee(moment, starts_in=3 * DAY, capacity=1, seats_taken=1)
    made = {"created_at": moment - DAY}
    add_rsvp(event, "waiting", email="ann@example.org", unsubscribed_at=moment, **made)
    add_rsvp(event, "waiting", email="bo@example.org", form_key_hash="of another key", **made)
    move_to("head")

    assert all_of(OutboxMessage) == []
    assert {rsvp.status for rsvp in all_of(Rsvp)} == {NO_SEAT}
