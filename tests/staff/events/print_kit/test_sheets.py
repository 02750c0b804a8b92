"""What is on the sheets of the kit."""

from coffeecop.db import db
from coffeecop.models import Language
from tests.factories import make_event, sign_in


def sheet(visitor, event, name):
    return visitor.get(f"/staff/events/{event.id}/print-kit/sheets?sheet={name}")


def test_a_table_tent_opens_the_talk_in_both_languages(officer, coming):
    english, spanish = sheet(officer, coming, "tent").soup.select(".tent section")

    assert "We are here to get to know you" in english.text
    assert "Estamos aquí para conocerle" in spanish.text
    assert "No name needed." in english.text
    assert "No hace falta su nombre." in spanish.text


def test_it_has_the_sentence_of_the_department(officer, coming):
    coming.agency.opening_en = "We came to listen."
    db.session.commit()

    page = sheet(officer, coming, "tent")

    english, spanish = page.texts(".opening")
    assert english == "We came to listen."
    assert spanish.startswith("Estamos aquí"), "residents must understand it"


def test_a_door_sheet_asks_people_to_count_themselves(officer, coming):
    english, spanish = sheet(officer, coming, "door").soup.select(".door section")

    assert "No name, no sign-up." in english.text
    assert "Sin nombre y sin inscribirse." in spanish.text


def test_a_host_card_has_the_first_words_the_roster_and_what_to_do(officer, coming):
    card = sheet(officer, coming, "host").text(".host")

    for words in (
        "We are here to get to know you",
        "Estamos aquí para conocerle",
        "Common ground.",
        "A shared goal.",
        "Something personal.",
        "Sgt. Dana Sample (host)",
        "988",
        "127.0.0.1:8000/events/coffee-in-june/concerns/new",
        "Gov. Code 7284.6",
    ):
        assert words in card


def test_it_is_in_the_language_of_who_prints_it(plain_visitor, coming):
    sign_in(plain_visitor, language=Language.SPANISH)

    card = sheet(plain_visitor, coming, "host").text(".host")

    assert "Algo que comparten." in card
    assert "We are here to get to know you" in card


def test_without_a_roster_it_says_so(officer):
    assert "No officer is on the roster." in sheet(officer, make_event(), "host").text(".host")
