"""The link back, kept without our knowing a number or an address."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from icalendar import Calendar

from tests.factories import make_event, make_rsvp

TOKEN = "k" * 26


@pytest.fixture
def kept(app):
    event = make_event(capacity=5, title_en="Coffee & Cops? 100 %", title_es="Café & más")
    return make_rsvp(event=event, token=TOKEN)


def the_link(page):
    (link,) = {
        found["href"] for found in page.select(f"#rsvp p a[href^='http'][href$='/rsvps/{TOKEN}']")
    }
    return link


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_text_and_a_mail_to_oneself_carry_the_link(visitor, kept, prefix):
    page = visitor.get(f"{prefix}/rsvps/{TOKEN}")
    link = the_link(page)

    text = page.one("a[href^='sms:']")["href"]
    mail = page.one("a[href^='mailto:']")["href"]

    assert link.endswith(f"{prefix}/rsvps/{TOKEN}")
    assert text.startswith("sms:?&body=")
    assert "+" not in text + mail, "a plus would be read as itself"
    body = unquote(text.removeprefix("sms:?&body="))
    assert body.endswith(link)
    fields = parse_qs(urlsplit(mail).query, strict_parsing=True)
    assert fields["body"] == [body]
    assert kept.event.title_es in fields["subject"][0] or not prefix
    assert kept.event.title_en in fields["subject"][0] or prefix


def test_the_link_can_be_copied_and_scanned(visitor, kept):
    page = visitor.get(f"/rsvps/{TOKEN}")

    assert page.one("[data-copy]")["data-copy"] == the_link(page)
    image = page.one("details img.qr")
    assert image["alt"]
    assert image["loading"] == "lazy", "drawn only for those who want to see it"

    code = visitor.get(image["src"])

    assert code.response.mimetype == "image/svg+xml"
    assert code.headers["Cache-Control"] == "no-store"
    assert "<svg" in code.body
    assert "style" not in code.body


@pytest.mark.parametrize("end", ["", ".svg", ".ics", "/change"])
def test_an_unknown_link_has_nothing_behind_it(visitor, end):
    assert visitor.get(f"/rsvps/{'x' * 26}{end}").status == 404


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_calendar_entry_of_an_rsvp_carries_its_link(visitor, kept, prefix):
    page = visitor.get(f"{prefix}/rsvps/{TOKEN}")
    (path,) = {link["href"] for link in page.select("a[href$='.ics']")}

    answer = visitor.get(path)

    assert answer.response.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    (entry,) = Calendar.from_ical(answer.body).walk("VEVENT")
    assert f"{prefix}/rsvps/{TOKEN}" in entry["description"]
    public = Calendar.from_ical(visitor.get(f"/events/{kept.event.slug}.ics").body)
    assert entry["uid"] == public.walk("VEVENT")[0]["uid"], "one entry, not two"
