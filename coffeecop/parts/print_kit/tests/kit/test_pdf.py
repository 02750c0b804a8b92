"""The kit as PDF, read as people and phones read it from paper."""

from math import radians, tan

import pytest
from pypdfium2 import raw

from coffeecop.models import Language
from coffeecop.parts import links_of
from coffeecop.parts.print_kit.tests.kits import (
    HAS_DOOR,
    WITH_A_CODE,
    cards_of,
    print_kit,
    receipt_words,
)
from coffeecop.parts.resident_links import Code
from coffeecop.web import pdf
from coffeecop.web.i18n import in_language, short_day
from tests.factories import (
    make_concern,
    make_concerns,
    make_message,
    make_staff,
    pass_night,
    save,
    sign_in,
)
from tests.of_parts import needs_part
from tests.pdf import SIZES, Paper, needs_pango
from tests.wordy import make_wordy

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("drawn_here"), needs_pango]

SITE = "http://127.0.0.1:8000"
# What printers leave at the edges, in points.
UNPRINTABLE = 12
# Of the kit, one page each; cards follow.
POSTER, TENT, DOOR, HOST = 0, 1, 2, 2 + HAS_DOOR
CARDS = HOST + 1


def print_as_pdf(visitor, event, **options):
    """Print a kit with three cards in each language, and return its PDF."""
    sheets = print_kit(visitor, event, english=3, spanish=3, **options).location
    answer = visitor.get(sheets.replace("/print-kit", "/print-kit.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.response.get_data()


def poster_of(visitor, event):
    """Return the poster alone."""
    answer = visitor.get(f"/staff/events/{event.id}/print-kit.pdf?sheet=poster")
    return Paper(answer.response.get_data())


@pytest.fixture
def kit(plain_officer, coming):
    return Paper(print_as_pdf(plain_officer, coming))


def url_in(language, link, event):
    with in_language(language):
        return link.url(event)


def test_every_code_leads_to_a_page_in_its_language_and_is_told_to_screen_readers(
    plain_officer, kit, coming
):
    event = f"{SITE}/events/coffee-in-june"
    spanish = f"{SITE}/es/events/coffee-in-june"

    codes = [kit.codes(number) for number in range(len(kit))]

    assert codes[POSTER] == sorted([event, spanish])
    assert codes[TENT] == sorted([f"{event}/concerns/new", f"{spanish}/concerns/new"])
    for number, sheet, languages in ((DOOR, "door", Language), (HOST, "host", [Language.ENGLISH])):
        for link in [each for each in links_of(coming.agency, Code) if each.sheet == sheet]:
            assert codes[number] == sorted(url_in(each, link, coming) for each in languages)
    assert codes[CARDS] == [f"{SITE}/es/receipts"] + [f"{SITE}/receipts"] * 3
    assert codes[CARDS + 1] == [f"{SITE}/es/receipts"] * 2
    for address in {address.removeprefix(SITE) for page in codes for address in page}:
        page = plain_officer.get(address)
        assert page.status == 200, address
        assert page.one("html")["lang"] == ("es" if address.startswith("/es/") else "en")
    assert raw.FPDFCatalog_IsTagged(kit.file)
    assert kit.file.get_metadata_value("Title").startswith("Print kit: Coffee in June")
    told = [words for _kind, words in kit.tags(POSTER)]
    assert f"A square code that opens {event}" in told


def test_the_words_of_a_stub_show_the_answer(plain_officer, kit, coming):
    english, spanish = kit.quarter(CARDS), kit.quarter(CARDS, right=True, lower=True)
    assert ("Card 1" in english, "Tarjeta 4" in spanish) == (True, True)
    first, _, _, fourth, *_ = cards_of(coming)

    for prefix, card, text in (("", first, english), ("/es", fourth, spanish)):
        words = receipt_words(text)
        early = plain_officer.follow(plain_officer.post(f"{prefix}/receipts", words=words))
        concern = make_concern(event=coming, receipt_hash=card.receipt_hash)
        make_message(concern, "We painted the crossing.", by=make_staff())
        answered = plain_officer.follow(plain_officer.post(f"{prefix}/receipts", words=words))

        assert "We painted the crossing." not in early.words
        assert "We painted the crossing." in answered.words


def test_day_and_place_can_be_read_from_four_meters(plain_officer, coming):
    # Letters of ten minutes of arc, which one must read to drive in California (20/40).
    least = 4000 * tan(radians(10 / 60)) / 25.4 * 72
    save(coming.venue, name="Market 7")

    poster = poster_of(plain_officer, coming)

    for phrase in ("Market 7", f", {short_day(coming.starts_at, coming)}"):
        bottom, top = poster.heights(POSTER, phrase)[0]
        assert top - bottom >= least, phrase


def test_two_posters_fit_on_a_sheet_to_cut_apart(plain_officer, coming):
    sheet = f"/staff/events/{coming.id}/print-kit.pdf?sheet=halves&paper="

    for paper, (width, height) in SIZES.items():
        printed = Paper(plain_officer.get(f"{sheet}{paper}").response.get_data())
        assert printed.sizes == [(height, width)]
        assert len(printed.codes(0)) == 4


@pytest.mark.parametrize("paper", SIZES)
def test_each_sheet_is_one_page_even_with_the_longest_names(plain_visitor, paper):
    event = make_wordy(1)
    sign_in(plain_visitor)

    kit = Paper(print_as_pdf(plain_visitor, event, paper=paper))

    assert kit.sizes == [SIZES[paper]] * (CARDS + 2)
    codes = [2, 2, *[2] * HAS_DOOR, WITH_A_CODE.count("host"), 4, 2]
    assert [len(kit.codes(number)) for number in range(len(codes))] == codes
    # What stands last on each half, or side.
    told = [
        (POSTER, "339-4400"),
        (TENT, "public."),
        *[(DOOR, "came.")] * HAS_DOOR,
        *[(HOST, "too.")] * ("host" in WITH_A_CODE),
    ]
    for number, last in told:
        assert kit.heights(number, last), number
    assert_texts_stay_on_their_cards(kit)


@needs_part("public_record")
def test_the_seal_on_a_poster_can_be_scanned_below_the_longest_names(plain_visitor):
    event = make_wordy(1)
    make_concerns(6, event=event)
    pass_night()
    sign_in(plain_visitor)

    kit = poster_of(plain_visitor, event)

    codes = kit.codes(POSTER)
    assert len(codes) == 4
    assert len([code for code in codes if f"/events/{event.slug}/record#6:" in code]) == 2
    page = plain_visitor.get(f"/staff/events/{event.id}/print-kit?sheet=poster")
    seals = kit.heights(POSTER, page.texts(".seal b")[0])
    phones = kit.heights(POSTER, "339-4400")
    for (bottom, _), (_, top) in zip(phones, seals, strict=True):
        assert bottom > top


def assert_texts_stay_on_their_cards(kit):
    ends = kit.heights(CARDS, "words.") + kit.heights(CARDS, "palabras.")
    assert min(bottom for bottom, _ in ends) > UNPRINTABLE
    for last, stub in (("there.", "Keep these six"), ("quejas.", "Guarde estas seis")):
        upper, lower = kit.heights(CARDS, last), kit.heights(CARDS, stub)
        assert upper
        for (bottom, _), (_, top) in zip(upper, lower, strict=True):
            assert bottom > top + 2


def test_one_sheet_can_be_had_alone(plain_officer, coming):
    page = plain_officer.get(f"/staff/events/{coming.id}/print-kit?sheet=host&paper=a4")
    (link,) = page.select("a[href*='.pdf']")

    paper = Paper(plain_officer.get(link["href"]).response.get_data())

    assert paper.sizes == [SIZES["a4"]]
    assert "Host card" in paper.words(0)


def test_without_weasyprint_none_is_offered(plain_officer, coming, monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)

    page = plain_officer.get(f"/staff/events/{coming.id}/print-kit?sheet=host")

    assert not page.has("a[href*='.pdf']")
