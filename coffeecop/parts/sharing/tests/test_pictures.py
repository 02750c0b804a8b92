"""The picture that a link to an event shows where it is shared."""

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from coffeecop.db import db
from coffeecop.models import EventStatus, MatterPhoto, MatterState
from coffeecop.parts.sharing import drawing, pictures
from coffeecop.parts.sharing.cards import LONGEST_HALF, event_card, home_card
from coffeecop.web.event_labels import summary_line
from coffeecop.web.i18n import in_language
from tests.addresses import send_request
from tests.factories import (
    WHOLE,
    make_agency,
    make_event,
    make_matter,
    make_past_event,
    make_staff,
    make_venue,
    save,
    say_of,
)

HERE = "http://127.0.0.1:8000"
NOON_IN_FEBRUARY = datetime(2027, 2, 25, 20, 30, tzinfo=UTC)
VENTURA = {"name": "Ventura Police Department", "name_es": "Departamento de Policía de Ventura"}


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    """The folder of stored pictures, empty."""
    monkeypatch.setitem(app.config, "INSTANCE_PATH", tmp_path)
    return tmp_path / "pictures"


@pytest.fixture
def drawn(folder, monkeypatch):
    """A list of the cards that were drawn."""
    cards, draw = [], drawing.draw_card
    monkeypatch.setattr(drawing, "draw_card", lambda card: cards.append(card) or draw(card))
    return cards


@pytest.fixture
def february():
    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        yield


def make_february_event(**values):
    values = {"title_en": "Coffee with a Cop", "title_es": "Café con un policía", **values}
    times = {"starts_at": NOON_IN_FEBRUARY, "ends_at": NOON_IN_FEBRUARY + timedelta(hours=1.5)}
    if "venue" not in values:
        values["venue"] = make_venue(
            name="Peirano's Market", street="204 E. Main St.", city="Ventura"
        )
    return make_event(**{**times, **values})


def open_path(visitor, path, **options):
    db.session.rollback()
    return send_request(visitor, path, **options)


def open_picture(visitor, path):
    response = open_path(visitor, path)
    assert response.mimetype == "image/png"
    return Image.open(io.BytesIO(response.data))


def metadata(page):
    properties = page.select("meta[property]")
    return {meta["property"]: meta["content"] for meta in properties}


def picture_path(visitor, path):
    """Return the path and query of the picture that a page names."""
    address = metadata(visitor.get(path, **WHOLE))["og:image"]
    return address.removeprefix(HERE)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_shared_page_names_a_picture_in_its_own_language(visitor, folder, prefix):
    event = make_february_event()
    language, other = ("es", "en") if prefix else ("en", "es")

    for path, address in [("/", "/coffee-with-a-cop"), (f"/events/{event.slug}",) * 2]:
        page = visitor.get(prefix + path, **WHOLE)

        told = metadata(page)
        assert told["og:image"].startswith(f"{HERE}{prefix}{address}.png?v=")
        assert told["og:image:type"] == "image/png"
        assert told["og:image:alt"]
        assert told["og:locale"] == f"{language}_US"
        assert told["og:locale:alternate"] == f"{other}_US"
        assert page.one("meta[name='twitter:card']")["content"] == "summary_large_image"
        picture = open_picture(visitor, told["og:image"].removeprefix(HERE))
        assert picture.size == (int(told["og:image:width"]), int(told["og:image:height"]))


@pytest.mark.usefixtures("february")
def test_a_picture_shows_day_title_times_place_and_department(app):
    event = make_february_event(agency=make_agency(**VENTURA))

    with in_language("en"):
        card = event_card(event)
    with in_language("es"):
        spanish, line = event_card(event), summary_line(event)
        assert pictures.event_picture(event).alt == f"Café con un policía. {line}"

    assert line == (
        "Jueves, 25 de febrero de 2027, 12:30 a 2:00\u202fp.m. "
        "Peirano's Market, 204 E. Main St., Ventura."
    )
    assert card.tile == ("FEB", "25", "Thursday")
    assert card.title == "Coffee with a Cop"
    assert card.time == "12:30 to 2:00\u202fPM"
    assert (card.venue, card.details) == ("Peirano's Market", "204 E. Main St., Ventura")
    assert card.department == "Ventura Police Department"
    assert card.notices == ()
    assert spanish.tile == ("FEB", "25", "Jueves")
    assert spanish.title == "Café con un policía"
    assert spanish.department == "Departamento de Policía de Ventura"
    assert spanish.time == "12:30 a 2:00\u202fp.m."


