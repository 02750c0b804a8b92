from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import update

from coffeecop.db import db, db_writes, now
from coffeecop.models import Agency, AuditAction, Role, StaffLink, StaffMember, StaffSession, Topic
from coffeecop.staff.accounts.views import links
from coffeecop.staff.identity.passwords import MAX_LENGTH, verify_password
from tests.colleagues import run_concurrently
from tests.factories import make_agency, make_staff, sign_in
from tests.staff.identity.passwords import BETTER, GOOD, hashed, link_of, use_link
from tests.stored import all_of, audit_actions, one_of, reload
from tests.visitor import Visitor

WRITTEN = {
    "agency_name": "Exampleton Police Department",
    "agency_name_es": "Departamento de Policía de Exampleton",
    "time_zone": "America/Denver",
    "name": "Ana Alvarez",
    "email": "Ana.Alvarez@Example.org",
    "password": GOOD,
    "repeated": GOOD,
}


def set_up(visitor, **changes):
    return use_link(visitor, link_of(None), **{**WRITTEN, **changes})


def test_the_first_administrator_sets_up_the_department_which_starts_with_topics(visitor):
    link = link_of(None)
    page = visitor.get(link)
    assert "Departamento de Policía de Ventura" in page.text("#agency_name_es-hint")
    assert page.one("#time_zone [selected]")["value"] == "America/Los_Angeles"

    answer = use_link(visitor, link, **WRITTEN)

    assert (answer.status, answer.location) == (303, "/staff")
    agency, member = one_of(Agency), one_of(StaffMember)
    assert agency.slug == "exampleton-police-department"
    assert (agency.name, agency.name_es, agency.time_zone, member.name) == (
        *(WRITTEN[name] for name in ("agency_name", "agency_name_es", "time_zone", "name")),
    )
    assert (member.agency, member.email) == (agency, "ana.alvarez@example.org")
    assert member.roles == {Role.ADMIN, Role.ORGANIZER, Role.OFFICER}
    assert verify_password(GOOD, member.password_hash)
    assert visitor.get("/staff/people").status == 200
    assert set(audit_actions()) == {
        AuditAction.LINK_MADE,
        *(AuditAction.STAFF_ADDED, AuditAction.PASSWORD_SET, AuditAction.SIGNED_IN),
    }
    topics = all_of(Topic)
    assert len(topics) > 5
    assert {topic.agency_id for topic in topics} == {agency.id}


def test_a_department_that_exists_already_is_not_asked_for(visitor):
    agency = make_agency()
    link = link_of(None)
    page = visitor.get(link)
    assert not page.has("#agency_name, #agency_name_es")
    assert not page.has("#time_zone")

    assert use_link(visitor, link, **WRITTEN).status == 303

    assert one_of(Agency) == agency
    assert one_of(StaffMember).agency == agency


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency_name": " "}, "agency_name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": ""}, "name"),
        ({"email": "ana@"}, "email"),
        ({"email": f"{'x' * 250}@example.org"}, "email"),
        ({"password": "short words", "repeated": "short words"}, "password"),
        ({"password": "x" * 129, "repeated": "x" * 129}, "password"),
        ({"password": "alvarez alvarez 1", "repeated": "alvarez alvarez 1"}, "password"),
        ({"password": "exampleton 2026 police"}, "password"),
        ({"password": "departamento exampleton policía"}, "password"),
        ({"repeated": "quiet lamp river stones"}, "repeated"),
    ],
)
def test_what_does_not_fit_comes_back_with_what_was_typed(visitor, changes, field):
    page = set_up(visitor, **changes)

    assert page.refused(f"#{field}-error")
    assert page.value("#name") == {**WRITTEN, **changes}["name"]
    assert not page.one("#password").get("value")
    assert all_of(StaffMember) == []
    assert one_of(StaffLink).used_at is None


def test_the_longest_password_will_do_and_the_spanish_name_can_wait(visitor):
    longest = "".join(chr(0x4E00 + 7 * n) for n in range(MAX_LENGTH))

    fields = {"password": longest, "repeated": longest, "agency_name_es": " "}
    assert set_up(visitor, **fields).status == 303

    assert one_of(Agency).name_es is None


