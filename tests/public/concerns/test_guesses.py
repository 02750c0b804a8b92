"""What the form guesses from the text: its kind, its likeliest topic, and whether it asks about an
officer."""

import pytest

from coffeecop.models import Concern, Kind
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.topics import add_starter_topics, topics_in_use
from coffeecop.public.forms.concern import MORE_TOPICS
from tests.factories import make_agency, make_event, the_agency
from tests.stored import all_of, fate_of, one_of

TRAFFIC = "Cars run the stop sign on Thompson and nobody slows down"
VAGUE = "I just want to say something about how things are"
OF_THREE_TOPICS = "Dogs bark all night and there is trash dumped behind the store"
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
    chips = page.select("#topics > .chips > .choice")
    return [chip.words for chip in chips]


def folded(page):
    return page.texts("#topics details .choice")


# Topics


def test_one_that_is_sure_stands_before_six_that_are_likely(visitor, event):
    page = guess(visitor, event, TRAFFIC)

    assert not page.is_whole
    assert first_chips(page) == ["Speeding and traffic"]
    assert not page.has("#topics input[checked]")
    assert page.text("summary") == "More"
    assert len(folded(page)) == MORE_TOPICS


def test_where_it_is_one_of_three_all_are_in_sight(visitor, event):
    assert first_chips(guess(visitor, event, OF_THREE_TOPICS)) == [
        "Animals",
        "Dumping and trash",
        "Noise and neighbors",
    ]


def test_where_none_is_sure_the_likeliest_are_folded(visitor, event):
    page = guess(visitor, event, VAGUE)

    assert first_chips(page) == []
    assert page.text("#topics summary") == "What is it about? (optional)"
    assert len(folded(page)) == MORE_TOPICS


def test_without_text_nothing_is_asked(visitor, event):
    for page in (
        guess(visitor, event, ""),
        guess(visitor, event, "  \n"),
        visitor.get(f"/events/{event.slug}/concerns/new"),
    ):
        assert not page.has("#topics")


def test_a_chosen_topic_stays_and_none_is_guessed_beside_it(visitor, event):
    chosen = topics_in_use(event.agency_id)[-1]

    page = guess(visitor, event, TRAFFIC, topics=[str(chosen.id)])

    assert first_chips(page) == [chosen.name_en]
    assert page.one("#topics input[checked]")["value"] == str(chosen.id)
    assert "Speeding and traffic" in folded(page)


def test_a_department_without_topics_asks_for_none(visitor):
    page = guess(visitor, make_event(agency=make_agency()), TRAFFIC)

    assert not page.has("#topics")


@pytest.mark.parametrize("body", ["x" * LONGEST_BODY * 3, "This is killing me"])
def test_plain_and_long_texts_are_guessed_and_bring_no_note(visitor, event, body):
    assert guess(visitor, event, body).status == 200
    assert visitor.post(f"/events/{event.slug}/concerns/notes", body=body).status == 204


def test_a_form_that_comes_back_shows_the_guesses_of_its_text(visitor, event):
    page = send(visitor, event, TRAFFIC, contact="call me")

    assert page.status == 422
    assert first_chips(page) == ["Speeding and traffic"]


# The kind


@pytest.mark.parametrize(
    "body", [QUESTION, TRAFFIC, "There is a man with a gun outside the school"]
)
def test_the_kind_is_guessed_and_never_asked(visitor, event, body):
    page = guess(visitor, event, body)
    seen = visitor.post(f"/events/{event.slug}/concerns/notes", body=body).select("[name=seen]")

    assert not page.has("select")
    send(visitor, event, body, seen=[each["value"] for each in seen])

    assert one_of(Concern).kind is (Kind.QUESTION if body == QUESTION else Kind.CONCERN)


# About an officer


@pytest.mark.parametrize("prefix", COMPLAINT)
def test_a_text_that_sounds_like_a_complaint_is_asked_about_once(visitor, prefix):
    path = f"{prefix}/events/{make_event().slug}/concerns"

    page = visitor.post(path, body=COMPLAINT[prefix])

    assert page.status == 200
    assert all_of(Concern) == []
    assert page.has("#notes h2[data-focus][autofocus]")
    assert page.value("#body") == COMPLAINT[prefix]
    assert not page.has("[name=about_officer][checked]"), "nobody answers for them"
    seen = page.value("[name=seen]")
    assert visitor.post(path, body=COMPLAINT[prefix], seen=seen).status == 303
    assert not one_of(Concern).is_complaint


@pytest.mark.parametrize(
    ("seen", "answers", "is_complaint", "may_be"),
    [
        ("complaint", ["y"], True, False),
        ("complaint", [""], False, False),
        ("complaint", [], False, True),
        # Without scripts: who has said so is not asked again.
        ("", ["y"], True, False),
    ],
)
def test_the_answer_to_the_question_is_kept(visitor, seen, answers, is_complaint, may_be):
    page = send(visitor, make_event(), COMPLAINT[""], seen=seen, about_officer=answers)

    assert page.status == 303
    assert fate_of(one_of(Concern)) == (is_complaint, may_be, False)


def test_the_question_is_asked_while_they_write_and_keeps_its_no(visitor):
    event = make_event()
    path = f"/events/{event.slug}/concerns/notes"

    page = visitor.post(path, body=COMPLAINT[""])
    assert page.texts("fieldset .chip, fieldset .choice") == ["Yes", "No"]
    assert "Then only the people who handle complaints will read it." in page.words

    again = visitor.post(path, body=f"{COMPLAINT['']}. Call 805 555 0100", about_officer="")
    assert again.has("#about-officer-n[checked]")


def test_yes_shows_the_page_about_an_officer_with_what_was_typed_and_sends_nothing(visitor):
    event = make_event()
    yes = visitor.post(f"/events/{event.slug}/concerns", body=COMPLAINT[""]).one(".notice .chip")
    fields = {yes["name"]: [yes["value"], ""], "place": "Maple Court", "topics": "7"}

    page = send(visitor, event, COMPLAINT[""], contact="805 555 0100", **fields)

    assert (page.status, all_of(Concern)) == (200, [])
    assert page.text("h1") == "About an officer"
    assert page.value("#body") == COMPLAINT[""]
    assert page.value("#contact") == "805 555 0100"
    assert page.has("#answer[checked]")
    for old in ("#concern-form", "#topics", "#place", ".notice"):
        assert not page.has(old)
    form = page.one("#officer-form")
    visitor.post(form["action"], body=page.value("#body"), answer="y")
    assert one_of(Concern).is_complaint