@pytest.mark.usefixtures("february")
def test_a_cancelled_a_moved_and_a_past_event_say_so(app):
    event = make_february_event()
    with in_language("es"):
        event.moved_from_starts_at = NOON_IN_FEBRUARY - timedelta(hours=1)
        assert event_card(event).notices == ("Nueva hora. Antes: 11:30\u202fa.m.",)
        assert summary_line(event).startswith("Nueva hora. Antes: 11:30\u202fa.m. Jueves, 25")
        with time_machine.travel(event.ends_at):
            assert event_card(event).notices == ("Este evento ya pasó",)
        event.cancel(by=make_staff())
        assert event_card(event).notices == ("Este evento se canceló",)
        assert event_card(event).is_cancelled
        assert summary_line(event).startswith("Este evento se canceló. Jueves, 25")


def test_what_a_picture_says_is_drawn(app):
    event = make_february_event()
    with in_language("en"):
        card = event_card(event)
    other = {
        "title": "Tea with a Cop",
        "department": "Sample Sheriff",
        "details": "1 Sample St.",
        "time": "1:00 to 2:00 PM",
        "venue": "Example Café",
        "notices": ("Moved from 11:30 AM",),
        "tile": card.tile._replace(day="26"),
        "pair": ("You said: cars speed", "We did: a stop sign is up."),
    }
    assert set(other) | {"plain_title", "is_cancelled"} == set(card._fields)

    plain = drawing.draw_card(card)

    assert all(drawing.draw_card(card._replace(**{name: other[name]})) != plain for name in other)
    cancelled = card._replace(notices=("This event is cancelled",), is_cancelled=True)
    assert drawing.draw_card(cancelled) != drawing.draw_card(cancelled._replace(is_cancelled=False))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("¿Café? ¡Sí, señor! Ñandú – “Łódź”…", "¿Café? ¡Sí, señor! Ñandú – “Łódź”…"),
        ("Cafe\u0301 con un policía", "Café con un policía"),
        ("Coffee ☕️ with a Cop 👮‍♀️", "Coffee with a Cop"),
        ("Cà phê với cảnh sát", "Cà phê voi canh sát"),
        ("Coffee 咖啡", "Coffee"),
        ("与警察喝咖啡!", ""),
        ("قهوة مع الشرطة", ""),
        ("\u202e\u0000\u00ad \ud83d", ""),
        ("", ""),
    ],
)
def test_of_a_text_is_drawn_what_the_fonts_have(title, shown):
    assert drawing.drawable(title) == shown


def test_a_title_of_which_nothing_is_left_gives_way_to_the_name_of_the_programme(app):
    with in_language("en"):
        card = event_card(make_february_event())
    plain = {"plain_title": "Coffee with a Cop"}

    drawn = drawing.draw_card(card._replace(title="与警察喝咖啡!", **plain))

    assert drawn == drawing.draw_card(card._replace(title="Coffee with a Cop"))


@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_have_every_character_that_is_drawn(bold):
    font = drawing.load_font(40, bold=bold)
    missing = bytes(font.getmask("咖"))
    characters = {chr(code) for code in range(0x2500)} - {" ", "\xa0"}
    characters = {each for each in characters if not drawing.NOT_IN_FONTS.match(each)}

    assert set("áéíóúüñÁÉÍÓÚÜÑ¿¡«»–—’“”") <= characters
    assert [c for c in characters if bytes(font.getmask(c)) == missing] == []


@settings(max_examples=40)
@example("W" * 120, (80, 200))
@given(
    st.text(st.characters(categories=["L", "N", "P"], max_codepoint=0x17F), max_size=120),
    st.sampled_from([(80, 200), (80, 120), (80, 52)]),
)
def test_no_title_is_cut_off(text, sizes):
    largest, height = sizes
    shown = drawing.drawable(text)
    font, lines = drawing.fit([shown], largest, drawing.TEXT_WIDTH, height, bold=True)

    assert "".join(lines).replace(" ", "") == shown.replace(" ", "")
    assert len(lines) <= drawing.MOST_LINES
    assert len(lines) * drawing.line_height(font) <= height
    assert all(font.getlength(line) <= drawing.TEXT_WIDTH for line in lines)


