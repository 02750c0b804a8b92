"""What the form guesses from the text: its kind, its likeliest topic, and whether it asks about an
officer."""

import pytest

from coffeecop.models import Concern, Kind
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.topics import add_starter_topics, topics_in_use
from tests.factories import make_agency, make_event, make_topic, the_agency
from tests.stored import all_of, one_of

TRAFFIC = "Cars run the stop sign on Thompson and nobody slows down"
OF_TWO_TOPICS = "Cars race down Thompson past the school every morning"
QUESTION = "When does the new station open?"
COMPLAINT = {"": "The officer grabbed my arm", "/es": "El oficial le gritó a mi hijo"}


@pytest.fixture
def event(visitor):
    add_starter_topics(the_agency())
    return make_event()


def guess(visitor, event, body, **fields):
    return visitor.post(f"/events/{event.slug}/concerns/guesses", body=body, **fields)


def send(visitor, event, body, **fields):
    return visitor.post(f"/events/{event.slug}/concerns", body=body, **fields)


def first_chips(page):
    """Return the topics in sight: those before the fold."""
    chips = page.select("#topics > .chips .choice")
    return [chip.words for chip in chips]


# Topics


def test_one_guess_stands_before_the_other_topics(visitor, event):
    page = guess(visitor, event, TRAFFIC)

    assert not page.is_whole
    assert first_chips(page) == ["Speeding and traffic"]
    assert not page.has("#topics input[checked]")
    assert page.text("summary") == "More topics"
    others = page.select("#topics details .choice")
    assert len(others) == len(topics_in_use(event.agency_id)) - 1


def test_where_two_topics_are_likely_none_is_guessed(visitor, event):
    page = guess(visitor, event, OF_TWO_TOPICS)

    assert first_chips(page) == []
    assert page.text("#topics summary") == "What is it about? (optional)"


def test_without_text_all_topics_are_folded(visitor, event):
    for page in (
        guess(visitor, event, ""),
        guess(visitor, event, "  \n"),
        visitor.get(f"/events/{event.slug}/concerns/new"),
    ):
        assert first_chips(page) == []
        assert page.text("#topics summary") == "What is it about? (optional)"
        assert not page.has("#topics details[open]")
        assert not page.has("#kind")


def test_a_chosen_topic_stays_and_none_is_guessed_beside_it(visitor, event):
    chosen = topics_in_use(event.agency_id)[-1]

    page = guess(visitor, event, TRAFFIC, topics=[str(chosen.id)])

    assert first_chips(page) == [chosen.name_en]
    assert page.one("#topics input[checked]")["value"] == str(chosen.id)


def test_an_unknown_topic_and_one_of_another_department_are_left_out(visitor, event):
    theirs = make_topic(agency=make_agency(), name_en="Speeding and traffic there")

    page = guess(visitor, event, TRAFFIC, topics=["0", "999999", "x", "-1", str(theirs.id)])

    assert page.status == 200
    assert first_chips(page) == ["Speeding and traffic"]
    assert not page.has("#topics input[checked]")
    assert theirs.name_en not in page.words


def test_a_department_without_topics_asks_for_none(visitor):
    page = guess(visitor, make_event(agency=make_agency()), TRAFFIC)

    assert not page.has("#topics")
    assert page.has("#kind")


@pytest.mark.parametrize(
    "body",
    ["x" * LONGEST_BODY * 3, "word " * 5_000, "\u202e\0 <b>a@b</b> 🙂", "ñ", "This is killing me"],
)
def test_plain_odd_and_long_texts_are_guessed_and_bring_no_note(visitor, event, body):
    assert guess(visitor, event, body).status == 200
    assert visitor.post(f"/events/{event.slug}/concerns/notes", body=body).status == 204


def test_a_form_that_comes_back_shows_the_guesses_of_its_text(visitor, event):
    page = send(visitor, event, TRAFFIC, contact="call me")

    assert page.status == 422
    assert first_chips(page) == ["Speeding and traffic"]
    assert page.value("#kind option[selected]") == "concern"


# The kind


def test_the_kind_is_guessed_and_a_guess_follows_the_text(visitor, event):
    assert guess(visitor, event, QUESTION).value("#kind option[selected]") == "question"
    shown = {"kind": "question", "guessed_kind": "question"}
    page = guess(visitor, event, TRAFFIC, **shown)
    assert page.value("#kind option[selected]") == "concern"
    assert page.value("[name=guessed_kind]") == "concern"

    send(visitor, event, QUESTION)
    send(visitor, event, TRAFFIC, **shown)

    assert [concern.kind for concern in all_of(Concern)] == [Kind.QUESTION, Kind.CONCERN]


def test_a_chosen_kind_stays_when_the_text_goes_on(visitor, event):
    chosen = {"kind": "idea", "guessed_kind": "question"}

    page = guess(visitor, event, TRAFFIC, **chosen)
    assert page.value("#kind option[selected]") == "idea"
    # The next guess must not take the choice for one of its own.
    again = guess(
        visitor, event, QUESTION, kind="idea", guessed_kind=page.value("[name=guessed_kind]")
    )
    assert again.value("#kind option[selected]") == "idea"

    send(visitor, event, TRAFFIC, **chosen)
    assert one_of(Concern).kind is Kind.IDEA


# About an officer


@pytest.mark.parametrize("prefix", COMPLAINT)
def test_a_text_that_sounds_like_a_complaint_is_asked_about_once(visitor, prefix):
    path = f"{prefix}/events/{make_event().slug}/concerns"

    page = visitor.post(path, body=COMPLAINT[prefix])

    assert page.status == 200
    assert all_of(Concern) == []
    assert page.has("#notes h2[data-focus][autofocus]")
    assert page.value("#body") == COMPLAINT[prefix]
    assert not page.has("[name=about_officer][type=radio][checked]"), "nobody answers for them"
    seen = page.value("[name=seen]")
    assert visitor.post(path, body=COMPLAINT[prefix], seen=seen).status == 303
    assert not one_of(Concern).is_complaint


@pytest.mark.parametrize(
    ("seen", "answers", "is_complaint"),
    [
        ("complaint", ["y"], True),
        ("complaint", [""], False),
        ("complaint", ["", "y"], False),
        ("complaint", ["y", "y"], True),
        ("complaint", [], False),
        # Without scripts: who has ticked it is not asked again.
        ("", ["y"], True),
    ],
)
def test_the_answer_to_the_question_wins_over_the_tick(visitor, seen, answers, is_complaint):
    """The question stands before the tick, so a browser sends its answer first."""
    page = send(visitor, make_event(), COMPLAINT[""], seen=seen, about_officer=answers)

    assert page.status == 303
    assert one_of(Concern).is_complaint is is_complaint


def test_the_question_is_asked_while_they_write_and_keeps_its_answer(visitor):
    event = make_event()
    path = f"/events/{event.slug}/concerns/notes"

    page = visitor.post(path, body=COMPLAINT[""])
    assert page.texts("#about-officer-y + span, #about-officer-n + span") == ["Yes", "No"]
    assert "Then only the people who handle complaints will read it." in page.words

    again = visitor.post(path, body=f"{COMPLAINT['']}. Call 805 555 0100", about_officer="y")
    assert again.one("[name=about_officer][checked]")["value"] == "y"
