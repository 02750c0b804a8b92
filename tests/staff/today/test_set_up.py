"""A new department reads what to do first, until it is done."""

import pytest

from coffeecop.db import db
from coffeecop.models import Role
from tests.factories import (
    make_agency,
    make_concern,
    make_draft,
    make_event,
    make_staff,
    sign_in,
)


def steps(page):
    return page.texts(".set-up li")


@pytest.fixture
def administrator(plain_visitor):
    return sign_in(plain_visitor, Role.ADMIN, Role.ORGANIZER)


def test_each_step_is_a_link_with_what_is_done_and_what_is_next(plain_visitor, administrator):
    page = plain_visitor.get("/staff")

    assert steps(page) == [
        "Say how to reach you, and how to complain Next",
        "Choose who reads concerns about an officer",
        "Plan the first event",
        "Publish it",
        "Add your colleagues",
    ]
    for link in page.soup.select(".set-up li a"):
        assert plain_visitor.get(link["href"]).status == 200
    assert len(page.soup.select(".set-up li a")) == 5
    assert not page.has(".heat-map, .count-tiles, .subjects")


def test_steps_are_ticked_one_after_the_other_and_then_the_list_goes(plain_visitor, administrator):
    agency = administrator.agency
    agency.phone, agency.complaint_url = "(805) 339-4400", "https://example.org/complaints"
    administrator.roles.add(Role.COMPLAINTS)
    db.session.commit()
    assert [step.rpartition(" ")[2] for step in steps(plain_visitor.get("/staff"))] == [
        "Done",
        "Done",
        "Next",
        "it",
        "colleagues",
    ]

    make_draft()
    assert steps(plain_visitor.get("/staff"))[2:4] == [
        "Plan the first event Done",
        "Publish it Next",
    ]

    make_event()
    assert steps(plain_visitor.get("/staff"))[3:] == ["Publish it Done", "Add your colleagues Next"]

    make_staff()
    assert not plain_visitor.get("/staff").has(".set-up")


def test_who_may_not_do_a_step_is_told_who_does(plain_organizer):
    page = plain_organizer.get("/staff")

    assert "An administrator does this." in steps(page)[0]
    assert len(page.soup.select(".set-up li a")) == 2


def test_what_an_officer_cannot_set_up_is_not_listed(plain_officer):
    page = plain_officer.get("/staff")

    assert not page.has(".set-up")
    assert "No events yet" in page.words


def test_concerns_come_before_the_steps_that_are_left(plain_visitor, administrator):
    make_concern(event=make_event())

    page = plain_visitor.get("/staff")

    assert page.has(".side .set-up")
    assert steps(page) == [
        "Say how to reach you, and how to complain Next",
        "Choose who reads concerns about an officer",
        "Add your colleagues",
    ]
    assert page.has(".count-tiles")


def test_another_department_sets_up_by_itself(plain_visitor, administrator):
    make_event(agency=make_agency())

    assert "Plan the first event" in steps(plain_visitor.get("/staff"))


@pytest.mark.parametrize(("role", "is_warned"), [(Role.ADMIN, True), (Role.OFFICER, False)])
def test_who_can_mend_it_is_warned_that_nobody_reads_complaints(plain_visitor, role, is_warned):
    sign_in(plain_visitor, role)

    warned = "Nobody reads concerns about an officer yet" in plain_visitor.get("/staff").words
    make_staff(Role.COMPLAINTS)

    assert warned is is_warned
    assert "Nobody reads concerns about an officer" not in plain_visitor.get("/staff").words
