"""What to post about an event, in both languages."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import Language
from coffeecop.staff.events.share_kit import LONGEST_ALERT, Channel, alert_text, share_texts
from coffeecop.web.i18n import in_language
from tests.factories import make_event, make_venue

PAGE = "http://127.0.0.1:8000{prefix}/events/{slug}"
PREFIXES = {Language.ENGLISH: "", Language.SPANISH: "/es"}


@pytest.fixture
def event(app):
    starts_at = (now() + timedelta(days=7)).replace(hour=20)
    event = make_event(starts_at=starts_at, roster=["Sgt. Diaz", "Officer Lee"])
    event.agency.phone = "(805) 555-0100"
    db.session.commit()
    return event


def texts_in(language, event):
    with in_language(language):
        return dict(share_texts(event))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", Channel)
def test_each_text_says_where_and_links_to_the_page_in_its_language(event, channel, language):
    text = texts_in(language, event)[channel]

    assert event.venue.name in text
    assert PAGE.format(prefix=PREFIXES[language], slug=event.slug) in text
    assert "  " not in text
    assert "\n\n\n" not in text
    assert "&" not in text


@pytest.mark.parametrize("language", Language)
def test_what_is_long_enough_for_it_tells_who_needs_help_to_get_in_whom_to_ask(event, language):
    texts = texts_in(language, event)

    for channel in (Channel.FACEBOOK, Channel.NEXTDOOR, Channel.NEWSLETTER, Channel.PRESS):
        assert "(805) 555-0100" in texts[channel]


def test_english_and_spanish_differ_in_each_channel(event):
    english, spanish = (texts_in(language, event) for language in Language)

    assert all(english[channel] != spanish[channel] for channel in Channel)


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
