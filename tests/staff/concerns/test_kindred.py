"""A search finds the words, then words like them, and says why."""

import pytest

from tests.factories import make_concern
from tests.staff.concerns.form_filling import bodies, listed, matched, search_for
from tests.staff.form_filling import whole

BIKES = "Dirt bikes race on the trail behind the school every night."
MOTOS = "Todas las noches. Pasan los de las MOTOS."
OTHERS = [
    "The street light at the corner of Fifth has been out for weeks.",
    "Somebody dumps old mattresses in the alley.",
    "Can we have more coffee events on weekends?",
    "The stop sign is hidden by a tree.",
    "Cars are parked across my driveway on market days.",
]
VENDORS = [
    "Leave the taco cart alone.",
    "Dejen trabajar al señor de los elotes.",
    "A fruit stand takes up the whole sidewalk.",
    "Los puestos tapan la rampa.",
]


@pytest.mark.parametrize("words", ["taco cart vendor", "elote seller", "vendedores ambulantes"])
def test_a_search_finds_other_words_for_the_same_in_both_languages(officer, event, words):
    for body in (*VENDORS, *OTHERS):
        make_concern(body=body, event=event)

    assert set(bodies(search_for(officer, words))) == set(VENDORS)


def test_what_has_the_words_comes_first_and_each_says_what_matched(officer, event):
    for body in (*OTHERS, BIKES, MOTOS):
        make_concern(body=body, event=event)

    page = search_for(officer, "dirt bikes")

    assert bodies(page) == [BIKES, MOTOS]
    assert matched(page) == [(["Dirt", "bikes"], []), (["MOTOS"], ["Similar: motos"])]
    assert "1 has all the words. Similar ones follow." in page.words


def test_words_in_the_place_are_said_to_be_elsewhere(officer, event):
    make_concern(body="Please help us.", place="Maple Court", event=event)

    assert matched(search_for(officer, "maple")) == [([], ["Found in the place or the messages"])]


def test_a_late_match_is_shown_and_nothing_is_markup(officer, event):
    make_concern(body="<b>Hello</b> & welcome. " * 10 + "A xylophone <i>plays</i>.", event=event)

    (body,) = listed(search_for(officer, "xylophone"))

    assert body.startswith("…")
    assert body.endswith("A xylophone <i>plays</i>.")


def test_what_has_kindred_words_stays_in_the_list_beside_a_concern(officer, event):
    _bikes, motos = (make_concern(body=body, event=event) for body in (BIKES, MOTOS))

    page = whole(officer, f"/staff/concerns/{motos.id}?q=dirt+bikes")

    assert "2 of 2" in page.text(".place")