def test_what_people_said_and_what_was_done_is_in_the_pictures_of_the_event_and_of_home(
    visitor, drawn
):
    event = make_past_event()
    made = {"event": event, "is_public": True, "said": MatterState.DONE}
    make_matter(**made, asked_es="x " * 80)
    make_matter(**made, asked_en=None, asked_es=None)
    pair = ("You said: A dark crosswalk.", "We did: The city put up a light.")

    for path in (f"/events/{event.slug}", "/"):
        page = visitor.get(path, **WHOLE)
        open_picture(visitor, picture_path(visitor, path))
        assert drawn[-1].pair == pair
        assert metadata(page)["og:image:alt"].endswith(" ".join(pair))
    open_picture(visitor, f"/es/events/{event.slug}.png")
    asked, did = drawn[-1].pair
    assert asked.endswith("x…")
    assert len(asked) <= LONGEST_HALF + 20
    assert did.endswith(": La ciudad puso una luz.")


def test_a_matter_has_a_picture_of_what_came_of_it(visitor, drawn):
    matter = make_matter(said=MatterState.DONE, is_public=True)

    told = metadata(visitor.get(f"/matters/{matter.id}-{matter.address['words']}", **WHOLE))
    open_picture(visitor, told["og:image"].removeprefix(HERE))

    assert drawn[0].pair == ("You said: A dark crosswalk.", "We did: The city put up a light.")
    assert told["og:image:alt"] == " ".join(["What came of it.", *drawn[0].pair])


def test_a_picture_shows_the_pair_that_its_words_tell(visitor, drawn):
    event = make_past_event()
    photo = MatterPhoto(content=b"jpeg", digest="d" * 64, width=4, height=3, alt_en="A light")
    matter = make_matter(event=event, is_public=True)
    say_of(matter, MatterState.DONE, photo=photo)
    make_matter(event=event, is_public=True, said=MatterState.DONE, asked_en="A red light.")

    told = metadata(visitor.get(f"/events/{event.slug}", **WHOLE))
    open_picture(visitor, told["og:image"].removeprefix(HERE))

    assert told["og:image:alt"].endswith(" ".join(drawn[-1].pair))


@pytest.mark.parametrize(("is_moved", "has_pair"), [(False, True), (True, False)])
def test_the_longest_texts_stay_inside_the_picture_and_it_is_small_enough_for_every_preview(
    app, is_moved, has_pair
):
    with in_language("en"):
        card = event_card(make_february_event())
    card = card._replace(
        title="Coffee with a Cop at the Harbor, " * 3 if is_moved else "W" * 120,
        venue="V" * 120,
        details="D" * 120 + ", " + "E" * 80,
        department="P" * 120,
        notices=("Moved from 11:30 AM", "Moved from " + "N" * 324) if is_moved else (),
        pair=("S" * 130, "D" * 130) if has_pair else (),
    )

    png = drawing.draw_card(card)

    assert len(png) < 60_000
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    paper = Image.new("RGB", picture.size, picture.getpixel((2, 2)))
    left, top, right, bottom = ImageChops.difference(picture, paper).getbbox()
    assert left >= drawing.MARGIN - 2
    assert right <= drawing.WIDTH - drawing.MARGIN + 2
    assert top >= 20
    assert bottom <= drawing.HEIGHT - 20
    # Nothing of the title's side reaches the foot.
    above = picture.crop((0, drawing.FOOT_TOP - 12, drawing.WIDTH, drawing.FOOT_TOP - 2))
    assert above.getcolors() == [(above.width * above.height, picture.getpixel((2, 2)))]


def test_a_picture_is_drawn_once_for_many_requests_also_after_a_restart(visitor, drawn, folder):
    event = make_february_event()
    current = picture_path(visitor, f"/events/{event.slug}")
    assert drawn == []

    for query in ("", "?v=0123456789abcdef", "?v=", "?anything=1"):
        open_path(visitor, f"/events/{event.slug}.png{query}")
        open_path(visitor, current)
        open_path(visitor, current, method="HEAD")

    assert len(drawn) == 1
    (file,) = folder.iterdir()
    file.write_bytes(b"from the file")
    assert open_path(visitor, current).data == b"from the file"
    assert len(drawn) == 1
    open_picture(visitor, f"/es/events/{event.slug}.png")
    assert len(drawn) == 2


