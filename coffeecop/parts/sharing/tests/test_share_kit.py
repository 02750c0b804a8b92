"""What to post about an event, in both languages."""

import re
from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import ChecklistItem, ChecklistStep, Language
from coffeecop.models.checklist import add_starter_checklist
from coffeecop.parts import parts
from coffeecop.parts.sharing.pictures import NAME
from coffeecop.parts.sharing.share_kit import LONGEST_ALERT, Channel, alert_text, share_texts
from coffeecop.web.i18n import in_language
from tests.factories import HOUR, make_draft, make_event, make_past_event, make_venue, save
from tests.stored import all_of, audited

TOO_SHORT_FOR_A_PHONE = {Channel.ALERT, Channel.NATIONAL_CALENDAR}
PREFIXES = {Language.ENGLISH: "", Language.SPANISH: "/es"}


@pytest.fixture
def event(app):
    starts_at = (now() + timedelta(days=7)).replace(hour=20)
    event = make_event(starts_at=starts_at, roster=["Sgt. Diaz", "Officer Lee"])
    save(event.agency, phone="(805) 555-0100")
    return event


def test_each_text_says_where_and_links_to_the_page_in_its_language(event):
    told = {}
    for language, prefix in PREFIXES.items():
        with in_language(language):
            told[language] = dict(share_texts(event))
        for channel, text in told[language].items():
            assert event.venue.name in text
            assert f"http://127.0.0.1:8000{prefix}/events/{event.slug}" in text
            assert not re.search("  |\n\n\n|&", text)
            # Whoever needs help to get in reads whom to ask.
            assert "(805) 555-0100" in text or channel in TOO_SHORT_FOR_A_PHONE
    english, spanish = told.values()
    assert list(english) == list(Channel)
    assert not english.items() & spanish.items()


def test_an_alert_tells_as_much_as_a_text_message_holds(event):
    short, long = (alert_text(event, f"https://example.gov/{'x' * most}") for most in (5, 80))

    assert short.startswith(event.agency.name)
    assert long.startswith("Coffee with a Cop, ")
    assert len(short) <= LONGEST_ALERT
    assert len(long) <= LONGEST_ALERT


@pytest.mark.parametrize("letters", [4, 30, 60, 90, 120])
def test_an_alert_is_never_cut_at_its_link(app, letters):
    event = make_event(venue=make_venue(name="é" * letters))
    for language in Language:
        with in_language(language):
            text = alert_text(event, "https://coffee.example.gov/events/coffee")

        assert len(text) <= LONGEST_ALERT
        assert text.endswith(" https://coffee.example.gov/events/coffee")


def show(visitor, event):
    return visitor.get(f"/staff/events/{event.id}/share-kit")


def test_texts_pictures_links_and_calendar_files_are_there_in_both_languages(officer):
    event = make_event(title_en="Tea & <b>talk</b>")

    page = show(officer, event)

    buttons = [button["data-copy"] for button in page.select("button[aria-label]")]
    assert len(buttons) == 12
    assert sum(f"/es/events/{event.slug}" in text for text in buttons) == 6
    assert any("Tea & <b>talk</b>" in text for text in buttons)
    # They can be selected without a script.
    texts = page.select("details .share-text")
    assert [text["lang"] for text in texts] == ["en", "es"] * 6
    links = {link["href"] for link in page.select("a[href]")}
    for prefix in ("", "/es"):
        address = f"{prefix}/events/{event.slug}"
        assert {f"http://127.0.0.1:8000{address}", f"{address}.ics", f"{address}.png"} <= links
    for picture in page.select("a[download]"):
        assert officer.get(picture["href"]).status == 200


@pytest.mark.parametrize("make", [make_draft, make_past_event])
def test_only_what_people_can_come_to_is_shared(officer, make):
    event = make()

    assert show(officer, event).location == f"/staff/events/{event.id}"
    assert audited() == []


@pytest.mark.parametrize(
    ("days", "first", "row"),
    [
        (14, "Share: let people know", "Brief"),
        (3, "Briefing: open before you go", "Share"),
        (0, "Briefing: open before you go", "Share"),
    ],
)
def test_two_weeks_ahead_it_is_what_to_do_next(plain_officer, days, first, row):
    event = make_event(starts_at=now() + timedelta(days=days) - HOUR / 2)
    save(event.agency, parts_off=[part.name for part in parts() if part.name != NAME])

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert page.texts("main .button") == [first]
    assert page.texts(".tools a") == [row]


def test_what_was_posted_is_next_no_more(plain_organizer):
    event = make_event(starts_at=now() + timedelta(days=14))
    add_starter_checklist(event.agency)
    db.session.commit()
    (online,) = all_of(ChecklistItem, step=ChecklistStep.ONLINE)

    plain_organizer.post(f"/staff/events/{event.id}/checklist/{online.id}", done="yes")

    page = plain_organizer.get(f"/staff/events/{event.id}")
    assert page.texts("main .button")[0] == "Briefing: open before you go"
    assert page.has(f"#checklist a[href='/staff/events/{event.id}/share-kit']")
    today = plain_organizer.get("/staff")
    assert today.has(f"main a[href='/staff/events/{event.id}/share-kit']")
