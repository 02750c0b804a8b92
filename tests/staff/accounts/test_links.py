from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import update

from coffeecop.db import db, db_writes, now
from coffeecop.models import Agency, AuditAction, Role, StaffLink, StaffMember, StaffSession, Topic
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.accounts.views import sign_in as signing_in
from coffeecop.staff.identity.passwords import MAX_LENGTH, verify_password
from tests.colleagues import run_concurrently
from tests.factories import make_agency, make_staff, sign_in
from tests.staff.identity.passwords import BETTER, GOOD, hashed
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


def link_of(member):
    """Return a member's link; of nobody, that of the first administrator."""
    with db_writes():
        token = make_link(member)
    return f"/staff/links/{token}"


def use(visitor, link, **fields):
    visitor.set_csrf_token()
    return visitor.post(link, **{"password": GOOD, "repeated": GOOD, **fields})


def set_up(visitor, **changes):
    return use(visitor, link_of(None), **{**WRITTEN, **changes})


def test_the_first_administrator_sets_up_the_department_which_starts_with_topics(visitor):
    answer = set_up(visitor)

    assert (answer.status, answer.location) == (303, "/staff")
    agency = one_of(Agency)
    assert (agency.name, agency.slug) == (
        "Exampleton Police Department",
        "exampleton-police-department",
    )
    assert agency.name_es == "Departamento de Policía de Exampleton"
    assert agency.time_zone == "America/Denver"
    member = one_of(StaffMember)
    assert (member.agency, member.name, member.email) == (
        agency,
        "Ana Alvarez",
        "ana.alvarez@example.org",
    )
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


def test_the_spanish_name_can_wait(visitor):
    page = visitor.get(link_of(None))
    assert "Departamento de Policía de Ventura" in page.text("#agency_name_es-hint")

    assert set_up(visitor, agency_name_es=" ").status == 303

    assert one_of(Agency).name_es is None


def test_a_department_that_exists_already_is_not_asked_for(visitor):
    agency = make_agency()
    link = link_of(None)
    page = visitor.get(link)
    assert not page.has("#agency_name, #agency_name_es")
    assert not page.has("#time_zone")

    assert use(visitor, link, **WRITTEN).status == 303

    assert one_of(Agency) == agency
    assert one_of(StaffMember).agency == agency


