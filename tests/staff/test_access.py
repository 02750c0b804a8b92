"""Who gets past the door of each staff page and form; test_routes finds those without a door."""

from pathlib import Path

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Event, Role, Topic
from coffeecop.models.audit import record
from tests.addresses import addresses, fill_database, send_request
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_flag,
    make_mention,
    make_message,
    make_staff,
    make_topic,
    sign_in,
)
from tests.of_parts import of_parts
from tests.stored import audit_entries
from tests.test_routes import PUBLIC
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.slow

MATRIX = Path(__file__).parent / "access_matrix.txt"


def read_matrix(text):
    """Return the roles that may use each route, such as {"GET /staff": {Role.OFFICER, ...}}."""
    _what_it_is, table = text.split("\n\n", 1)
    head, *lines = (line.split() for line in table.strip().splitlines())
    return {
        f"{method} {rule}": {
            Role(role) for role, mark in zip(head, marks, strict=True) if mark == "x"
        }
        for method, rule, *marks in lines
    }


OF_PARTS = {route: {Role(role) for role in roles} for route, roles in of_parts("OPEN_TO")}
ROUTES = read_matrix(MATRIX.read_text()) | OF_PARTS
# A new colleague has no session with the id of another's.
NOT_FOUND_BY_A_COLLEAGUE = {
    "accounts.sign_out_session",
    *of_parts("NOT_FOUND_BY_A_COLLEAGUE"),
    *of_parts("NEED_SETTINGS"),
}
# Several roles, of which some routes are for one alone.
SEVERAL = {Role.ORGANIZER, Role.RECORDS}


def route_of(app, method, path):
    """Return the line of the matrix that a path belongs to."""
    rule, _values = app.url_map.bind("localhost").match(path, method=method, return_rule=True)
    return f"{method} {rule.rule}"


def staff_addresses(app, values):
    """Return method, endpoint and path of all that is for staff alone."""
    found = [
        (method, endpoint, path)
        for method in ("GET", "POST")
        for endpoint, path in addresses(app, method, values)
        if path.startswith("/staff") and endpoint not in PUBLIC
    ]
    # What makes the concern a complaint comes last.
    return sorted(found, key=lambda each: each[1] == "staff_concerns.move")


def send(visitor, method, path):
    return visitor.get(path) if method == "GET" else visitor.post(path)


def door(visitor, method, path, **headers):
    """Return what is said at the door of a page or form, without a look at the page."""
    return send_request(visitor, path, method, headers=headers)


def test_strangers_and_whoever_is_disabled_are_turned_away_everywhere(app, plain_visitor):
    paths = staff_addresses(app, fill_database(plain_visitor))
    sign_in(plain_visitor, *Role, disabled_at=now())
    stranger, before = Visitor(app), len(audit_entries())

    for method, _endpoint, path in paths:
        for visitor in (stranger, plain_visitor):
            answer = door(visitor, method, path)
            assert answer.status_code == (302 if method == "GET" else 403), (method, path)
            if method == "GET":
                assert answer.location.startswith("/staff/sign-in?next="), path
        assert door(stranger, method, path, **{"HX-Request": "true"}).status_code == 403, path
    assert len(audit_entries()) == before


def test_each_route_stands_in_the_matrix_with_the_roles_of_its_guard(app):
    guarded = {
        f"{'GET' if 'GET' in rule.methods else 'POST'} {rule.rule}": set(view.allowed_roles)
        for rule in app.url_map.iter_rules()
        if hasattr(view := app.view_functions[rule.endpoint], "allowed_roles")
    }
    assert guarded == ROUTES


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.exhaustive)])
def test_each_role_reaches_what_is_for_it_and_nothing_else(app, plain_visitor, is_whole):
    """Of whom a page is not for, and of whom it is for, each tries in turn.

    That the guard of each knows its roles is shown above.
    """
    paths = staff_addresses(app, fill_database(plain_visitor))
    visitors = [(roles, Visitor(app)) for roles in (*({role} for role in Role), SEVERAL)]
    for roles, visitor in visitors:
        sign_in(visitor, *roles)

    for number, (method, endpoint, path) in enumerate(paths):
        needed = ROUTES[route_of(app, method, path)]
        refused = [(roles, visitor) for roles, visitor in visitors if not roles & needed]
        for roles, visitor in refused if is_whole else refused[number % len(refused or "x") :][:1]:
            assert door(visitor, method, path).status_code == 403, (method, path, roles)
        # It takes seconds to draw, for its own tests; a form for all is sent by tests/attack too.
        if endpoint.endswith(("pdf", "png")) or (method == "POST" and not refused and not is_whole):
            continue
        allowed = [(roles, visitor) for roles, visitor in visitors if roles & needed]
        roles, visitor = allowed[number % len(allowed)]
        status = send(visitor, method, path).status
        is_not_found = status == 404 and endpoint in NOT_FOUND_BY_A_COLLEAGUE
        assert status in (200, 303, 422) or is_not_found, (method, path, roles)
        if method == "POST" and status == 303:
            # It may have signed them out, or given them another role.
            sign_in(visitor, *roles)


