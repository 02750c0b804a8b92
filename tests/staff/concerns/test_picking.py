"""Ticks in the list of concerns, and what can be done with all that is ticked."""

import pytest

from coffeecop.models import Role
from coffeecop.staff.concern_list.picks import MOST_PICKED
from tests.factories import make_concern, sign_in
from tests.staff.concerns.form_filling import conditions, ticked
from tests.staff.form_filling import arrive, whole


def test_ticks_come_along_to_another_page(officer, event):
    concerns = [make_concern(event=event) for _ in range(30)]
    newest, oldest = concerns[-1], concerns[0]

    answer = officer.get(f"/staff/concerns?before=&event={event.id}&like={newest.id}&page=2")
    page = arrive(officer, answer)
    assert ticked(page) == []
    assert page.one("#picks [name=like]")["value"] == str(newest.id)
    assert "1 more is ticked on another page." in page.words

    ids = f"like={newest.id}&like={oldest.id}"
    page = arrive(officer, officer.get(f"/staff/concerns?before=&event={event.id}&{ids}&page=1"))
    assert ticked(page) == [newest.id]
    assert conditions(page) == [page.texts("#conditions li")[0]]


def test_something_has_to_be_ticked_and_not_too_much(officer, event):
    make_concern(event=event)
    page = arrive(officer, officer.get("/staff/concerns?before="))
    assert "Check at least one concern first." in page.words
    assert page.has(".pickable")

    ids = "&".join(f"like={each}" for each in range(1, MOST_PICKED + 2))
    page = arrive(officer, officer.get(f"/staff/concerns?before=&{ids}"))
    assert f"You can tick {MOST_PICKED} concerns at most." in page.words


@pytest.mark.parametrize(("role", "is_offered"), [(Role.OFFICER, False), (Role.ADMIN, True)])
def test_only_an_administrator_is_offered_a_topic(visitor, event, role, is_offered):
    make_concern(event=event)
    sign_in(visitor, role)

    page = whole(visitor, "/staff/concerns?picking=1")
    assert page.has("[formaction='/staff/topics']") is is_offered
