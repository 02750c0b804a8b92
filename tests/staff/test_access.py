"""Who gets past the door of each staff page and form; test_routes finds those without a door."""

import pytest

from coffeecop.models import Role
from tests.addresses import addresses, fill_database
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_flag,
    make_staff,
    make_theme,
    make_topic,
    sign_in,
)
from tests.stored import audit_entries
from tests.test_routes import PUBLIC
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

FOR_ORGANIZERS = {
    "staff_events.new",
    "staff_events.create",
    "staff_events.edit",
    "staff_events.update",
    "staff_events.publish",
    "staff_events.new_cancellation",
    "staff_events.cancel",
    "staff_events.remove",
    "staff_events.hold_submissions",
    "staff_events.edit_we_did",
    "staff_events.save_we_did",
}
FOR_ADMINISTRATORS = {
    "accounts.people",
    "accounts.person",
    "accounts.add_person",
    "accounts.change_person",
    "accounts.add_link",
    "accounts.disable",
    "accounts.enable",
    "accounts.sign_out_everywhere",
    "accounts.take_complaints_role",
    "settings.edit",
    "settings.installation",
    "settings.update",
    "themes.new_topic",
    "themes.create_topic",
}
# A new colleague has no topic that could move, and no session or filter with the id of another's;
# and no concern was moved to the complaints.
NOT_FOUND_BY_A_COLLEAGUE = {
    "topics.move",
    "accounts.sign_out_session",
    "staff_concerns.update_filter",
    "staff_concerns.destroy_filter",
    "staff_concerns.moved",
}
FOR_WHO_HANDLES_COMPLAINTS = {"staff_concerns.move_back"}


def roles_for(endpoint):
    if endpoint in FOR_ADMINISTRATORS or endpoint.startswith("topics."):
        return {Role.ADMIN}
    if endpoint in FOR_ORGANIZERS:
        return {Role.ORGANIZER}
    return {Role.COMPLAINTS} if endpoint in FOR_WHO_HANDLES_COMPLAINTS else set(Role)


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


@pytest.mark.parametrize("htmx", [False, True], ids=["whole", "fragment"])
def test_strangers_are_turned_away_everywhere(app, htmx):
    visitor = Visitor(app, htmx=htmx)
    values = fill_database(Visitor(app))

    for method, _endpoint, path in staff_addresses(app, values):
        answer = send(visitor, method, path)
        if method == "GET" and not htmx:
            assert answer.status == 302, path
            assert answer.location.startswith("/staff/sign-in?next="), path
        else:
            assert answer.status == 403, path


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_what_is_for_it_and_nothing_else(app, plain_visitor, role):
    values = fill_database(plain_visitor)

    for method, endpoint, path in staff_addresses(app, values):
        sign_in(plain_visitor, role)
        status = send(plain_visitor, method, path).status
        if role in roles_for(endpoint):
            is_not_found = status == 404 and endpoint in NOT_FOUND_BY_A_COLLEAGUE
            assert status in (200, 303, 422) or is_not_found, (method, path)
        else:
            assert status == 403, (method, path)


def test_what_another_department_has_is_not_found(app, visitor):
    values = fill_database(visitor)
    before = len(audit_entries())
    sign_in(visitor, *Role, agency=make_agency())

    rows = {f"/{values[name]}" for name in values if name.endswith("_id")}
    for method, _endpoint, path in staff_addresses(app, values):
        if any(f"{row}/" in f"{path}/" for row in rows):
            assert send(visitor, method, path).status == 404, (method, path)
    assert len(audit_entries()) == before


def test_no_page_shows_or_counts_what_another_department_has(app, visitor):
    other = make_agency()
    sign_in(visitor, *Role, agency=make_agency())
    rules = (each for each in app.url_map.iter_rules() if "GET" in each.methods)
    paths = [each.rule for each in rules if each.rule.startswith("/staff") and not each.arguments]
    before = {path: visitor.get(path).words for path in paths}

    event = make_event(agency=other, title_en="Secret event", title_es="Secret event")
    topic = make_topic(agency=other, name_en="Secret topic", name_es="Secret topic")
    for values in ({}, {"is_held": True}, {"is_complaint": True}):
        concern = make_concern(event=event, topics=[topic], body="Secret words", **values)
        make_flag(concern=concern)
    make_theme(make_concern(event=event, body="Secret words"), phrase="Secret theme")
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
            page = plain_visitor.post(path)
            assert page.status == 422, path
            assert "This page was out of date" in " ".join(page.texts("[role=alert]")), path
    assert len(audit_entries()) == before


@pytest.mark.parametrize(("role", "offered"), [(Role.OFFICER, False), (Role.ADMIN, True)])
def test_only_administrators_are_offered_people_topics_and_settings(plain_visitor, role, offered):
    sign_in(plain_visitor, role)

    page = plain_visitor.get("/staff/more")

    for name in ("people", "topics", "settings"):
        assert page.has(f"main [href='/staff/{name}']") is offered
