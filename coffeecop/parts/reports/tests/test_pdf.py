"""The report on paper: one sheet and what says how it was counted, however much there is to say."""

import io
from datetime import timedelta

import pikepdf
import pytest
from PIL import Image
from pypdfium2 import raw

from coffeecop.db import db, now
from coffeecop.matters.verbs import Said
from coffeecop.models import EventLine, Language, MatterPhoto, MatterState, Role
from coffeecop.parts.reports.tests.rows import AREAS, make_reported, make_shares
from coffeecop.parts.reports.tests.sheets import address, report_page
from coffeecop.web.photos import make_photo
from tests.factories import (
    make_answers,
    make_event,
    make_matter,
    make_staff,
    make_topic,
    save,
    sign_in,
)
from tests.pdf import SIZES, Paper, needs_pango, text_of
from tests.photos import photo_file

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("drawn_here"), needs_pango]

LONG = "A word about the crossing at the farmers' market that takes as many words as staff may "
LONG = (LONG * 4)[:300]
NAMES = {
    "title_en": "Coffee with a Cop at the Farmers' Market of the Harbor District and the Old Mill",
    "title_es": "Café con un policía en el mercado del distrito del puerto y del viejo molino",
}


def keep(event):
    """Make a matter of which the sheet says all that it can: with a photo and a figure."""
    photo = make_photo(photo_file(size=(800, 600)))
    photo = MatterPhoto(**photo._asdict(), alt_en="A stop sign.", alt_es="Una señal de alto.")
    figure = {"counted_en": LONG[:200], "counted_es": LONG[:200]}
    figure |= {"before_count": 40, "before_total": 90, "after_count": 30, "after_total": 90}
    done = Said(MatterState.DONE, LONG, LONG, photo=photo)
    make_matter(name=LONG[:120], event=event, said=done, is_public=True, **figure)


def make_full():
    """Make an event of which a report has as much to say as it can have."""
    names = [f"Matters of the street number {n}, and of all that is beside it" for n in range(8)]
    topics = [make_topic(name_en=name, name_es=name) for name in names]
    event = make_reported(60, topics=topics, **NAMES)
    officer = make_staff(agency=event.agency)
    event.heads_counted, event.heads_counted_at, event.heads_counted_by_id = 41, now(), officer.id
    make_shares(
        event.agency,
        languages={"en": 10, "es": 90, "mix": 3, "fil": 2, "vi": 1, "hmn": 1},
        areas={**dict.fromkeys(AREAS, 80), **{f"Area of Sample Street {n}": 4 for n in range(9)}},
    )
    make_answers(event, [5, 4, 4, 2, 3] * 4, approachable=5, respected=4, again=2)
    for _officer in range(3):
        save(EventLine(event_id=event.id, staff_id=make_staff().id, body=LONG[:160]))
    earlier = make_event(venue=event.venue, starts_at=now() - timedelta(days=60))
    make_event(venue=event.venue, starts_at=now() + timedelta(days=60))
    for _matter in range(7):
        keep(event)
        keep(earlier)
    db.session.commit()
    return earlier, event


def pdf_of(visitor, events, paper="letter"):
    where = address(events).format(".pdf")
    answer = visitor.get(f"{where}{'&' if '?' in where else '?'}paper={paper}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.response.get_data()


@pytest.mark.parametrize(
    ("paper", "language"), [("letter", Language.ENGLISH), ("a4", Language.SPANISH)]
)
def test_all_but_the_method_is_on_one_sheet(plain_visitor, paper, language):
    earlier, event = make_full()
    sign_in(plain_visitor, Role.ORGANIZER, agency=event.agency, language=language)

    for events in (event, [earlier, event]):
        pdf = Paper(pdf_of(plain_visitor, events, paper))

        assert set(pdf.sizes) == {SIZES[paper]}
        assert "/matters" in pdf.words(0)
        assert "Wilson" not in pdf.words(0)
        assert "Wilson" in pdf.words(1)


def test_both_languages_are_the_two_sides_of_one_paper(plain_organizer):
    _earlier, event = make_full()

    pdf = Paper(pdf_of(plain_organizer, event, "both"))

    assert pdf.sizes == [SIZES["letter"]] * 2
    assert "What people raised" in pdf.words(0)
    assert "De qué habló la gente" in pdf.words(1)


def test_a_slide_fills_the_screen_of_a_council_as_pdf_and_as_picture(plain_organizer):
    _earlier, event = make_full()
    page = report_page(plain_organizer, event)
    pdf, png = (page.one(f"a[href*='.{kind}'][href*='slide']")["href"] for kind in ("pdf", "png"))

    assert Paper(plain_organizer.get(pdf).response.get_data()).sizes == [(339, 190)]
    answer = plain_organizer.get(png)
    assert answer.headers["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.response.get_data()))
    assert picture.size == (1920, 1080)
    # Ink on more than a sheet with a title alone would have.
    assert picture.convert("L").histogram()[255] < 0.97 * 1920 * 1080


def test_it_is_tagged_and_has_its_language_its_title_and_the_order_of_the_page(plain_organizer):
    _earlier, event = make_full()

    made = pdf_of(plain_organizer, event)
    pdf = Paper(made)

    assert raw.FPDFCatalog_IsTagged(pdf.file)
    assert text_of(pdf.file, raw.FPDFCatalog_GetLanguage) == "en"
    assert pdf.file.get_metadata_value("Title").startswith(f"{event.title_en}: Report")
    found = pdf.tags(0)
    kinds = [kind for kind, _alt in found]
    headings = [kind for kind in kinds if kind in ("H1", "H2", "H3")]
    assert headings == ["H1", *["H2"] * 6]
    assert {"Figure", "LI", "BlockQuote"} <= set(kinds)
    assert all(alt for kind, alt in found if kind == "Figure")
    words, tables = map(pdf.words, (0, 1))
    # Nothing that leaves the department leads into the pages of staff.
    assert not [page for page in pikepdf.open(io.BytesIO(made)).pages if "/Annots" in page]
    in_order = ("About 41", "What we said last time", "What people raised", "What we will do")
    places = [words.index(each) for each in (*in_order, "What else came", "Who we did")]
    assert places == sorted(places)
    assert "People who came, about" in tables
