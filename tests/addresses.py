"""Every address of the app, filled in with rows that exist, for sweeps over all of them."""

import contextvars
from datetime import timedelta

from coffeecop.db import db, now
from coffeecop.mail.recipients import recipient_key
from coffeecop.models import Concern, Event, Role, StaffLink, Theme, Topic
from coffeecop.public.concerns.receipts import hash_code
from coffeecop.web.tokens import hash_token, unsubscribe_token
from tests.factories import keep, make_one_of_each, make_rsvp, make_staff, sign_in

RSVP_TOKEN = "t" * 26
LINK_TOKEN = "a link that still works"
CODE = "abandon-ability-able-about-above-absent"


def make_everything(visitor):
    """Fill the database, sign the visitor in with every role, and return what fills an address."""
    make_one_of_each()
    agency = db.session.query(Event).first().agency
    sign_in(visitor, *Role, agency=agency)
    concern = db.session.query(Concern).order_by(Concern.id).first()
    concern.receipt_hash = hash_code(CODE)
    event = concern.event
    # Under way, so that it takes RSVPs and survey answers.
    event.starts_at = now() - timedelta(minutes=5)
    make_rsvp(event=event, token=RSVP_TOKEN, contact={"name": "Ann", "email": "ann@example.org"})
    other = make_staff(agency=agency)
    keep(
        StaffLink(
            staff_id=other.id,
            token_hash=hash_token(LINK_TOKEN),
            expires_at=now() + timedelta(hours=1),
        )
    )
    return {
        "slug": event.slug,
        "code": CODE,
        "event_id": event.id,
        "concern_id": concern.id,
        "topic_id": db.session.query(Topic).order_by(Topic.id).first().id,
        "theme_id": db.session.query(Theme).first().id,
        "staff_id": other.id,
        "kind": "threat",
        "address": "nothing.css",
        "key": recipient_key("ann@example.org"),
        "language": "es",
        "token": RSVP_TOKEN,
        "accounts.link": LINK_TOKEN,
        "accounts.use_link": LINK_TOKEN,
        "unsubscribe.new_for_concern": unsubscribe_token(concern.id),
        "unsubscribe.create_for_concern": unsubscribe_token(concern.id),
    }


def addresses(app, method, values):
    """Yield the endpoint and the path of every rule that takes this method."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in rule.methods:
                given = {name: values[name] for name in rule.arguments if name != "token"}
                if "token" in rule.arguments:
                    given["token"] = values.get(rule.endpoint, values["token"])
                _host, path = rule.build({**(rule.defaults or {}), **given})
                yield rule.endpoint, path


def ask(visitor, path, method="GET", **options):
    """Send a request as the visitor, and return the answer unchecked."""
    # A context of its own: a request must not find the test's app context, session and g.
    return contextvars.Context().run(visitor.client.open, path, method=method, **options)
