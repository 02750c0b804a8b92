"""Typing in a stack of cards: what is stored, what is refused, and that nothing is lost."""

import pytest

from coffeecop.db import db
from coffeecop.models import Concern, ConcernSource, Kind, Language, Phase, Role
from coffeecop.parts.print_kit.cards.matching import first_words
from coffeecop.parts.print_kit.models import CardAction
from coffeecop.parts.print_kit.tests.rows import make_paper_card, paper_card_code
from coffeecop.parts.print_kit.tests.typing_in import error_at_stub, path, show, type_in, typed_in
from coffeecop.web.forms import new_form_key
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_agency, make_concern, make_event, make_staff, make_topic, sign_in
from tests.staff.form_filling import whole
from tests.stored import all_of, audited, one_of


def test_a_card_becomes_a_concern_that_its_stub_leads_to_and_the_form_is_empty(
    officer, event, card
):
    page = typed_in(officer, event, "Cars speed.", stub="17", answer="y", for_neighbor="y")

    concern = one_of(Concern)
    assert concern.body == "Cars speed."
    assert (concern.receipt_hash, concern.source) == (card.receipt_hash, ConcernSource.PAPER)
    assert (concern.entered_by_id, concern.people) == (officer.member.id, 1)
    assert (concern.wants_answer, concern.for_neighbor, concern.is_held) == (True, True, False)
    assert page.text(".saved") == "Card 17 is saved."
    assert page.value("#stub") == page.value("#body") == ""
    assert page.one("[data-focus]")["id"] == "stub"
    assert not page.has("#card-form [checked]")
    assert audited() == [(CardAction.CARD_ENTERED, officer.member.id, concern.id, {"card": 17})]
    assert "Cars speed." in whole(officer, f"/receipts/{paper_card_code(card)}").words


def test_the_newest_card_is_on_top_and_the_printed_ones_are_counted(
    officer, event, card, spanish_card
):
    make_paper_card(make_event(), number=17)
    typed_in(officer, event, "The first.")
    page = typed_in(officer, event, "The second.", stub="17")

    assert page.texts(".typed-in .clamped") == ["The second.", "The first."]
    second = all_of(Concern)[1]
    assert f"Card 17 Number {second.id}" in page.texts(".typed-in .meta")[0]
    assert page.has(f".typed-in a[href='/staff/concerns/{second.id}']")
    assert page.text("#typed-in > .hint") == "1 of 2 printed cards are typed in."


def test_a_card_is_in_the_language_of_its_stub_or_without_one_in_that_which_is_ticked(
    officer, event, spanish_card
):
    typed_in(officer, event, "¿Cuándo arreglan la luz?", spanish="y")
    typed_in(officer, event, stub=first_words(spanish_card).upper())

    without, printed = all_of(Concern)
    assert (without.receipt_hash, without.language) == (None, Language.SPANISH)
    assert without.kind is Kind.QUESTION
    assert (printed.receipt_hash, printed.language) == (spanish_card.receipt_hash, Language.SPANISH)


@pytest.mark.parametrize("language", Language)
def test_without_a_stub_the_language_of_the_page_is_ticked(visitor, event, language):
    sign_in(visitor, language=language)

    page = show(visitor, event)

    assert page.has("#spanish[checked]") is (language is Language.SPANISH)


def test_what_was_written_at_the_event_is_of_the_event_whenever_it_is_typed_in(officer, event):
    coming = make_event()

    typed_in(officer, event, "On the day after.", talk="y")
    typed_in(officer, coming, "From the library, a week before.", talk="y")

    after, before = all_of(Concern)
    assert (after.phase, before.phase) == (Phase.AT, Phase.BEFORE)
    # Nobody can talk any more at an event that is over.
    assert (after.wants_talk, before.wants_talk) == (False, True)
    assert not show(officer, event).has("#talk")
    assert show(officer, coming).has("#talk")


def test_a_form_that_is_sent_twice_makes_one_record_and_another_text_a_second(officer, event, card):
    key = new_form_key()
    same = [type_in(officer, event, stub="17", form_key=key).location for _ in range(2)]
    other = type_in(officer, event, "Another text.", form_key=key)

    assert same[0] == same[1]
    assert other.status == 303
    assert len(all_of(Concern)) == 2
    assert len(audited()) == 2


def test_a_card_that_is_typed_in_says_so_and_leads_to_its_concern(officer, event, card):
    typed_in(officer, event, stub="17")
    concern = one_of(Concern)

    page = type_in(officer, event, "Another text.", stub=first_words(card))

    told = f"Card 17 is typed in already. Look at number {concern.id}"
    assert error_at_stub(page) == told
    assert page.one("#stub-error a")["href"] == f"/staff/concerns/{concern.id}"
    assert (page.value("#stub"), page.value("#body")) == (first_words(card), "Another text.")
    assert page.one("[data-focus]")["id"] == "stub"
    assert len(all_of(Concern)) == 1