# Every role but the one that reads complaints.
NO_COMPLAINTS = set(Role) - {Role.COMPLAINTS}


def make_full_complaint(event, topic, *, handler):
    """Make a complaint with one word in all that belongs to it."""
    complaint = make_concern(
        event=event,
        topics=[topic],
        is_complaint=True,
        body="Zanzibar words",
        place="Zanzibar Street",
        contact={"name": "Zanzibar Resident", "phone": "+18055550199"},
        wants_answer=True,
        receipt_hash="zanzibar receipt",
    )
    make_flag(concern=complaint)
    make_message(complaint, "Zanzibar message")
    make_mention(complaint, "zanzibar place")
    complaint.assigned_to = handler
    record(
        AuditAction.CONTACT_OPENED,
        by=handler,
        subject=complaint,
        detail={"reason": "Zanzibar reason"},
    )
    db.session.commit()
    return complaint


@pytest.fixture
def stopped_clock():
    """Pages that say how long ago something was say the same on a slow machine."""
    with time_machine.travel(now(), tick=False):
        yield


@pytest.fixture
def barred(app, plain_visitor):
    """Someone with every role but the one, and what makes a complaint at their department."""
    values = fill_database(plain_visitor)
    event = db.session.get(Event, values["event_id"])
    topic = db.session.get(Topic, values["topic_id"])
    handler = make_staff(Role.COMPLAINTS, agency=event.agency, name="Who handles complaints")
    sign_in(plain_visitor, *NO_COMPLAINTS, agency=event.agency)
    return plain_visitor, values, lambda: make_full_complaint(event, topic, handler=handler)


@pytest.mark.both_databases
@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize("part", range(2))
def test_no_page_shows_or_counts_a_complaint_to_who_may_not_read_it(
    app, stopped_clock, barred, part
):
    visitor, values, make_complaint = barred
    # One shows a new key each time, and of a PDF a page here has no words.
    paths = [
        path
        for method, endpoint, path in staff_addresses(app, values)
        if method == "GET" and "second-factor" not in path and not endpoint.endswith(("pdf", "png"))
    ][part::2]
    before = {path: visitor.get(path).words for path in paths}

    make_complaint()

    for path in paths:
        page = visitor.get(path)
        # The log says what was done, but not to what: tests/staff/audit/test_index.py.
        assert path == "/staff/audit" or page.words == before[path], path
        assert "zanzibar" not in page.body.lower(), path


@pytest.mark.both_databases
@pytest.mark.exhaustive_on("postgresql")  # There tests/attack sends each form.
def test_no_address_opens_or_changes_a_complaint_for_who_may_not_read_it(app, barred):
    visitor, values, make_complaint = barred
    complaint = make_complaint()
    # Other answers than for a concern that is not there, but none that shows it.
    answers = {
        "staff_concerns.move_back": 403,
        "staff_concerns.note_finding": 403,
        "topics.sort": 422,
        **dict(of_parts("TO_A_COMPLAINT")),
    }
    before = len(audit_entries())

    for method, endpoint, path in staff_addresses(app, {**values, "concern_id": complaint.id}):
        if "<int:concern_id>" in route_of(app, method, path):
            page = send(visitor, method, path)
            assert page.status == answers.get(endpoint, 404), path
            assert "zanzibar" not in page.body.lower(), path
    assert len(audit_entries()) == before


@pytest.mark.both_databases
@pytest.mark.exhaustive_on("postgresql")  # There tests/attack opens each page.
@pytest.mark.parametrize("part", range(2))
def test_no_page_shows_or_counts_what_another_department_has(app, stopped_clock, visitor, part):
    other = make_agency()
    sign_in(visitor, *Role, agency=make_agency())
    rules = (each for each in app.url_map.iter_rules() if "GET" in each.methods)
    paths = [each.rule for each in rules if each.rule.startswith("/staff") and not each.arguments]
    # They show a new key each time.
    paths = [path for path in paths if "second-factor" not in path][part::2]
    before = {path: visitor.get(path).words for path in paths}

    event = make_event(agency=other, title_en="Secret event", title_es="Secret event")
    topic = make_topic(agency=other, name_en="Secret topic", name_es="Secret topic")
    for values in ({}, {"is_held": True}, {"is_complaint": True}):
        concern = make_concern(event=event, topics=[topic], body="Secret words", **values)
        make_flag(concern=concern)
    make_staff(agency=other, name="Secret colleague")

    for path in paths:
        page = visitor.get(path)
        assert page.words == before[path], path
        assert "Secret" not in page.body, path


def test_no_form_is_taken_without_its_token(app, plain_visitor):
    values = fill_database(plain_visitor)
    before = len(audit_entries())
    plain_visitor.csrf_token = None

    for method, endpoint, path in staff_addresses(app, values):
        # A draft alone can be removed: tests/staff/events/test_publication.py.
        if method == "POST" and endpoint != "staff_events.remove":
            page = Page(send_request(plain_visitor, path, "POST"))
            assert page.status == 422, path
            assert "This page was out of date" in " ".join(page.texts("[role=alert]")), path
    assert len(audit_entries()) == before