def test_the_zones_of_the_country_come_first(visitor):
    page = visitor.get(link_of(None))

    groups = page.soup.select("#time_zone optgroup")
    assert [group["label"] for group in groups] == ["United States", "Elsewhere"]
    assert "America/New_York" in [option["value"] for option in groups[0].select("option")]
    assert "Europe/Madrid" in [option["value"] for option in groups[1].select("option")]
    assert page.one("#time_zone [selected]")["value"] == "America/Los_Angeles"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency_name": " "}, "agency_name"),
        ({"agency_name_es": "x" * 121}, "agency_name_es"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
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

    assert page.status == 422
    assert page.is_whole is not visitor.htmx
    assert page.has(f"#{field}-error")
    assert page.value("#name") == {**WRITTEN, **changes}["name"]
    assert not page.one("#password").get("value")
    assert all_of(StaffMember) == []
    assert one_of(StaffLink).used_at is None


def test_the_problems_are_listed_in_the_order_of_the_page(visitor):
    page = set_up(visitor, agency_name="", name="", email="", password="", repeated="x")

    fields = [problem["href"] for problem in page.soup.select(".error-summary a")]
    assert fields == ["#agency_name", "#name", "#email", "#password", "#repeated"]


def test_the_longest_password_will_do(visitor):
    longest = "".join(chr(0x4E00 + 7 * n) for n in range(MAX_LENGTH))

    assert set_up(visitor, password=longest, repeated=longest).status == 303


def test_the_first_administrators_link_opens_nothing_once_there_is_staff(visitor):
    link = link_of(None)
    make_staff()

    assert visitor.get(link).status == 404
    assert use(visitor, link, **WRITTEN).status == 404
    assert len(all_of(StaffMember)) == 1


def test_a_new_colleague_chooses_a_password_and_is_signed_in(visitor):
    member = make_staff()
    link = link_of(member)
    page = visitor.get(link)
    assert page.value("#username") == member.email

    answer = use(visitor, link)

    assert (answer.status, answer.location) == (303, "/staff")
    assert verify_password(GOOD, reload(member).password_hash)
    assert visitor.get("/staff/account").status == 200


@pytest.mark.parametrize("kind", [{}, {"is_own_device": "y"}], ids=["shared", "own"])
def test_the_session_that_a_link_begins_is_of_the_kind_chosen(visitor, kind):
    member = make_staff()

    assert use(visitor, link_of(member), **kind).status == 303

    assert one_of(StaffSession).is_own_device is bool(kind)


@pytest.mark.parametrize("kind", [{}, {"is_own_device": "y"}], ids=["shared", "own"])
def test_so_is_that_of_the_first_administrator(visitor, kind):
    assert set_up(visitor, **kind).status == 303

    assert one_of(StaffSession).is_own_device is bool(kind)


def test_a_link_works_once_however_often_it_is_looked_at(visitor):
    link = link_of(make_staff())
    assert [visitor.get(link).status for _look in range(3)] == [200] * 3
    assert use(visitor, link).status == 303

    page = visitor.get(link)

    assert page.status == 404
    assert "Ask your administrator for a new link." in page.words
    assert use(visitor, link, password=BETTER, repeated=BETTER).status == 404


def test_a_link_works_for_a_day(visitor):
    member = make_staff()
    with time_machine.travel(now(), tick=False) as clock:
        link = link_of(member)
        clock.shift(timedelta(hours=24, seconds=-1))
        assert visitor.get(link).status == 200
        clock.shift(timedelta(seconds=1))

        assert visitor.get(link).status == 404
        assert use(visitor, link).status == 404


def test_a_link_that_nobody_made_opens_nothing(visitor):
    assert visitor.get("/staff/links/x").status == 404
    assert use(visitor, "/staff/links/x").status == 404


def test_a_new_link_leaves_those_of_others_alone(visitor):
    earlier = link_of(make_staff())
    link_of(make_staff())

    assert visitor.get(earlier).status == 200


def test_the_link_of_somebody_disabled_opens_nothing(visitor):
    member = make_staff()
    link = link_of(member)
    member.disable()
    db.session.commit()

    assert visitor.get(link).status == 404


def test_a_new_password_by_link_ends_all_earlier_sessions(visitor):
    other_browser = Visitor(visitor.app)
    member = sign_in(other_browser, password_hash=hashed())

    assert use(visitor, link_of(member), password=BETTER, repeated=BETTER).status == 303

    assert other_browser.get("/staff/account").status == 302
    assert not verify_password(GOOD, reload(member).password_hash)


def test_no_transaction_is_open_while_the_new_password_is_hashed(visitor, transactions_at):
    hashing = transactions_at(signing_in, "hash_password")

    assert use(visitor, link_of(make_staff())).status == 303
    assert hashing == [False]


def test_a_link_that_dies_while_the_form_is_on_its_way_sets_nothing(visitor, monkeypatch):
    member = make_staff()
    link = link_of(member)

    def disabled_meanwhile(password):
        with db_writes():
            db.session.execute(update(StaffMember).values(disabled_at=now()))
        return hashed()

    monkeypatch.setattr(signing_in, "hash_password", disabled_meanwhile)

    assert use(visitor, link).status == 404
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
        return use(visitor, link, password=passwords[number], repeated=passwords[number]).status

    monkeypatch.setattr(signing_in, "hash_password", hash_together)
    statuses = run_concurrently([Visitor(app), Visitor(app)], use_it)

    assert sorted(statuses) == [303, 404]
    assert verify_password(passwords[statuses.index(303)], reload(member).password_hash)
    assert len(all_of(StaffSession)) == 1


def test_a_link_form_without_its_token_comes_back_with_a_fresh_one(visitor):
    link = link_of(make_staff())

    page = visitor.post(link, password=GOOD, repeated=GOOD)

    assert page.status == 422
    visitor.csrf_token = page.value("#link-form [name=csrf_token]")
    assert visitor.post(link, password=GOOD, repeated=GOOD).status == 303