def test_words_of_no_card_here_are_refused_with_a_suggestion_if_they_are_close(
    officer, event, card
):
    theirs = paper_card_code(make_paper_card(make_event(agency=make_agency())))

    close = type_in(officer, event, stub=first_words(card)[:-1], answer="y")
    too_short = type_in(officer, event, stub=first_words(card).split()[0])

    assert f"Did you mean card 17, “{first_words(card)}”?" in error_at_stub(close)
    assert close.has("#answer[checked]")
    assert error_at_stub(too_short) == "One word is not enough. Type two, or the number."
    for stub in ("xylophone quartz", theirs):
        told = error_at_stub(type_in(officer, event, stub=stub))
        assert told.startswith("No card here has this number or these words.")
    assert all_of(Concern) == []


def test_two_cards_that_begin_alike_ask_for_more(officer, event, card, monkeypatch):
    # The same words under another number cannot be printed; the beginning can be the same.
    make_paper_card(event, number=19)
    words = "coffeecop.parts.print_kit.cards.matching.code_for"
    monkeypatch.setattr(words, lambda key_hash, language: "river-stone-a-b-c-d")

    page = type_in(officer, event, stub="river stone")

    assert error_at_stub(page).startswith("More than one card begins like this.")


def test_all_words_of_another_event_s_card_tell_which_event_it_is(officer, event):
    other = make_event(title_en="Coffee at the pier")
    code = paper_card_code(make_paper_card(other))

    page = type_in(officer, event, stub=code.replace("-", " "))

    assert "These words are on a card of another event: Coffee at the pier" in error_at_stub(page)
    assert page.one("#stub-error a")["href"] == path(other)


def test_an_empty_card_is_refused_and_keeps_its_stub(officer, event, card):
    page = type_in(officer, event, "  ", stub="17")

    assert page.refused("#body-error") == "Error: Write what the card says."
    assert page.one("[data-focus]")["id"] == "body"
    assert page.value("#stub") == "17"


@pytest.mark.both_databases
def test_two_who_type_in_the_same_card_at_once_store_it_once(app, event, card):
    def act(number, visitor):
        return type_in(visitor, event, f"Text {number}.", stub="17", form_key=keys[number])

    keys = [new_form_key() for _ in range(2)]
    answers = run_concurrently(colleagues(app, 2), act)

    assert sorted(answer.status for answer in answers) == [303, 422]
    (refused,) = [answer for answer in answers if answer.status == 422]
    assert error_at_stub(refused).startswith("Card 17 is typed in already.")
    assert refused.value("#body").startswith("Text ")
    assert one_of(Concern).receipt_hash


# About an officer

COMPLAINT = "The officer grabbed my arm and yelled at my son."


def test_a_text_that_sounds_like_a_complaint_is_asked_about_before_it_is_saved(officer, event):
    page = type_in(officer, event, COMPLAINT)

    assert page.refused("#card-form .notice h2") == "Is this about an officer?"
    assert page.value("#body") == COMPLAINT
    assert all_of(Concern) == []
    typed_in(officer, event, COMPLAINT, about_officer="n")
    assert not one_of(Concern).is_complaint


def test_only_who_handles_complaints_reads_what_others_see_is_saved(officer, event, card):
    page = typed_in(officer, event, COMPLAINT, stub="17", about_officer="y")

    assert one_of(Concern).is_complaint
    assert page.text(".saved") == "Card 17 is saved."
    assert COMPLAINT not in page.words
    assert not page.has(".typed-in a")
    sign_in(officer, agency=event.agency)
    assert not show(officer, event).has(".typed-in li")
    sign_in(officer, Role.COMPLAINTS, agency=event.agency)
    page = show(officer, event)
    assert page.text(".typed-in .clamped") == COMPLAINT
    assert "About an officer" in page.text(".typed-in .meta")


def test_a_card_that_is_a_complaint_is_typed_in_for_all_and_opened_by_few(officer, event, card):
    clerk = make_staff(Role.COMPLAINTS)
    make_concern(
        event=event,
        is_complaint=True,
        receipt_hash=card.receipt_hash,
        source=ConcernSource.PAPER,
        entered_by_id=clerk.id,
    )

    page = type_in(officer, event, stub="17")

    assert error_at_stub(page) == "Card 17 is typed in already."


# What to take care of


def test_the_list_tells_of_danger_and_of_private_details_at_once(officer, event):
    page = typed_in(officer, event, "My husband hits me. Call 805 555 0100.")

    assert "Violence at home" in page.text(".typed-in .meta")
    assert "It may hold private details" in page.text(".typed-in .meta")


def test_what_the_background_reading_found_takes_the_place_of_the_guess(officer, event):
    make_topic(name_en="Traffic", keywords_en="cars")
    noise = make_topic(name_en="Noise", keywords_en="loud")
    page = typed_in(officer, event, "Loud cars.")
    assert set(page.texts(".chip-guess")) == {"Traffic?", "Noise?"}

    concern = one_of(Concern)
    concern.suggested_at = concern.created_at
    concern.topic_rows = make_concern(event=event, topics=[noise]).topic_rows
    db.session.commit()

    assert show(officer, event).texts(".chip-guess") == ["Noise?"]


def test_the_page_asks_the_database_as_often_for_one_card_as_for_ten(officer, event, queries):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            make_concern(
                event=event,
                receipt_hash=make_paper_card(event).receipt_hash,
                topics=[make_topic()],
                source=ConcernSource.PAPER,
                entered_by_id=make_staff().id,
            )
        with queries() as sent:
            show(officer, event)
        counts.append(len(sent))

    assert counts[0] == counts[1]
