"""A new department reads what to do first, until it is done."""

import pytest

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.staff.today.overview import SetUp
from tests.factories import make_draft, make_event, make_second_factor, make_staff, save, sign_in
from tests.of_parts import turn_parts_off


def steps(page):
    return page.texts(".set-up li")


@pytest.fixture
def administrator(plain_visitor):
    member = sign_in(plain_visitor, Role.ADMIN, Role.ORGANIZER)
    turn_parts_off(member.agency)
    return member


STEPS = [
    "Write the department's name in Spanish too",
    "Say how to reach you, and how to complain",
    "Choose who reads concerns about an officer",
    "Protect your sign-in with a second factor",
    "Plan and publish the first event",
    "Add your colleagues",
]


def states(page):
    """Return what each line says after the words of its step."""
    return [
        line.removeprefix(words).strip() for line, words in zip(steps(page), STEPS, strict=True)
    ]


def test_each_step_is_a_link_with_what_is_done_and_what_is_next(plain_visitor, administrator):
    page = plain_visitor.get("/staff")

    assert states(page) == ["Next", "", "", "", "", ""]
    assert "0 of 6 done" in page.text(".set-up")
    links = [link["href"] for link in page.select(".set-up li a")]
    assert len(links) == len(STEPS)
    for link in links:
        path, _, anchor = link.partition("#")
        target = plain_visitor.get(path)
        assert target.status == 200
        assert not anchor or target.has(f"#{anchor}"), link
    assert not page.has(".heat-map, .count-tiles, .subjects")


def test_steps_tick_themselves_from_the_rows_and_then_the_list_goes(plain_visitor, administrator):
    def done():
        return [state == "Done" for state in states(plain_visitor.get("/staff"))]

    agency, ticks = administrator.agency, [done()]
    save(agency, name_es="Policía de Ejemplo")
    ticks.append(done())
    save(agency, phone="(805) 339-4400", complaint_url="https://example.org/complaints")
    ticks.append(done())
    administrator.roles.add(Role.COMPLAINTS)
    db.session.commit()
    ticks.append(done())
    make_second_factor(administrator)
    ticks.append(done())
    make_event()
    ticks.append(done())
    assert ticks == [[True] * number + [False] * (6 - number) for number in range(6)]

    make_staff()
    assert not plain_visitor.get("/staff").has(".set-up")


def test_a_department_may_do_without_mail():
    assert SetUp({"event": True, "mail": False}, frozenset({"mail"}), None, None).is_done
    assert not SetUp({"event": True, "mail": False}, frozenset(), None, None).is_done


def test_a_draft_only_has_to_be_published(plain_visitor, administrator):
    draft = make_draft()

    page = plain_visitor.get("/staff")

    assert "Publish the first event" in steps(page)
    assert page.has(f".set-up [href='/staff/events/{draft.id}/preview']")


def test_who_may_not_do_a_step_is_told_who_does(plain_organizer):
    turn_parts_off(plain_organizer.member.agency)
    page = plain_organizer.get("/staff")

    assert "An administrator does this." in steps(page)[0]
    assert len(page.select(".set-up li a")) == 1
    assert len(steps(page)) == 5, "the server is no matter of an organizer"
    sign_in(plain_organizer, Role.OFFICER)
    page = plain_organizer.get("/staff")
    assert not page.has(".set-up")
    assert "No events yet" in page.words


@pytest.mark.parametrize(("role", "is_warned"), [(Role.ADMIN, True), (Role.OFFICER, False)])
def test_who_can_mend_it_is_warned_that_nobody_reads_complaints(plain_visitor, role, is_warned):
    sign_in(plain_visitor, role)

    warned = "Nobody reads concerns about an officer yet" in plain_visitor.get("/staff").words
    make_staff(Role.COMPLAINTS)

    assert warned is is_warned
    assert "Nobody reads concerns about an officer" not in plain_visitor.get("/staff").words
