"""The department has a name in each language, and pages, mail and files say that of their own."""

from collections import Counter

import pytest
from icalendar import Calendar

from coffeecop.models import Event, Language, Role, RosterShown
from coffeecop.web.receipt_codes import hash_code
from tests.addresses import CODE, addresses, fill_database
from tests.factories import WHOLE, make_agency, make_concern, make_event, sign_in
from tests.public.test_roster_shown import HOST, OTHERS, give_roster
from tests.stored import all_of, one_mail
from tests.visitor import Visitor

ENGLISH = "Exampleton Police Department"
SPANISH = "Departamento de Policía de Exampleton"
NAMES = {"": ENGLISH, "/es": SPANISH}


@pytest.fixture
def agency(app):
    return make_agency(name=ENGLISH, name_es=SPANISH, phone="(805) 555-0100")


def test_every_page_says_the_name_in_its_language_and_none_of_a_roster_that_is_not_shown(
    app, agency
):
    visitor, seen = Visitor(app), Counter()
    # Every public address, with rows of this department.
    values = fill_database(visitor)
    for event in all_of(Event):
        give_roster(event, RosterShown.NUMBER)
    stranger, endpoints = Visitor(app), set()

    for endpoint, path in addresses(app, "GET", values):
        if path.startswith("/staff"):
            continue
        own, other = (SPANISH, ENGLISH) if path.startswith("/es") else (ENGLISH, SPANISH)
        page = stranger.get(path)
        # With the head of the page: its structured data and the text beside a link's picture.
        for name in (HOST, *OTHERS):
            assert name.encode() not in page.response.data, path
        endpoints.add(endpoint)
        if page.status == 200 and page.response.mimetype == "text/html":
            assert page.text("header .brand") == own, path
            seen[own] += 1
        if page.status == 200:
            assert other not in page.body, path
    assert min(seen[ENGLISH], seen[SPANISH]) > 10
    assert {"events.show", "events.calendar", "rsvps.show"} <= endpoints


@pytest.mark.parametrize("prefix", NAMES)
def test_who_wants_to_complain_reads_it(visitor, agency, prefix):
    make_concern(is_complaint=True, receipt_hash=hash_code(CODE))

    assert NAMES[prefix] in visitor.get(f"{prefix}/receipts/{CODE}").text("#concern")


def test_staff_read_it_in_their_own_language(visitor, agency):
    sign_in(visitor, Role.OFFICER, agency=agency, language=Language.SPANISH)

    assert visitor.get("/staff", **{"HX-Request": "false"}).text("header .brand") == SPANISH


@pytest.mark.parametrize("prefix", NAMES)
def test_calendars_carry_it(visitor, agency, prefix):
    make_event()

    calendar = Calendar.from_ical(visitor.get(f"{prefix}/events.ics").body)
    assert f"{NAMES[prefix]}\n" in calendar.walk("VEVENT")[0]["description"]


@pytest.mark.parametrize(
    ("prefix", "who"), [("", "Sgt. Diaz and one officer"), ("/es", "Sgto. Diaz y un oficial")]
)
def test_mail_is_signed_with_it_and_says_who_will_be_there(visitor, agency, prefix, who):
    event = make_event(roster=["Sgt. Diaz", "Officer Lopez"])

    visitor.post(f"{prefix}/events/{event.slug}/rsvps", party_size="2", email="ann@example.org")

    mail = one_mail()
    assert f"\n{who}\n" in mail.body
    assert f"--\n{NAMES[prefix]}\n" in mail.body
    (entry,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert f"{who}\n{NAMES[prefix]}\n" in entry["description"]


def test_without_one_spanish_pages_say_the_english_name_and_that_it_is_english(visitor):
    event = make_event(agency=make_agency(name=ENGLISH))

    page = visitor.get(f"/es/events/{event.slug}", **WHOLE)
    assert page.text("header .brand [lang=en]") == ENGLISH
    # And the button that keeps what was typed, for the other language.
    assert set(page.texts("main [lang=en]")) == {ENGLISH, "English"}
    for path in ("/es/about", "/es/"):
        assert visitor.get(path, **WHOLE).text("header .brand [lang=en]") == ENGLISH
    assert visitor.get("/es/about", **WHOLE).texts("main h3 [lang=en]") == [ENGLISH]
    page = visitor.get(f"/events/{event.slug}", **WHOLE)
    assert not page.has("[lang=en]:not(html):not([hreflang])")


def test_with_several_departments_pages_say_the_programme_and_lists_the_department(visitor, agency):
    make_event(agency=agency)
    make_event(agency=agency)
    assert SPANISH not in visitor.get("/es/").text(".event-list")
    make_event(agency=make_agency(name="Sampleton Police Department"))

    page = visitor.get("/es/", **{"HX-Request": "false"})

    assert page.text("header .brand") == "Café con un policía"
    assert not page.has("header .brand [lang]")
    assert SPANISH in page.text("main")
    assert page.texts("main .event-list p [lang=en]") == ["Sampleton Police Department"]


def test_an_error_page_asks_no_database_for_it(visitor, agency):
    page = visitor.get("/es/no-such-page")

    assert page.text("header .brand") == "Café con un policía"
    assert not page.has("header .brand [lang]")
