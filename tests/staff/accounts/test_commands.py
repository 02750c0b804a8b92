import pytest
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import AuditAction, AuditEntry, Role, StaffLink, StaffMember
from coffeecop.staff.identity.passwords import verify_password
from tests.factories import make_agency, make_staff
from tests.staff.identity.passwords import GOOD
from tests.stored import all_of, one_of
from tests.visitor import Visitor

ADD_BEN = ["add", "Ben@Example.org", "--name", "Ben Boot", "--role", "officer"]


def path_printed(result):
    return result.stdout.strip().removeprefix("http://127.0.0.1:8000")


def test_adding_prints_a_link_that_sets_the_password(app, staff_command):
    agency = make_agency()

    result = staff_command(*ADD_BEN, "--role", "admin")

    assert result.exit_code == 0, result.output
    member = one_of(StaffMember)
    assert (member.email, member.name, member.agency) == ("ben@example.org", "Ben Boot", agency)
    assert member.roles == {Role.OFFICER, Role.ADMIN}
    assert member.password_hash is None
    visitor = Visitor(app)
    visitor.set_csrf_token()
    assert visitor.post(path_printed(result), password=GOOD, repeated=GOOD).status == 303
    entries = db.session.execute(select(AuditEntry.action, AuditEntry.agency_id)).all()
    assert (AuditAction.STAFF_ADDED, agency.id) in entries
    assert (AuditAction.LINK_MADE, agency.id) in entries


def test_adding_with_a_password_prints_no_link(staff_command):
    make_agency()

    result = staff_command(*ADD_BEN, "--password-stdin", typed=f"{GOOD}\n")

    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert verify_password(GOOD, one_of(StaffMember).password_hash)
    assert all_of(StaffLink) == []


@pytest.mark.parametrize("typed", ["", "short\n", "ben boot ben boot\n", "x" * 129])
def test_a_password_that_will_not_do_adds_nobody(staff_command, typed):
    make_agency()

    result = staff_command(*ADD_BEN, "--password-stdin", typed=typed)

    assert result.exit_code == 1
    assert "password" in result.stderr
    assert all_of(StaffMember) == []


def test_with_several_departments_one_must_be_named(staff_command):
    make_agency(slug="east")
    west = make_agency(slug="west")

    unnamed = staff_command(*ADD_BEN)
    unknown = staff_command(*ADD_BEN, "--agency", "north")
    named = staff_command(*ADD_BEN, "--agency", "west")

    assert (unnamed.exit_code, unknown.exit_code, named.exit_code) == (1, 1, 0)
    assert "--agency east | west" in unnamed.stderr
    assert "'north'" in unknown.stderr
    assert one_of(StaffMember).agency == west


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["add", "ben", "--name", "Ben", "--role", "officer"], "not an e-mail address"),
        (["add", "b@example.org", "--name", " ", "--role", "officer"], "1 to 120 characters"),
        (["add", "b@example.org", "--name", "x" * 121, "--role", "officer"], "1 to 120 characters"),
        (["add", "b@example.org", "--name", "Ben", "--role", "chief"], "chief"),
        (["add", "b@example.org", "--name", "Ben"], "--role"),
        (["add", "taken@example.org", "--name", "Ben", "--role", "officer"], "already"),
        (["link", "nobody@example.org"], "not among the staff"),
        (["link", "gone@example.org"], "disabled"),
        (["link", "nobody"], "not an e-mail address"),
    ],
)
def test_a_mistake_is_named_and_changes_nothing(staff_command, arguments, complaint):
    make_staff(email="taken@example.org")
    make_staff(email="gone@example.org", disabled_at=now())

    result = staff_command(*arguments)

    assert result.exit_code != 0
    assert complaint in result.stderr
    assert len(all_of(StaffMember)) == 2
    assert all_of(StaffLink) == []


def test_without_a_department_adding_says_what_to_do(staff_command):
    result = staff_command(*ADD_BEN)

    assert result.exit_code == 1
    assert "Start the server" in result.stderr


def test_a_link_can_be_made_again(app, staff_command):
    member = make_staff()
    first, second = staff_command("link", member.email), staff_command("link", member.email.upper())

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert Visitor(app).get(path_printed(first)).status == 404
    assert Visitor(app).get(path_printed(second)).status == 200


def test_behind_https_the_link_has_the_public_name(app, staff_command, monkeypatch):
    member = make_staff()
    monkeypatch.setitem(app.config, "HTTPS", True)
    monkeypatch.setitem(app.config, "PREFERRED_URL_SCHEME", "https")
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["coffee.example.gov", "localhost"])

    assert staff_command("link", member.email).stdout.startswith(
        "https://coffee.example.gov/staff/links/"
    )
