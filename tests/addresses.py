"""Every URL of the app, built with ids of existing rows, for tests that visit all of them."""

import contextvars
from datetime import timedelta

from coffeecop import models
from coffeecop.db import db, now
from coffeecop.mail.recipients import recipient_key
from coffeecop.web.receipt_codes import hash_code
from coffeecop.web.tokens import hash_token, unsubscribe_token
from tests.factories import make_one_of_each, make_rsvp, make_staff, save, sign_in
from tests.of_parts import of_parts

RSVP_TOKEN = "t" * 26
LINK_TOKEN = "a link that still works"
CODE = "abandon-ability-able-about-above-absent"


def first(model):
    return db.session.query(model).order_by(model.id).first()


def fill_database(visitor):
    """Fill the database, sign the visitor in with every role, and return the URL values."""
    make_one_of_each()
    agency = first(models.Event).agency
    member = sign_in(visitor, *models.Role, agency=agency)
    concern = first(models.Concern)
    concern.receipt_hash = hash_code(CODE)
    event = concern.event
    # In progress, so that it accepts RSVPs and survey answers.
    event.starts_at = now() - timedelta(minutes=5)
    make_rsvp(event=event, token=RSVP_TOKEN, contact={"name": "Ann", "email": "ann@example.org"})
    first(models.OutboxMessage).recipient_key = recipient_key("ann@example.org")
    other = make_staff(agency=agency)
    save(
        models.StaffLink(
            staff_id=other.id,
            token_hash=hash_token(LINK_TOKEN),
            expires_at=now() + timedelta(hours=1),
        )
    )
    topic = first(models.Topic)
    return {
        "slug": event.slug,
        "code": CODE,
        "event_id": event.id,
        "concern_id": concern.id,
        "topic_id": topic.id,
        "matter_id": first(models.Matter).id,
        "words": first(models.Matter).address["words"],
        "page": "promises",
        "former": "flags",
        **{name: first(model).id for name, model in of_parts("IDS", "rows")},
        "number": 1,
        "series": "concern",
        "group": "department",
        "list_name": "services",
        "name": "accessibility",
        "row_key": first(models.Service).id,
        "staff_id": other.id,
        "step": "hide",
        "part": "words",
        "what": "merge",
        "change_id": first(models.ConcernChange).id,
        "item_id": first(models.ChecklistItem).id,
        "promise_id": 1,
        "digest": "d" * 64,
        "session_id": db.session.query(models.StaffSession).filter_by(staff_id=member.id).one().id,
        "address": "nothing.css",
        "signed": "nothing",
        "key": recipient_key("ann@example.org"),
        "language": "es",
        "token": RSVP_TOKEN,
        # By endpoint: what stands in its address in place of the above.
        "accounts.link": {"token": LINK_TOKEN},
        "accounts.use_link": {"token": LINK_TOKEN},
        "unsubscribe.new_for_concern": {"token": unsubscribe_token(concern.id)},
        "unsubscribe.create_for_concern": {"token": unsubscribe_token(concern.id)},
        **{name: value for own in of_parts("ADDRESSES", "rows") for name, value in own().items()},
    }


def addresses(app, method, values):
    """Yield the endpoint and the path of every rule for this method."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in rule.methods:
                own = {**values, **values.get(rule.endpoint, {})}
                arguments = {name: own[name] for name in rule.arguments}
                _host, path = rule.build({**(rule.defaults or {}), **arguments})
                yield rule.endpoint, path


def send_request(visitor, path, method="GET", **options):
    """Send a request as the visitor and return the response without checks."""
    # A separate context: the request must not see the test's app context, session and g.
    return contextvars.Context().run(visitor.client.open, path, method=method, **options)
