import logging

import pytest

from coffeecop.models import Concern
from tests.factories import make_event
from tests.stored import all_of, one_of

DANGER = "My husband hits me"
PERSONAL = "Call 805 555 0100 or ana@example.org about 8ABC123, or 805 555 0100"

OFFICER = "Name of an officer: Officer Sample"


def send(visitor, event, body, **fields):
    return visitor.post(f"/events/{event.slug}/concerns", body=body, **fields)


def send_again(visitor, event, page, **fields):
    """Send what the page shows, as its form would."""
    told = {
        "form_key": page.value("#concern-form [name=form_key]"),
        "seen": [field["value"] for field in page.select("[name=seen]")],
        "redact": [field["value"] for field in page.select("[name=redact][checked]")],
        "was_stopped": [field["value"] for field in page.select("[name=was_stopped]")],
    }
    return send(visitor, event, **{"body": page.value("#body"), **told, **fields})


def read(visitor, event, body, **fields):
    return visitor.post(f"/events/{event.slug}/concerns/notes", body=body, **fields)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_words_of_danger_bring_up_who_helps_and_are_sent_the_second_time(visitor, prefix):
    event = make_event()

    page = visitor.post(f"{prefix}/events/{event.slug}/concerns", body=DANGER)

    assert page.status == 200
    assert all_of(Concern) == []
    assert page.value("#body") == DANGER
    assert page.has("h2[data-focus][autofocus]")
    links = {link["href"] for link in page.select(".help-lines a")}
    assert links == {
        "tel:911",
        "tel:+18004224453",
        "sms:+18004224453",
        "tel:988",
        "sms:988",
        "tel:+18007997233",
        "sms:88788?body=START",
        "tel:+18006564673",
    }

    page = visitor.follow(send_again(visitor, event, page))
    assert [concern.body for concern in all_of(Concern)] == [DANGER]


def test_on_a_device_that_many_use_no_number_is_a_link_as_it_is_no_phone(visitor):
    help_lines = read(visitor, make_event(), DANGER, shared_device="y")

    assert help_lines.texts(".help-lines .fits strong")[0] == "Call 911"
    assert not help_lines.has(".help-lines a")


@pytest.mark.parametrize(
    "threat", ["My neighbor says he will kill me", "Mi vecino dice que me va a matar"]
)
def test_who_is_threatened_is_told_to_call_911(visitor, threat):
    told = send(visitor, make_event(), threat)

    assert "if someone threatens you" in told.text("a[href='tel:911']")


def test_a_new_danger_brings_the_notice_again(visitor):
    event = make_event()
    page = send(visitor, event, DANGER)

    assert send(visitor, event, "He has a gun", seen=["domestic_violence"]).status == 200
    assert send_again(visitor, event, page).status == 303


def test_nobody_is_stopped_twice_whatever_they_add(visitor):
    event = make_event()
    page = send(visitor, event, PERSONAL)
    assert "We haven't sent your words yet" in page.words

    page = send_again(visitor, event, page, body="Call 805 555 0177. The officer hit my son.")

    assert page.status == 303
    assert len(all_of(Concern)) == 1


def test_personal_details_are_listed_once_each_and_can_stay(visitor):
    event = make_event()

    page = send(visitor, event, PERSONAL)

    assert page.texts("#notes .choice") == [
        "Phone number: 805 555 0100",
        "E-mail address: ana@example.org",
        "License plate: 8ABC123",
    ]
    assert "names most of all" in page.text("#notes")
    assert all_of(Concern) == []
    assert send_again(visitor, event, page).status == 303
    assert all_of(Concern)[0].body == PERSONAL


@pytest.mark.parametrize(
    ("chosen", "kept", "gone", "left"),
    [
        # What the text may be about is not ticked beforehand.
        (
            {},
            "Call [phone] or [e-mail] about 8ABC123, or [phone]",
            "Phone number, E-mail address",
            ["License plate: 8ABC123"],
        ),
        (
            {"redact": ["8ABC123"]},
            PERSONAL.replace("8ABC123", "[plate]"),
            "License plate",
            ["Phone number: 805 555 0100", "E-mail address: ana@example.org"],
        ),
    ],
    ids=["all", "one"],
)
def test_the_details_that_are_chosen_are_taken_out_and_then_it_is_sent(
    visitor, chosen, kept, gone, left
):
    event = make_event()
    page = send(visitor, event, PERSONAL)

    page = send_again(visitor, event, page, redact_now="1", **chosen)

    assert page.status == 200
    assert page.value("#body") == kept
    assert page.text("[role=status] h2") == f"We took out: {gone}"
    assert page.texts("#notes .choice") == left
    assert not page.has("[name=redact][checked]")
    assert all_of(Concern) == []
    assert send_again(visitor, event, page).status == 303
    assert one_of(Concern).body == kept


@pytest.mark.parametrize(("fields", "offered"), [({}, [OFFICER]), ({"about_officer": "y"}, [])])
def test_the_name_of_an_officer_is_no_matter_in_thanks_and_complaints_and_is_never_ticked(
    visitor, fields, offered
):
    page = read(visitor, make_event(), "Is Officer Sample on Maple Court on Friday?", **fields)

    assert ([] if page.status == 204 else page.texts(".choice")) == offered
    assert "checked" not in page.body


def test_a_form_with_errors_keeps_its_notes(visitor):
    page = send(visitor, make_event(), DANGER, contact="call me")

    assert page.status == 422
    assert page.has(".help-lines")
    assert len(page.select("[data-focus]")) == 1


@pytest.mark.parametrize("part", ["notes", "guesses"])
def test_a_text_is_read_while_it_is_written_and_never_kept_or_logged(visitor, caplog, part):
    event = make_event()
    caplog.set_level(logging.DEBUG)

    body = f"{DANGER}. {PERSONAL}"
    page = visitor.post(f"/events/{event.slug}/concerns/{part}", body=body)

    assert page.status == 200
    assert not page.is_whole
    assert page.has(".help-lines") == (part == "notes")
    # Nothing draws the writer away from the text.
    assert not page.has("[data-focus], [autofocus], [role=alert], [role=status]")
    assert all_of(Concern) == []
    assert "hits" not in caplog.text
    assert "0100" not in caplog.text


def test_a_note_that_is_shown_is_not_sent_again_and_goes_with_its_reason(visitor):
    event = make_event()

    assert read(visitor, event, DANGER, seen=["domestic_violence"]).status == 204
    gone = read(visitor, event, "My husband", seen=["domestic_violence"])
    assert gone.status == 200
    assert not gone.has(".notice")


def test_what_is_found_is_shown_as_text(visitor):
    page = read(visitor, make_event(), "I live at 12 <script>alert(1)</script> Elm St.")

    assert not page.has("script")
