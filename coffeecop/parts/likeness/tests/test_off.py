"""Off: words alone are compared, and no page asks what belongs or is alike."""

import pytest

from coffeecop.engine import own_process
from tests.factories import make_concern, make_matter
from tests.of_parts import turn_parts_off
from tests.staff.concerns.form_filling import bodies, listed, search_for
from tests.staff.form_filling import whole

BIKES, MOTOS = "The dirt bikes are back.", "Otra vez las motos."
BORED = "Young men are racing on the path at midnight."


@pytest.fixture
def concerns(event, monkeypatch):
    def fail(*_asked, **_limits):
        raise AssertionError("a process was started")

    monkeypatch.setattr(own_process, "run", fail)
    made = [make_concern(body=body, event=event) for body in (BIKES, MOTOS, BORED)]
    turn_parts_off(event.agency)
    return made


def test_a_search_finds_words_and_words_like_them(officer, concerns):
    page = search_for(officer, "dirt bikes")

    assert bodies(page) == [BIKES, MOTOS]
    assert "Only words" not in page.words


def test_no_page_asks_what_belongs_or_is_alike(officer, event, concerns):
    matter = make_matter(concerns[0], event=event)
    likely = [f"/staff/matters/likely?{each}=1" for each in ("concern", "matter")]
    for page in (f"/staff/concerns/{concerns[1].id}", f"/staff/matters/{matter.id}"):
        assert not whole(officer, page).has("[href*='/likely'], [data-key=x]")
    assert [officer.get(each).status for each in likely] == [404, 404]
    answer = officer.post(f"/staff/matters/{matter.id}/likely/{concerns[1].id}", belongs="yes")
    assert answer.status == 404
    assert "More like these" not in whole(officer, "/staff/concerns?picking=1").words


def test_what_was_picked_stays_and_nothing_is_like_it(officer, concerns):
    page = whole(officer, f"/staff/concerns?like={concerns[0].id}")

    assert page.texts("[aria-labelledby=picks-heading] .items p") == [BIKES]
    assert listed(page) == []
    assert "No concerns match" in page.words
