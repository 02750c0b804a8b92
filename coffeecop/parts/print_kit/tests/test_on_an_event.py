"""Where the kit and the cards stand on an event's page, and where they do not."""

import pytest

from coffeecop.db import db
from coffeecop.models import ChecklistStep, Role
from coffeecop.models.checklist import checklists_of, read_checklists
from coffeecop.parts.print_kit.tests.kits import print_kit
from tests.factories import (
    make_cancelled,
    make_checklist,
    make_draft,
    make_event,
    make_past_event,
    make_running,
    sign_in,
)
from tests.of_parts import turn_parts_off
from tests.staff.today.test_set_up import steps
from tests.stored import audited


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (make_draft, ""),
        (make_event, "Print Cards"),
        (make_running, "Print Cards"),
        (make_past_event, "Cards"),
        (make_cancelled, "Cards"),
    ],
)
def test_each_stands_in_the_row_while_it_is_of_use(plain_officer, make, shown):
    event = make()
    own = f"/staff/events/{event.id}"

    page = plain_officer.get(own)

    links = page.select(".tools a[href$='/print-kit'], .tools a[href$='/paper-cards']")
    assert " ".join(link.text for link in links) == shown
    for link in links:
        assert plain_officer.get(link["href"]).has(f"main a[href='{own}']")
    turn_parts_off(event.agency)
    assert not plain_officer.get(own).has("a[href*='print-kit'], a[href*='paper-cards']")


def test_a_draft_has_nothing_to_print_or_type_in(plain_officer):
    own = f"/staff/events/{make_draft().id}"

    answers = [
        plain_officer.get(f"{own}/{page}")
        for page in ("print-kit", "print-kit?sheet=poster", "print-kit.pdf")
    ]
    answers += [plain_officer.post(f"{own}/{page}") for page in ("print-kit", "poster")]

    assert {answer.location for answer in answers} == {own}
    assert plain_officer.get(f"{own}/paper-cards").status == 404
    assert plain_officer.post(f"{own}/paper-cards").status == 404
    assert audited() == []


def cards_line(event):
    db.session.expire_all()
    (found,) = read_checklists(checklists_of(type(event).id == event.id))
    return next(line for line in found.lines if line.item.step is ChecklistStep.CARDS)


def test_who_makes_cards_ticks_the_line_and_who_prints_the_poster_does_not(officer):
    make_checklist()
    event, other = make_event(), make_event()
    officer.post(f"/staff/events/{event.id}/poster")
    print_kit(officer, event, english=0, spanish=0)
    assert not cards_line(event).is_done

    print_kit(officer, event)
    ticked_by, ticked_at = cards_line(event).tick.ticked_by, cards_line(event).tick.ticked_at
    sign_in(officer, Role.OFFICER)
    print_kit(officer, event)

    assert ticked_by == officer.member
    assert cards_line(event).tick.ticked_by == ticked_by
    assert cards_line(event).tick.ticked_at == ticked_at
    assert not cards_line(other).is_done
    line = plain(officer.get(f"/staff/events/{event.id}"), "Print the concern cards")
    assert line.has("a[href$='/print-kit']")


def plain(page, words):
    return next(line for line in page.select("#checklist li") if words in line.text)


def test_a_department_without_that_line_prints_cards_all_the_same(officer):
    event = make_event()

    assert print_kit(officer, event).status == 303


def test_a_new_department_is_asked_to_print_the_first_poster(plain_organizer):
    printed = "Print its poster"
    assert printed in steps(plain_organizer.get("/staff"))
    event = make_event()
    assert plain_organizer.get("/staff").has(
        f".set-up a[href='/staff/events/{event.id}/print-kit']"
    )

    plain_organizer.post(f"/staff/events/{event.id}/poster")

    assert f"{printed} Done" in steps(plain_organizer.get("/staff"))
    turn_parts_off(event.agency)
    assert not any(printed in step for step in steps(plain_organizer.get("/staff")))
