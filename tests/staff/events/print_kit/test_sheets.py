"""What is on the sheets of the kit."""

from coffeecop.db import db
from coffeecop.models import Language
from tests.factories import make_event, sign_in


def sheet(visitor, event, name):
    return visitor.get(f"/staff/events/{event.id}/print-kit/sheets?sheet={name}")


def test_a_table_tent_opens_the_talk_in_both_languages(officer, coming):
    coming.agency.opening_en = "We came to listen."
    db.session.commit()

    english, spanish = sheet(officer, coming, "tent").select(".tent section")

    assert "We came to listen." in english.text
    assert "Estamos aquí para conocerle" in spanish.text, "residents must understand it"
    assert "No name needed." in english.text
    assert "No hace falta su nombre." in spanish.text


def test_a_door_sheet_asks_people_to_count_themselves(officer, coming):
    english, spanish = sheet(officer, coming, "door").select(".door section")

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
    without_roster = sheet(officer, make_event(), "host").text(".host")
    assert "No officer is on the roster." in without_roster
    sign_in(officer, agency=coming.agency, language=Language.SPANISH)
    assert "Algo que comparten." in sheet(officer, coming, "host").text(".host")
