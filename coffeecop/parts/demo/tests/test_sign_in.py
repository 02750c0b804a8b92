"""The demo's officer: one click, on this machine only, until there is real staff."""

import pytest

from coffeecop.db import db_writes
from coffeecop.models import Message, Role, StaffMember, StaffSession
from coffeecop.parts.demo.department import load_demo
from coffeecop.parts.demo.officer import make_demo_session
from coffeecop.staff.accounts.links import make_link
from tests.factories import make_staff, the_agency
from tests.made_once import fill_once
from tests.staff.identity.passwords import try_to_sign_in
from tests.stored import all_of, one_of
from tests.visitor import Visitor


@pytest.fixture
def link(app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", True)
    the_agency()
    with db_writes():
        return f"/staff/demo/{make_demo_session()}"


def test_one_click_opens_today_and_the_page_says_what_it_is(app, link):
    visitor = Visitor(app)

    opened = visitor.get(link)

    assert (opened.status, opened.location) == (302, "/staff")
    page = visitor.get("/staff")
    assert page.status == 200
    assert page.text(".strip").startswith("A made-up demo, on this machine only")


def test_the_link_is_for_the_officer_who_gave_the_demos_answers(app):
    fill_once(load_demo)
    with db_writes():
        make_demo_session()

    assert one_of(StaffSession).staff_member is one_of(StaffMember)
    assert {message.staff_member for message in all_of(Message)} == {one_of(StaffMember)}


@pytest.mark.parametrize(
    "asked_with",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"base_url": "http://coffee.example.gov"},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    ],
)
def test_the_link_works_on_this_machine_only(app, link, asked_with, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost", "coffee.example.gov"])
    client = app.test_client()

    assert client.get(link, **asked_with).status_code == 404
    client.get(link)
    assert client.get("/staff").status_code == 200
    assert client.get("/staff", **asked_with).status_code == 302


def test_the_link_opens_nothing_without_the_demo_or_once_there_is_real_staff(
    app, link, monkeypatch
):
    visitor = Visitor(app)
    visitor.get(link)
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "DEMO", False)
        assert Visitor(app).get(link).status == 404
    make_staff(Role.ADMIN)

    assert visitor.get("/staff").status == 302
    assert Visitor(app).get(link).status == 404
    with db_writes():
        assert make_demo_session() is None


def test_the_demos_officer_has_no_password_and_leaves_the_first_administrators_link(app, link):
    with db_writes():
        token = make_link(None)
    visitor = Visitor(app)

    assert visitor.get(f"/staff/links/{token}").status == 200
    assert try_to_sign_in(visitor, "demo-officer@example.org").status == 422
