"""The page of the print kit: one button prints all of it."""

from coffeecop import parts
from coffeecop.models import Language
from coffeecop.parts.print_kit.models import CardAction
from coffeecop.parts.print_kit.tests.kits import HAS_DOOR, cards_of, print_kit
from coffeecop.parts.resident_links import Code
from coffeecop.web import pdf
from tests.factories import make_event, make_past_event, save, sign_in
from tests.stored import audit_actions, audited, content_versions, reload


def open_kit(visitor, event, paper="letter"):
    return visitor.get(f"/staff/events/{event.id}/print-kit?paper={paper}")


def test_one_button_prints_all_of_it(officer, coming):
    page = open_kit(officer, coming)
    usual = {name: page.value(f"#{name}") for name in ("english", "spanish")}
    versions = content_versions()

    answer = print_kit(officer, coming, **usual)

    assert answer.status == 303
    kit = f"/staff/events/{coming.id}/print-kit?paper=letter&first=1&last=32&print=1"
    assert answer.location == kit
    assert reload(coming).poster_printed_at
    assert audited() == [
        (CardAction.CARDS_PRINTED, officer.member.id, coming.id, {"cards": "1–32"}),
        (CardAction.POSTER_PRINTED, officer.member.id, coming.id, None),
    ]
    # Residents see nothing of it.
    assert content_versions() == versions
    printed = officer.get(kit)
    assert printed.has("[data-print-now]")
    assert len(printed.select(".sheet")) == 3 + HAS_DOOR + 32 / 4


def test_the_cards_can_be_printed_without_the_rest_and_the_rest_without_cards(officer, coming):
    answer = print_kit(officer, coming, only_cards="1")

    assert "sheet=cards&first=1&last=4" in answer.location
    assert reload(coming).poster_printed_at is None
    (sheet,) = officer.get(answer.location).select(".sheet")
    assert sheet["class"] == "sheet concern-cards"
    answer = print_kit(officer, coming, english=0, spanish=0)
    assert answer.location.endswith("/print-kit?paper=letter&print=1")
    assert len(cards_of(coming)) == 4
    assert audit_actions() == [CardAction.CARDS_PRINTED, CardAction.POSTER_PRINTED]


def test_each_sheet_can_be_looked_at_alone_and_notes_nothing(officer, coming):
    links = {
        link["href"] for link in open_kit(officer, coming).select(".fact-list a[href*='sheet=']")
    }

    found = {officer.get(link).one(".sheet")["class"].split()[-1] for link in links}

    assert found == {"poster", "two-posters", "tent", *["door"] * HAS_DOOR, "host"}
    assert reload(coming).poster_printed_at is None
    assert audited() == []


def test_the_paper_is_kept(officer, coming):
    page = open_kit(officer, coming, "a4")

    assert page.text("nav [aria-current]:not([href='/staff/events'])") == "A4"
    assert "paper=a4" in page.one("#print-kit-form")["action"]
    assert all("paper=a4" in link["href"] for link in page.select("a[href*='sheet=']"))
    answer = print_kit(officer, coming, paper="a4")
    assert officer.get(answer.location).has(".sheets-a4")


def test_a_number_of_cards_that_cannot_be_is_told_with_what_was_typed(officer, coming):
    for typed in ("", "-1", "101", "many", "1.5"):
        page = print_kit(officer, coming, english=typed)

        assert page.value("#english") == typed
        assert "Write a number from 0 to 100." in page.refused("#english-error")
        assert (cards_of(coming), audited()) == ([], [])


def sheet(visitor, event, name):
    return visitor.get(f"/staff/events/{event.id}/print-kit?sheet={name}")


def test_a_table_tent_opens_the_talk_and_a_door_sheet_asks_people_to_count_themselves(
    officer, coming
):
    save(coming.agency, opening_en="We came to listen.")

    # Without Spanish words of the department's own, residents must understand it all the same.
    for name, side, words in [
        ("tent", 0, ["We came to listen.", "No name needed."]),
        ("tent", 1, ["Estamos aquí para conocerle", "No hace falta su nombre."]),
        *[("door", 0, ["No name, no sign-up."])] * HAS_DOOR,
        *[("door", 1, ["No hace falta su nombre."])] * HAS_DOOR,
    ]:
        text = sheet(officer, coming, name).select(f".{name} section")[side].text
        assert all(each in text for each in words)


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
        "127.0.0.1:8000/events/coffee-in-june/concerns/officer",
        "Gov. Code 7284.6",
    ):
        assert words in card
    without_roster = sheet(officer, make_event(), "host").text(".host")
    assert "Who is here" in card
    assert "Who is here" not in without_roster
    sign_in(officer, agency=coming.agency, language=Language.SPANISH)
    assert "Algo que comparten." in sheet(officer, coming, "host").text(".host")


def test_it_has_the_codes_of_parts_until_the_event_is_over(officer, coming, monkeypatch):
    code = Code("", lambda event: f"/{event.slug}", "Tea", "Point at it.", "users", "Open")
    tea = parts.Part("tea", "Tea", "", links=[code])
    monkeypatch.setattr(parts, "parts", lambda: (tea,))

    section = "[aria-labelledby=code-1]"
    assert open_kit(officer, coming).one(f"{section} .button")["href"] == f"/{coming.slug}"
    assert open_kit(officer, coming).has(f"{section} .qr svg")
    assert not open_kit(officer, make_past_event()).has("#code-1")


def test_if_no_pdf_can_be_made_the_page_says_what_to_do(plain_officer, coming, monkeypatch):
    monkeypatch.setattr(pdf, "TIMEOUT", 0.001)

    page = plain_officer.get(f"/staff/events/{coming.id}/print-kit.pdf?sheet=host")

    assert page.status == 503
    assert "Print the page from your browser instead." in page.words


def test_the_sentences_of_the_host_card_stand_apart(officer, coming):
    save(coming.agency, phone="(805) 555-0100")

    words = sheet(officer, coming, "host").words

    assert "They may stay anonymous. Or the phone: (805) 555-0100." in words
