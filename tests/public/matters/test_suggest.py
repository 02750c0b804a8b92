"""While somebody writes a question, what answers questions like it is offered in place."""

import pytest

from coffeecop.models import MatterConfirmation, MatterState, Role
from coffeecop.models.matters.queries import confirmations_of
from coffeecop.web.forms import new_form_key
from tests.factories import make_agency, make_matter, make_staff
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


def test_neither_what_is_hidden_nor_of_another_department_is_offered_or_counted(visitor, event):
    hidden = (
        make_answer(is_public=False),
        make_answer(by=make_staff(Role.ORGANIZER, agency=make_agency())),
    )

    assert write(visitor, event, PARKING).status == 204
    for answer in hidden:
        path = f"/matters/{answer.id}/confirmations"
        assert visitor.post(path, event=event.slug).status == 404


def test_an_answer_is_not_sent_twice_and_goes_when_it_no_longer_fits_or_is_declined(visitor, event):
    shown = str(make_answer().id)

    assert write(visitor, event, PARKING, shown=shown).status == 204
    page = write(visitor, event, f"I want to die. {PARKING}", shown=shown)
    assert (page.status, page.words) == (200, "")
    page = write(visitor, event, PARKING, shown=shown, declined="1")
    assert page.value("[name=declined]") == "1"
    assert not page.has("summary")
    assert write(visitor, event, PARKING, declined="1").status == 204


def test_only_the_residents_yes_counts_and_once_however_often_it_is_sent(visitor, event):
    answer = make_answer()
    write(visitor, event, PARKING)
    path = f"/matters/{answer.id}/confirmations"
    assert visitor.post(path, form_key="forged").status == 422
    assert all_of(MatterConfirmation) == []
    sent = {"event": event.slug, "form_key": new_form_key()}

    for _tap in range(2):
        assert not visitor.post(path, **sent).cookies

    stored = one_of(MatterConfirmation)
    assert (stored.matter_id, stored.event_id) == (answer.id, event.id)
    assert confirmations_of([answer.id]) == {answer.id: 1}


def test_the_form_asks_only_where_there_is_an_answer(plain_visitor, event):
    path = f"/events/{event.slug}/concerns/new"
    assert not plain_visitor.get(path).has("#answers-form")
    make_answer()
    page = plain_visitor.get(path)
    assert page.has("#answers-form[data-quiet][hidden]")
    # Without a script.
    assert page.has("#concern noscript [href='/matters']")
