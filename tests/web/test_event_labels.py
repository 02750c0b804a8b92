"""An event in words: sentences that departments may write themselves."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from coffeecop.models import Language
from coffeecop.web.event_labels import accommodation_line, description_parts, opening_sentence
from coffeecop.web.i18n import in_language
from tests.factories import make_agency, make_cancelled, make_event, make_past_event, save

MONDAY = datetime(2026, 2, 2, 18, tzinfo=UTC)
THURSDAY_NOON = datetime(2026, 2, 26, 20, tzinfo=UTC)


@pytest.fixture
def event(app):
    with time_machine.travel(MONDAY, tick=False):
        yield make_event(starts_at=THURSDAY_NOON)


def ask_at(event, **contacts):
    save(event.agency, **contacts)
    return event


def test_a_talk_opens_with_the_departments_own_sentence_or_the_usual_one(app):
    usual = make_agency()
    own = make_agency(opening_en="We work here and want to know you.", opening_es="Queremos oírle.")
    half = make_agency(opening_en="We work here.")

    assert opening_sentence(usual).startswith("We are here to get to know you")
    assert opening_sentence(own) == "We work here and want to know you."
    with in_language(Language.SPANISH):
        assert opening_sentence(usual).startswith("Estamos aquí")
        assert opening_sentence(own) == "Queremos oírle."
        assert opening_sentence(half).startswith("Estamos aquí")


@pytest.mark.parametrize(
    ("contacts", "words"),
    [
        (
            {"phone": "(805) 555-0100", "accommodation_email": "ada@example.gov"},
            "Call (805) 555-0100 or write to ada@example.gov.",
        ),
        ({"phone": "(805) 555-0100"}, "Call (805) 555-0100."),
        ({"accommodation_email": "ada@example.gov"}, "Write to ada@example.gov."),
        ({}, "Tell us on the page of the event."),
    ],
)
def test_who_needs_an_interpreter_reads_whom_to_ask_and_by_when(event, contacts, words):
    ask_at(event, **contacts)

    by_when = "Please ask by Monday, February 23, 2026."
    assert accommodation_line(event) == f"Need an interpreter, or help to get in? {words} {by_when}"
    # The form that asks what people need says neither that again nor to go to its own page.
    words = f"You can also {words[0].lower()}{words[1:]} {by_when}" if contacts else by_when
    assert accommodation_line(event, beside_form=True) == words


def test_a_department_names_the_days_and_finds_its_own_words(event):
    assert accommodation_line(ask_at(event, accommodation_days=0), beside_form=True) == ""
    ask_at(event, accommodation_en="Call our ADA desk at 555-0199.")
    for beside_form in (False, True):
        line = accommodation_line(event, beside_form=beside_form)
        assert line == "Call our ADA desk at 555-0199."

    ask_at(event, accommodation_days=7)
    assert accommodation_line(event).endswith("Please ask by Thursday, February 19, 2026.")


def test_the_first_sentences_of_a_long_description_are_in_sight(app):
    for beginning, rest in (
        ("Meet officers.\n\nNo agenda.", ""),
        ("One. " + "x" * 80 + ".", "Two, which is long.\n\nThree."),
        ("Who? A v. B.", "x" * 101 + "."),
        ("", "y " * 60 + "."),
        ("One.", "z" * 101 + "\n\nTwo."),
        ("", ""),
    ):
        event = make_event(description_en=f"{beginning} {rest}".strip() or None)
        with in_language(Language.ENGLISH):
            assert description_parts(event) == (beginning, rest)


def test_nobody_is_asked_to_ask_by_a_day_that_is_past(event):
    ask_at(event, phone="(805) 555-0100")
    with time_machine.travel(event.starts_at - timedelta(days=2), tick=False):
        assert "Please ask by" not in accommodation_line(event)
    with time_machine.travel(event.starts_at - timedelta(days=3), tick=False):
        assert "Please ask by Monday, February 23" in accommodation_line(event)


def test_in_spanish_it_can_be_understood_even_without_spanish_words_of_its_own(event):
    ask_at(event, accommodation_en="Call our ADA desk.", phone="(805) 555-0100")
    with in_language(Language.SPANISH):
        line = accommodation_line(event)
    assert line.startswith("¿Necesita intérprete o ayuda para entrar? Llame al (805) 555-0100.")
    assert line.endswith("lunes, 23 de febrero de 2026.")


def test_nobody_is_asked_to_call_about_what_is_over_or_cancelled(app):
    assert accommodation_line(make_past_event()) == ""
    assert accommodation_line(make_cancelled()) == ""


@pytest.mark.parametrize(("prefix", "words"), [("", "all (805)"), ("/es", "(805)")])
def test_it_is_on_the_page_and_in_the_calendar_file(visitor, event, prefix, words):
    ask_at(event, phone="(805) 555-0100")

    assert words in visitor.get(f"{prefix}/events/{event.slug}").text("#rsvp")
    assert words in visitor.get(f"{prefix}/events/{event.slug}.ics").body.replace("\r\n ", "")