def test_a_request_that_waited_for_a_drawing_takes_it(visitor, drawn, folder, monkeypatch):
    event = make_february_event()

    class OtherDraws:
        """Stands for the lock while another request draws the same picture."""

        def __enter__(self):
            monkeypatch.setattr(pictures, "drawing", pictures.Lock())
            open_path(visitor, f"/events/{event.slug}.png")

        def __exit__(self, *error):
            pass

    monkeypatch.setattr(pictures, "drawing", OtherDraws())
    open_path(visitor, f"/events/{event.slug}.png")

    assert len(drawn) == 1


@pytest.mark.usefixtures("february")
def test_a_changed_event_has_another_picture_and_the_old_one_is_removed(visitor, drawn, folder):
    event = make_february_event(capacity=10)
    path = f"/events/{event.slug}"
    other = make_february_event(title_en="Another coffee", venue=event.venue)
    open_picture(visitor, f"/events/{other.slug}.png")

    before = picture_path(visitor, path)
    open_picture(visitor, before)
    for row, name in ((event, "title_en"), (event.venue, "name"), (event.agency, "name")):
        setattr(row, name, "Sample")
        db.session.commit()
        after = picture_path(visitor, path)
        assert after != before, name
        drawings = len(drawn)
        assert open_path(visitor, before).data == open_path(visitor, after).data
        assert len(drawn) == drawings + 1
        version = after.partition("?v=")[2]
        assert [file.name for file in folder.glob(f"{event.id}-*")] == [
            f"{event.id}-en-{version}.png"
        ]
        before = after
    assert len(list(folder.iterdir())) == 2, "the other event's picture stays"


@pytest.mark.usefixtures("february")
def test_what_is_not_drawn_changes_no_picture_and_the_end_of_the_event_does(visitor):
    event = make_february_event(capacity=10)
    path = f"/events/{event.slug}"
    before = picture_path(visitor, path)

    save(event, description_en="Ask us anything.")
    visitor.post(f"{path}/rsvps", party_size="2")

    assert picture_path(visitor, path) == before
    with time_machine.travel(event.ends_at, tick=False):
        assert picture_path(visitor, path) != before


@pytest.mark.usefixtures("folder")
def test_a_picture_is_kept_long_under_its_own_address_and_sent_once(visitor):
    event = make_february_event()
    current = picture_path(visitor, f"/events/{event.slug}")

    first = open_path(visitor, current)

    assert first.headers["Cache-Control"] == "public, max-age=31536000"
    assert first.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]
    assert "Set-Cookie" not in first.headers
    for path in (current, urlsplit(current).path):
        again = open_path(visitor, path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    for query in ("", "?v=0123456789abcdef"):
        outdated = open_path(visitor, urlsplit(current).path + query)
        assert outdated.headers["Cache-Control"] == "public, max-age=300"
        assert outdated.headers["ETag"] == first.headers["ETag"]


def test_a_picture_that_cannot_be_stored_is_shown_also_of_a_cancelled_event(
    visitor, drawn, folder, caplog
):
    folder.write_text("no folder")
    event = make_february_event(status=EventStatus.CANCELLED)

    assert open_picture(visitor, f"/events/{event.slug}.png").size == (1200, 630)

    assert drawn[0].is_cancelled
    assert "a picture could not be stored" in caplog.text


def test_the_front_page_shows_the_department_in_its_picture(visitor, drawn):
    make_agency(name="Ventura Police Department")
    open_picture(visitor, picture_path(visitor, "/es/"))

    assert drawn[0].department == "Ventura Police Department"
    assert drawn[0].tile is None

    make_agency(name="Sample Sheriff")
    with in_language("en"):
        assert home_card().department == "", "several share the name that is the title"


def test_a_change_of_the_drawing_changes_every_picture(app, monkeypatch):
    event = make_february_event()
    with in_language("en"):
        before = pictures.event_picture(event).version
        pictures._drawn_by.cache_clear()
        monkeypatch.setattr(pictures, "DRAWN_BY", ("static/icon-512.png",))
        after = pictures.event_picture(event).version
        pictures._drawn_by.cache_clear()

    assert before != after