def test_the_first_administrators_link_opens_nothing_once_there_is_staff(visitor):
    link = link_of(None)
    make_staff()

    assert visitor.get(link).status == 404
    assert use_link(visitor, link, **WRITTEN).status == 404
    assert len(all_of(StaffMember)) == 1


def test_a_new_colleague_chooses_a_password_once_and_is_signed_in(visitor, transactions_at):
    member = make_staff()
    link = link_of(member)
    pages = [visitor.get(link) for _look in range(2)]
    assert [page.value("#username") for page in pages] == [member.email] * 2
    hashing = transactions_at(links, "hash_password")

    answer = use_link(visitor, link)

    assert (answer.status, answer.location) == (303, "/staff")
    assert verify_password(GOOD, reload(member).password_hash)
    assert visitor.get("/staff/account").status == 200
    assert hashing == [False], "no transaction is open meanwhile"
    page = visitor.get(link)
    assert page.status == 404
    assert "Ask your administrator for a new link." in page.words
    assert use_link(visitor, link, BETTER).status == 404


@pytest.mark.parametrize("kind", [{}, {"is_own_device": "y"}], ids=["shared", "own"])
@pytest.mark.parametrize("is_first", [True, False], ids=["the first administrator", "a colleague"])
def test_the_session_that_a_link_begins_is_of_the_kind_chosen(visitor, kind, is_first):
    link = link_of(None if is_first else make_staff())
    answer = use_link(visitor, link, **WRITTEN, **kind)

    assert answer.status == 303
    assert one_of(StaffSession).is_own_device is bool(kind)


def test_a_link_works_for_a_day_whoever_else_gets_one_unless_its_person_is_disabled(visitor):
    member = make_staff()
    with time_machine.travel(now(), tick=False) as clock:
        link, others = link_of(member), link_of(make_staff())
        clock.shift(timedelta(hours=24, seconds=-1))
        assert visitor.get(link).status == 200
        member.disable()
        db.session.commit()
        assert [visitor.get(each).status for each in (link, others)] == [404, 200]
        clock.shift(timedelta(seconds=1))

        for gone in (others, "/staff/links/x"):
            assert visitor.get(gone).status == 404
            assert use_link(visitor, gone).status == 404


def test_a_new_password_by_link_ends_all_earlier_sessions(visitor):
    other_browser = Visitor(visitor.app)
    member = sign_in(other_browser, password_hash=hashed())

    assert use_link(visitor, link_of(member), BETTER).status == 303

    assert other_browser.get("/staff/account").status == 302
    assert not verify_password(GOOD, reload(member).password_hash)


def test_a_link_that_dies_while_the_form_is_on_its_way_sets_nothing(visitor, monkeypatch):
    member = make_staff()
    link = link_of(member)

    def disabled_meanwhile(password):
        with db_writes():
            db.session.execute(update(StaffMember).values(disabled_at=now()))
        return hashed()

    monkeypatch.setattr(links, "hash_password", disabled_meanwhile)

    assert use_link(visitor, link).status == 404
    assert reload(member).password_hash is None
    assert all_of(StaffSession) == []


@pytest.mark.both_databases
def test_of_two_people_with_one_link_one_wins(app, monkeypatch):
    member = make_staff()
    link, passwords = link_of(member), (GOOD, BETTER)
    both_have_hashed = Barrier(2)

    def hash_together(password):
        both_have_hashed.wait(timeout=120)
        return hashed(password)

    def use_it(number, visitor):
        return use_link(visitor, link, passwords[number]).status

    monkeypatch.setattr(links, "hash_password", hash_together)
    statuses = run_concurrently([Visitor(app), Visitor(app)], use_it)

    assert sorted(statuses) == [303, 404]
    assert verify_password(passwords[statuses.index(303)], reload(member).password_hash)
    assert len(all_of(StaffSession)) == 1
