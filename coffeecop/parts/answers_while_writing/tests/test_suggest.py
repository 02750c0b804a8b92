"""While somebody writes a question, what answers questions like it is offered in place."""

import json

import pytest

from coffeecop.models import MatterConfirmation, MatterState, Role
from coffeecop.parts.answers_while_writing.part import PART
from tests.factories import make_agency, make_matter, make_staff, save
from tests.stored import all_of, one_of

PARKING = "How long may my neighbor leave a car parked on our street?"
PARKING_ES = "¿Cuánto tiempo puede mi vecino tener un carro estacionado en la calle?"


def make_answer(said=MatterState.ANSWERED, *, is_public=True, **values):
    return make_matter(
        said=said,
        is_public=is_public,
        asked_en="How long may a car stay parked on the street?",
        asked_es="¿Cuánto tiempo puede quedarse un carro estacionado en la calle?",
        **values,
    )


def write(visitor, event, body, language="", **fields):
    return visitor.post(f"{language}/events/{event.slug}/matters", body=body, **fields)


@pytest.mark.parametrize(("body", "language"), [(PARKING, ""), (PARKING_ES, "/es")])
def test_a_question_like_it_brings_the_answer_in_the_language_of_the_page(
    visitor, event, body, language
):
    make_answer()

    page = write(visitor, event, body, language)

    assert page.text("summary").startswith("¿Cuánto" if language else "How long")
    assert ("La ciudad puso una luz." if language else "The city put up a light.") in page.words


@pytest.mark.parametrize("said", ["doing", "done", "cannot"])
def test_what_was_done_or_cannot_be_answers_a_question_too(visitor, event, said):
    make_answer(MatterState(said))

    state = {"doing": "By", "done": "Done on", "cannot": "We cannot"}[said]
    assert write(visitor, event, PARKING).text(".badge").startswith(state)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "A car is parked on our street for weeks.",
        "Can you fix this?",
        "When does the library open?",
        f"My husband hits me. {PARKING}",
        f"I want to die. {PARKING}",
        f"The officer grabbed my arm. {PARKING}",
    ],
)
def test_no_answer_is_offered_to_a_report_another_question_danger_or_a_complaint(
    visitor, event, body
):
    make_answer()

    assert write(visitor, event, body).status == 204


def test_neither_what_is_hidden_nor_of_another_department_is_offered(visitor, event):
    make_answer(is_public=False)
    make_answer(by=make_staff(Role.ORGANIZER, agency=make_agency()))

    assert write(visitor, event, PARKING).status == 204


def test_an_answer_is_not_sent_twice_and_goes_when_it_no_longer_fits_or_is_declined(visitor, event):
    shown = str(make_answer().id)

    assert write(visitor, event, PARKING, shown=shown).status == 204
    page = write(visitor, event, f"I want to die. {PARKING}", shown=shown)
    assert (page.status, page.words) == (200, "")
    page = write(visitor, event, PARKING, shown=shown, declined="1")
    assert page.value("[name=declined]") == "1"
    assert not page.has("summary")
    assert write(visitor, event, PARKING, declined="1").status == 204


def test_only_the_yes_counts_which_is_sent_with_what_came_with_the_answer(visitor, event):
    answer = make_answer()
    page = write(visitor, event, PARKING)
    assert all_of(MatterConfirmation) == []
    yes = page.one(f"[hx-post='/matters/{answer.id}/confirmations']")

    visitor.post(yes["hx-post"], **json.loads(yes["hx-vals"]))

    assert one_of(MatterConfirmation).event_id == event.id


def test_the_form_asks_only_where_there_is_an_answer(plain_visitor, event):
    path = f"/events/{event.slug}/concerns/new"
    assert not plain_visitor.get(path).has("#answers-form")
    make_answer()
    page = plain_visitor.get(path)
    assert page.has("#answers-form[data-quiet][hidden]")
    # Without a script.
    assert page.has("#concern noscript [href='/matters']")


@pytest.mark.parametrize("language", ["", "/es"])
def test_off_is_off_the_form_loads_nothing_and_on_again_it_does(plain_visitor, event, language):
    make_answer()
    path = f"{language}/events/{event.slug}"

    def found():
        pages = [plain_visitor.get(path), plain_visitor.get(f"{path}/concerns/new")]
        sent = write(plain_visitor, event, PARKING, language).status == 200
        return [*(each.has("#answers, #answers-form, #concern noscript p") for each in pages), sent]

    assert found() == [True] * 3
    save(event.agency, parts_off=[PART.name])
    assert found() == [False] * 3
    save(event.agency, parts_off=[])
    assert found() == [True] * 3
